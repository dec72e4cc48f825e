use safepoint::{CancelToken, Cancelled, cancellable};

#[cancellable]
fn work(limit: u32, token: impl AsRef<CancelToken>) -> Result<(), Cancelled> {
    for _ in 0..limit {}
    Ok(())
}

fn main() {}
