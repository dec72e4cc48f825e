use safepoint::cancellable;

#[derive(Debug)]
struct Failed;

#[cancellable]
fn count(limit: u32) -> Result<u32, Failed> {
    let mut count = 0;
    for _ in 0..limit {
        count += 1;
    }
    Ok(count)
}

fn main() {}

// Pitfall 25 (tests/pitfalls/rows.md).
