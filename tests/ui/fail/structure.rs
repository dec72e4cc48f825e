use safepoint::cancellable;

#[cancellable]
struct Work {
    done: u32,
}

fn main() {}
