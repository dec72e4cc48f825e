use safepoint::cancellable;

#[cancellable]
extern "C" fn work() {}

fn main() {}
