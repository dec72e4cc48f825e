use safepoint::{Cancelled, cancellable};

#[cancellable]
async fn work() -> Result<u32, Cancelled> {
    let number = 5.await;
    Ok(number)
}

fn main() {}
