use safepoint::{CancelToken, Cancelled, cancellable};

#[cancellable]
fn work(first: &CancelToken, second: CancelToken) -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
