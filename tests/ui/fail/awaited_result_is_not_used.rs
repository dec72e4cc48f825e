#![deny(unused_must_use)]

use safepoint::{CancelToken, Cancelled, cancellable};

async fn step() -> Result<(), String> {
    Ok(())
}

#[cancellable]
async fn work(token: &CancelToken) -> Result<(), Cancelled> {
    let _ = token;
    step().await;
    step().await.ok();
    Ok(())
}

fn main() {}
