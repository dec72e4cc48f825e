use safepoint::{Cancelled, cancellable};

#[cancellable]
fn work() -> Result<u32, Cancelled> {
    let () = for n in 0..3 {
        break n;
    };
    Ok(1)
}

fn main() {}
