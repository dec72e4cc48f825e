use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<u32, Cancelled> {
    let outer = || {
        let inner = || {
            loop {
                break 1;
            }
        };
        inner()
    };
    Ok(outer())
}

fn main() {}
