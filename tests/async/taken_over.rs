//! `async_trait` takes the parameters over into the block that it makes. What the attribute's arguments say of them is about those.

use std::{
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use async_trait::async_trait;
use futures::executor::block_on;
use safepoint::{CancelSource, CancelToken, cancellable};

#[async_trait]
trait Counts: Sized {
    async fn value_of_a_mutable_self(&mut self) -> u32;
    async fn value_of_a_moved_self(self) -> u32;
    async fn value_of_a_parameter(&mut self, list: Vec<u32>) -> Vec<u32>;
    async fn value_that_awaits(&self, number: u32) -> u32;
    async fn value_of_a_macro(&mut self) -> String;
    async fn value_of_an_item(&self) -> u32;
    async fn token_in_a_mutable_self(&mut self) -> Option<u32>;
    async fn token_in_a_moved_self(self) -> Option<u32>;
    async fn token_that_is_a_parameter(&self, stop: Box<AtomicBool>) -> Option<u32>;
    async fn token_in_a_pattern(&self, (number, token): (u32, CancelToken)) -> Option<u32>;
}

struct Counter {
    number: u32,
    stop: Arc<AtomicBool>,
    token: CancelToken,
}

#[async_trait]
impl Counts for Counter {
    #[cancellable(token = self.token, on_cancel = return self.number)]
    async fn value_of_a_mutable_self(&mut self) -> u32 {
        for n in 0..3 {
            self.number += n;
            ready(()).await;
        }
        0
    }
    #[cancellable(token = self.token, on_cancel = return self.number)]
    async fn value_of_a_moved_self(self) -> u32 {
        for n in 0..3 {
            ready(n).await;
        }
        0
    }
    #[cancellable(token = self.token, on_cancel = return list)]
    async fn value_of_a_parameter(&mut self, list: Vec<u32>) -> Vec<u32> {
        for n in 0..3 {
            self.number += n + list[0];
            ready(()).await;
        }
        vec![0]
    }
    #[cancellable(token = self.token, on_cancel = return ready(number + 1).await)]
    async fn value_that_awaits(&self, number: u32) -> u32 {
        for n in 0..3 {
            ready(n).await;
        }
        number
    }
    #[cancellable(token = self.token, on_cancel = return format!("{}", [self.number][0]))]
    async fn value_of_a_macro(&mut self) -> String {
        for n in 0..3 {
            self.number += n;
            ready(()).await;
        }
        String::new()
    }

    #[cancellable(token = self.token, on_cancel = return {
        struct Twice(u32);
        impl Twice {
            fn get(&self) -> u32 {
                self.0 * 2
            }
        }
        Twice(self.number).get()
    })]
    async fn value_of_an_item(&self) -> u32 {
        for n in 0..3 {
            ready(n).await;
        }
        0
    }

    #[cancellable(token = self.stop)]
    async fn token_in_a_mutable_self(&mut self) -> Option<u32> {
        for n in 0..3 {
            self.number += n;
            ready(()).await;
        }
        Some(self.number)
    }
    #[cancellable(token = self.stop)]
    async fn token_in_a_moved_self(self) -> Option<u32> {
        for n in 0..3 {
            ready(n).await;
        }
        Some(self.number)
    }
    #[cancellable(token = stop)]
    async fn token_that_is_a_parameter(&self, stop: Box<AtomicBool>) -> Option<u32> {
        for n in 0..3 {
            ready(n).await;
        }
        Some(self.number)
    }
    #[cancellable(token = token)]
    async fn token_in_a_pattern(&self, (number, token): (u32, CancelToken)) -> Option<u32> {
        for n in 0..3 {
            ready(n).await;
        }
        Some(number)
    }
}

/// Runs all of them, cancelled or not.
fn run(cancelled: bool) -> String {
    let source = CancelSource::new();
    let stop = Arc::new(AtomicBool::new(false));
    if cancelled {
        source.cancel();
        stop.store(true, Relaxed);
    }
    let counter = || Counter {
        number: 7,
        stop: Arc::clone(&stop),
        token: source.token(),
    };
    let values = [
        block_on(counter().value_of_a_mutable_self()),
        block_on(counter().value_of_a_moved_self()),
        block_on(counter().value_of_a_parameter(vec![5]))[0],
        block_on(counter().value_that_awaits(9)),
        block_on(counter().value_of_an_item()),
        block_on(counter().value_of_a_macro()).parse().unwrap_or(0),
    ];
    let tokens = [
        block_on(counter().token_in_a_mutable_self()),
        block_on(counter().token_in_a_moved_self()),
        block_on(counter().token_that_is_a_parameter(Box::new(AtomicBool::new(cancelled)))),
        block_on(counter().token_in_a_pattern((8, source.token()))),
    ];
    format!("{values:?} {tokens:?}")
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn arguments_below_async_trait_speak_of_what_it_has_taken_over() {
    assert_eq!(
        run(false),
        "[0, 0, 0, 9, 0, 0] [Some(10), Some(7), Some(7), Some(8)]"
    );
    assert_eq!(run(true), "[7, 7, 5, 10, 14, 7] [None, None, None, None]");
}
