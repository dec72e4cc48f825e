use std::{
    pin::Pin,
    task::{Context, Poll},
};

use safepoint::cancellable;

struct Countdown(u32);

impl Countdown {
    #[cancellable]
    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<u32>> {
        Poll::Ready(self.0.checked_sub(1))
    }
}

fn main() {}
