use safepoint::cancellable;

#[cancellable(awaits = no)]
async fn work() {}

fn main() {}
