use std::pin::Pin;
use std::task::{Context, Poll};

use safepoint::cancellable;

type Item = Option<u32>;
type Polled = Poll<Option<u32>>;

struct Countdown(u32);

impl Iterator for Countdown {
    type Item = u32;

    #[cancellable]
    fn next(&mut self) -> Item {
        self.0.checked_sub(1)
    }
}

impl Countdown {
    #[cancellable]
    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Polled {
        Poll::Ready(None)
    }

    #[cancellable]
    fn next(&mut self) -> u32 {
        self.0
    }
}

fn main() {}
