//! Each mistake is one error, which is the compiler's, and all names are there.

use safepoint::{CancelSource, CancelToken, Cancelled, cancellable};

#[cancellable]
fn work(token: &CancelToken) -> Result<(), Cancelled> {
    #[checkpoint(every = 8)]
    for _ in 0..3 {}
    let number = ;
    Ok(())
}

struct Worker;

#[cancellable]
impl Worker {
    fn work(&self) -> Result<(), Cancelled> {
        for number in
    }

    #[cancellable(skip)]
    fn rest(&self) {}
}

impl Worker {
    #[cancellable]
    pub(crate) fn end(&self) -> Result<(), Cancelled> {
        loop {
            #[checkpoint(skip)]
            while true
        }
    }
}

fn main() {
    let _ = work(&CancelSource::new().token());
    let _ = Worker.work();
    Worker.rest();
    let _ = Worker.end();
}

// Pitfall 1 (tests/pitfalls/rows.md).
