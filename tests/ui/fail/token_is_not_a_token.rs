use safepoint::{Cancelled, cancellable};

#[cancellable(token = limit)]
fn work(limit: u32) -> Result<(), Cancelled> {
    for _ in 0..limit {}
    Ok(())
}

fn main() {}
