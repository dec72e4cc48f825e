use safepoint::cancellable;

#[cancellable(on_cancel = panic)]
fn work() {}

fn main() {}
