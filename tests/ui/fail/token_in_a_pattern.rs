use safepoint::{CancelToken, Cancelled, cancellable};

#[cancellable]
fn work(&ref token: &CancelToken) -> Result<(), Cancelled> {
    drop(token.clone());
    Ok(())
}

fn main() {}
