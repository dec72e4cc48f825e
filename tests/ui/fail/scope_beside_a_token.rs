use safepoint::{CancelToken, Cancelled, cancellable, scope};

#[cancellable]
fn work(token: &CancelToken) -> Result<(), Cancelled> {
    scope(|s| {
        s.spawn(|| {});
        Ok(())
    })
}

fn main() {}
