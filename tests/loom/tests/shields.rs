//! What is shielded holds the races around it, and wakes them when it ends, on whatever thread.

#![cfg(loom)]

use std::{
    future::{Future as _, pending, poll_fn},
    pin::Pin,
    task::Poll,
};

use loom::{future::block_on, model, thread};
use safepoint::{CancelSource, CancelToken, Shielded, shield_async};

type Pending = Pin<Box<Shielded<std::future::Pending<()>>>>;

/// A race in whose first poll something shielded is pending, which another thread then drops.
fn held_by_what_is_dropped(token: &CancelToken) {
    let mut shielded: Option<Pending> = Some(Box::pin(shield_async(|_| pending())));
    let mut dropping = None;
    let race = token.run_until_cancelled(poll_fn(|task| {
        if let Some(mut shielded) = shielded.take() {
            assert!(shielded.as_mut().poll(task).is_pending());
            dropping = Some(thread::spawn(move || drop(shielded)));
        }
        Poll::<()>::Pending
    }));
    assert!(block_on(race).is_err());
    dropping.expect("it was polled").join().unwrap();
}

#[test]
fn a_cancelled_race_is_woken_when_what_holds_it_ends() {
    model(|| {
        let source = CancelSource::new();
        source.cancel();
        held_by_what_is_dropped(&source.token());
    });
}

#[test]
fn a_race_is_woken_whether_it_is_cancelled_or_let_go_of_first() {
    model(|| {
        let source = CancelSource::new();
        let token = source.token();
        let cancelling = thread::spawn(move || source.cancel());
        held_by_what_is_dropped(&token);
        cancelling.join().unwrap();
    });
}
