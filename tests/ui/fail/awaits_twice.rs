use safepoint::cancellable;

#[cancellable(awaits = true, awaits = false)]
async fn work() {}

fn main() {}

// Pitfall 30 (tests/pitfalls/rows.md).
