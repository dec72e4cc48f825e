use safepoint::{CancelToken, Cancelled, cancellable};

#[cancellable]
fn work<T: AsRef<CancelToken>>(token: T) -> Result<(), Cancelled> {
    drop(token);
    Ok(())
}

#[cancellable]
fn more<T>(token: T) -> Result<(), Cancelled>
where
    T: Into<CancelToken>,
{
    drop(token);
    Ok(())
}

fn main() {}
