use safepoint::{CancelToken, Cancelled, cancellable};

fn scope(n: u32) -> u32 {
    n
}

mod inner {
    pub(crate) fn scope() -> u32 {
        1
    }
}

#[cancellable]
fn work(token: &CancelToken) -> Result<u32, Cancelled> {
    #[checkpoint(skip)]
    let own = scope(1);
    Ok(own + inner::scope() + token.scope(|_| Ok::<_, Cancelled>(1))?)
}

fn main() {
    assert_eq!(work(&CancelToken::never()).unwrap(), 3);
}
