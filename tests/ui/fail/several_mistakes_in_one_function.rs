use safepoint::{CancelToken, Cancelled, cancellable};

#[cancellable]
fn work(token: &CancelToken) -> Result<u32, Cancelled> {
    let sum = || {
        loop {
            break 1;
        }
    };
    let other = || {
        for _ in 0..3 {}
        2
    };
    #[checkpoint(sikp)]
    for _ in 0..3 {}
    Ok(sum() + other())
}

fn main() {}
