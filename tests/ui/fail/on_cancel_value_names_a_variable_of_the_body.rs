use safepoint::cancellable;

#[cancellable(on_cancel = return sum)]
fn work(limit: u32) -> u32 {
    let mut sum = 0;
    for n in 0..limit {
        sum += n;
    }
    sum
}

fn main() {}

// Pitfall 33 (tests/pitfalls/rows.md).
