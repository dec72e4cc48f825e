use safepoint::{CancelToken, Cancelled, cancellable};

#[cancellable]
#[cancellable(entry = false)]
fn work(token: &CancelToken) -> Result<(), Cancelled> {
    let _ = token;
    Ok(())
}

struct Work;

#[cancellable]
#[cancellable]
impl Work {
    fn one(&self) {}
    fn two(&self) {}
}

fn main() {}
