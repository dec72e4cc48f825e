use safepoint::{Cancelled, scope};

fn work() -> Result<(), Cancelled> {
    let task = scope(|s| Ok(s.spawn(|| {})))?;
    task.join()
}

fn main() {}
