use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work(list: Vec<Option<u32>>) -> Result<u32, Cancelled> {
    let mut sum = 0;
    for Some(n) in list {
        sum += n;
    }
    Ok(sum)
}

fn main() {}

// Pitfall 32 (tests/pitfalls/rows.md).
