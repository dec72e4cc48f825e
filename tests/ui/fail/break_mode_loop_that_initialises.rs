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

#[cancellable(on_cancel = break)]
fn find_two(mut n: u32) -> u32 {
    let (first, mut second);
    loop {
        n += 1;
        if n % 7 == 0 {
            ([first, ..], (second)) = ([n, 0, 0], 1);
            break;
        }
    }
    second += first;
    second
}

fn main() {}
