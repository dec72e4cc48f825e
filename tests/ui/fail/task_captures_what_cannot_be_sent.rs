use std::rc::Rc;

use safepoint::{Cancelled, scope};

fn work() -> Result<(), Cancelled> {
    let shared = Rc::new(1);
    scope(|s| {
        s.spawn(|| println!("{shared}"));
        Ok(())
    })
}

fn main() {}
