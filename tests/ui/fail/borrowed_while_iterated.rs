use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work(list: &mut Vec<u32>) -> Result<(), Cancelled> {
    for n in list.iter() {
        list.push(*n);
    }
    Ok(())
}

fn main() {}
