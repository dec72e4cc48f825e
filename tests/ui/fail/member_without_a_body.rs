use safepoint::{Cancelled, cancellable};

#[cancellable]
trait Works {
    #[cancellable]
    fn work(&self) -> Result<(), Cancelled>;
}

fn main() {}
