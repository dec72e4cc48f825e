use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<u32, Cancelled> {
    for _ in 0..3 {}
    Ok("text")
}

fn main() {}
