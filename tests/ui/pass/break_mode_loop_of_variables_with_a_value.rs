use safepoint::cancellable;

/// It has a value on both ways to the loop.
#[cancellable(on_cancel = break)]
fn in_branches(big: bool) -> u64 {
    let mut best;
    if big {
        best = 1000;
    } else {
        best = 1;
    }
    loop {
        best += 1;
        if best % 7 == 0 {
            break;
        }
    }
    best
}

/// What the loop declares under that name is another one.
#[cancellable(on_cancel = break)]
fn hidden(n: u64) -> u64 {
    let total;
    let mut i = 0;
    loop {
        let mut total = n;
        total += 1;
        i += total;
        if i > 50 {
            break;
        }
    }
    total = i;
    total
}

fn main() {
    assert_eq!(in_branches(true), 1001);
    assert_eq!(hidden(3), 52);
}
