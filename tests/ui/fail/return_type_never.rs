use safepoint::cancellable;

#[cancellable]
fn serve() -> ! {
    loop {}
}

fn main() {}
