use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work(list: &[u32]) -> Result<u32, Cancelled> {
    let sum = #[cancellable]
    || {
        let mut sum = 0;
        for n in list {
            sum += n;
        }
        sum
    };
    Ok(sum())
}

fn main() {}
