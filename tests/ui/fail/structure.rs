use safepoint::cancellable;

#[cancellable]
struct Work {
    done: u32,
}

fn main() {}

// Pitfall 29 (tests/pitfalls/rows.md).
