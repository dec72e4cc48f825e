use safepoint::{Cancelled, scope};

fn work() -> Result<(), Cancelled> {
    scope(|s| {
        let local = 1;
        s.spawn(|| println!("{local}"));
        Ok(())
    })
}

fn main() {}
