use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work(lists: Vec<Vec<u32>>) -> Result<u32, Cancelled> {
    let sum = |list: &Vec<u32>| {
        let mut sum = 0;
        for n in list {
            sum += n;
        }
        while sum > 100 {
            sum /= 2;
        }
        sum
    };
    Ok(lists.iter().map(sum).sum())
}

fn main() {}

// Pitfall 16 (tests/pitfalls/rows.md).
