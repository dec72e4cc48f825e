use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<u32, Cancelled> {
    let found = for n in 0..3 {
        break n;
    };
    Ok(found)
}

fn main() {}
