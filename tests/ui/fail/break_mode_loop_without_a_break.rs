use safepoint::cancellable;

#[cancellable(on_cancel = break)]
fn serve(turns: &mut u32) {
    loop {
        *turns += 1;
    }
}

fn main() {}
