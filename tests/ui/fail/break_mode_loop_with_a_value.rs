use safepoint::cancellable;

#[cancellable(on_cancel = break)]
fn find(mut n: u32) -> u32 {
    loop {
        n += 1;
        if n % 7 == 0 {
            break n;
        }
    }
}

fn main() {}
