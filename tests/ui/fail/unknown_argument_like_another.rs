use safepoint::cancellable;

#[cancellable(on_cancell = unwind)]
fn work() -> u32 {
    1
}

fn main() {}
