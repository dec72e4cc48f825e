use safepoint::{CancelToken, Cancelled, cancellable};

#[cancellable]
fn work(_: &CancelToken) -> Result<(), Cancelled> {
    Ok(())
}

fn main() {}
