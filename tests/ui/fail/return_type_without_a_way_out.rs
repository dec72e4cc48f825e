use safepoint::cancellable;

#[cancellable]
fn count(limit: u32) -> u32 {
    let mut count = 0;
    for _ in 0..limit {
        count += 1;
    }
    while count > 3 {
        count -= 1;
    }
    count
}

fn main() {}

// Pitfall 25 (tests/pitfalls/rows.md).
