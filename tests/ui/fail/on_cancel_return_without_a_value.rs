use safepoint::cancellable;

#[cancellable(on_cancel = return)]
fn work() {}

fn main() {}
