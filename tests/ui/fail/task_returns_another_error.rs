use safepoint::{Cancelled, scope};

fn work() -> Result<u32, Cancelled> {
    scope(|s| {
        let task = s.spawn(|| "7".parse::<u32>());
        task.join()
    })
}

fn main() {}
