use safepoint::cancellable;

#[cancellable(on_cancel = break, on_cancel = unwind)]
fn work() {}

fn main() {}

// Pitfall 30 (tests/pitfalls/rows.md).
