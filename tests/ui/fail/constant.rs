use safepoint::cancellable;

#[cancellable]
const LIMIT: u32 = 3;

fn main() {}
