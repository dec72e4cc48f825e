use safepoint::{Cancelled, cancellable};
use tokio_util::sync::CancellationToken as Stop;

#[cancellable]
async fn work(stop: Stop) -> Result<(), Cancelled> {
    drop(stop);
    std::future::pending().await
}

fn main() {}
