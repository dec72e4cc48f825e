use safepoint::{CancelToken, Cancelled, cancellable};

#[cancellable]
#[cancellable(entry = false)]
fn work(token: &CancelToken) -> Result<(), Cancelled> {
    let _ = token;
    Ok(())
}

fn main() {}
