use std::cell::Cell;

use safepoint::cancellable;

struct Lock<'l>(&'l Cell<bool>);

impl Drop for Lock<'_> {
    #[cancellable]
    fn drop(&mut self) {
        self.0.set(false);
    }
}

fn main() {}
