use safepoint::cancellable;

#[cancellable(on_cancel = break)]
fn find(mut n: u32) -> u32 {
    let found;
    loop {
        n += 1;
        if n % 7 == 0 {
            found = n;
            break;
        }
    }
    found
}

fn main() {}
