use safepoint::cancellable;

#[cancellable(on_cancel = return "none")]
fn work() -> u32 {
    loop {}
}

fn main() {}
