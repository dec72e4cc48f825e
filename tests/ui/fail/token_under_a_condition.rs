use safepoint::{CancelToken, Cancelled, cancellable};

#[cancellable]
fn work(#[cfg(any())] token: &CancelToken, limit: u64) -> Result<u64, Cancelled> {
    for _ in 0..limit {}
    Ok(limit)
}

fn main() {
    let _ = (work(1), CancelToken::never());
}
