use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work(list: Vec<u32>) -> Result<(), Cancelled> {
    for _ in 0..3 {
        drop(list);
    }
    Ok(())
}

fn main() {}
