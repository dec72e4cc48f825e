use safepoint::{Cancelled, cancellable};

struct NoToken;

#[cancellable(token = no_token)]
fn work(no_token: &NoToken) -> Result<(), Cancelled> {
    for _ in 0..3 {}
    Ok(())
}

#[cancellable(token = no_token)]
async fn asynchronous(no_token: NoToken) -> Result<(), Cancelled> {
    std::future::ready(()).await;
    Ok(())
}

fn main() {}
