use safepoint::cancellable;

#[cancellable(token = )]
fn token() {}

#[cancellable(every =, entry = false)]
fn every() {}

#[cancellable(on_cancel = )]
fn on_cancel() {}

fn main() {}
