//! The attribute on a closure and on a loop of a function that does not have it.

use safepoint::{Cancelled, cancellable};

fn work() -> Result<(), Cancelled> {
    let turn = #[cancellable]
    || -> Result<(), Cancelled> { loop {} };
    #[cancellable]
    for _ in 0..3 {}
    turn()
}

fn main() {
    work().unwrap();
}
