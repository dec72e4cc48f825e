use safepoint::{CancelToken, Cancelled, cancellable};

#[cancellable]
fn work(stop: &CancelToken) -> Result<(), Cancelled> {
    for _ in 0..3 {
        safepoint::scope(|_| Ok::<_, Cancelled>(()))?;
    }
    Ok(())
}

fn main() {}
