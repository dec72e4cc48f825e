use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<impl Future<Output = u32>, Cancelled> {
    Ok(async {
        let mut n = 0;
        while n < 3 {
            n += 1;
        }
        n
    })
}

fn main() {}

// Pitfall 16 (tests/pitfalls/rows.md).
