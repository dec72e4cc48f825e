use safepoint::cancellable;

#[cancellable(on_cancell = unwind)]
fn work() -> u32 {
    1
}

fn main() {}

// Pitfall 30 (tests/pitfalls/rows.md).
