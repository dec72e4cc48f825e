use safepoint::{Cancelled, cancellable};

struct Pair {
    left: u32,
}

#[cancellable]
#[checkpoint(every = 3)]
fn whole(limit: u32) -> Result<u32, Cancelled> {
    Ok(limit)
}

#[cancellable]
fn arm(limit: u32) -> Result<u32, Cancelled> {
    match limit {
        #[checkpoint(skip)]
        1 => for _ in 0..3 {},
        _ => {}
    }
    Ok(limit)
}

#[cancellable]
fn field(limit: u32) -> Result<u32, Cancelled> {
    let pair = Pair {
        #[checkpoint(skip)]
        left: limit,
    };
    Ok(pair.left)
}

#[cancellable]
impl Pair {
    #[checkpoint(skip)]
    fn member(&self) -> Result<u32, Cancelled> {
        Ok(self.left)
    }
}

fn main() {}
