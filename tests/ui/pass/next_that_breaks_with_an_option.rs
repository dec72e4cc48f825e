//! `None` from what breaks does not look like the end of a sequence.

use std::ops::ControlFlow;

use safepoint::cancellable;

struct Walk(u32);

impl Walk {
    #[cancellable]
    fn next(&mut self) -> ControlFlow<Option<String>, u32> {
        for _ in 0..3 {
            self.0 += 1;
        }
        ControlFlow::Continue(self.0)
    }
}

fn main() {
    assert_eq!(Walk(1).next(), ControlFlow::Continue(4));
}
