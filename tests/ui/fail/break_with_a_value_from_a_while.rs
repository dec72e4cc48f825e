use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<u32, Cancelled> {
    let found = while true {
        break 1;
    };
    Ok(found)
}

fn main() {}
