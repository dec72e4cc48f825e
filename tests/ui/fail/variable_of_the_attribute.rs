use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<bool, Cancelled> {
    Ok(__token.is_cancelled())
}

fn main() {}
