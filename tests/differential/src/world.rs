//! What generated programs do.
//!
//! 1. All of it is logged.
//! 2. Every value is a whole number from 0 to 65,535, whatever a program computes: nothing overflows.
//! 3. Nothing here panics, but for a program that never ends.

use std::{
    cell::Cell,
    future::Future,
    ops::ControlFlow,
    pin::Pin,
    sync::mpsc::{Receiver, Sender, channel},
    task::{Context, Poll, Waker},
};

use crate::log::{Event, Stop, guard, log};

/// Has a side effect, and gives the value back.
pub fn note(place: u32, value: i64) -> i64 {
    log(Event::Note(place, value));
    value
}

/// Begins an iteration.
pub fn turn(place: u32, every: u32) {
    log(Event::Turn(place, every));
}

/// Has been given an item.
pub fn given(place: u32, value: i64) {
    log(Event::Given(place, value));
}

/// Takes an item, if there is one.
pub fn taken(place: u32, item: Option<i64>) -> Option<i64> {
    if let Some(value) = item {
        log(Event::Taken(place, value));
    }
    item
}

/// Stands before a leaf loop.
pub fn leaf_begins(place: u32) {
    log(Event::LeafBegins(place));
}

/// Stands after a leaf loop.
pub fn leaf_ends(place: u32, turns: u64, every: u64) {
    log(Event::LeafEnds(place, turns, every));
}

/// Some of the values.
pub fn maybe(place: u32, value: i64) -> Option<i64> {
    note(place, value);
    (value % 3 != 1).then_some(value)
}

/// Most of the values.
pub fn mostly(place: u32, value: i64) -> Option<i64> {
    note(place, value);
    (value % 16 != 5).then_some(value)
}

/// What `on_cancel = return EXPR` returns.
pub fn substitute(value: i64) -> i64 {
    log(Event::Substituted);
    value
}

fn fails(value: i64) -> bool {
    value & 127 == 7
}

/// Fails for a few values.
///
/// # Errors
///
/// [`Stop::Own`] for these.
pub fn ask(place: u32, value: i64) -> Result<i64, Stop> {
    note(place, value);
    if fails(value) {
        Err(Stop::Own(value))
    } else {
        Ok(value)
    }
}

/// As [`ask`], in functions that return an `Option`.
pub fn ask_option(place: u32, value: i64) -> Option<i64> {
    ask(place, value).ok()
}

/// As [`ask`], in functions that return a `ControlFlow`.
pub fn ask_flow(place: u32, value: i64) -> ControlFlow<Stop, i64> {
    match ask(place, value) {
        Ok(value) => ControlFlow::Continue(value),
        Err(stop) => ControlFlow::Break(stop),
    }
}

/// `count` values.
pub fn numbers(count: i64, seed: i64) -> Vec<i64> {
    (0..count)
        .map(|n| (n * 31 + seed * 17 + 5) & 0xff)
        .collect()
}

/// `count` bytes.
pub fn bytes(count: i64, seed: i64) -> Vec<u8> {
    numbers(count, seed)
        .into_iter()
        .map(|number| number.to_le_bytes()[0])
        .collect()
}

/// Something whose drop is logged.
#[derive(Debug)]
pub struct Guard {
    serial: u32,
    items: [i64; 4],
}

impl Guard {
    /// A guard with four items.
    pub fn new(seed: i64) -> Self {
        let serial = guard();
        let items = [seed & 0xff, 3, seed & 7, 9];
        Self { serial, items }
    }

    /// Gives the value back, and lives to the end of the statement where it is a temporary.
    pub fn pass(&self, value: i64) -> i64 {
        note(self.serial, value)
    }

    /// Borrows from the guard.
    pub fn items(&self) -> &[i64] {
        &self.items
    }

    /// Takes the last item.
    pub fn pop(&self, place: u32, items: &mut Vec<i64>) -> Option<i64> {
        taken(place, items.pop())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        log(Event::Dropped(self.serial));
    }
}

/// An iterator that logs what is taken from it.
#[derive(Debug)]
pub struct Pulled<I> {
    place: u32,
    items: I,
}

/// Logs what is taken from an iterator.
pub fn pulled<I: IntoIterator<Item = i64>>(place: u32, items: I) -> Pulled<I::IntoIter> {
    let items = items.into_iter();
    Pulled { place, items }
}

impl<I: Iterator<Item = i64>> Iterator for Pulled<I> {
    type Item = i64;

    fn next(&mut self) -> Option<i64> {
        taken(self.place, self.items.next())
    }
}

/// A channel that has been filled, and that finds out when it is dropped whether an item is missing.
#[derive(Debug)]
pub struct Feed {
    place: u32,
    count: i64,
    given: Cell<i64>,
    sender: Option<Sender<i64>>,
    receiver: Receiver<i64>,
}

impl Feed {
    /// A channel with the items from 0 to `count`.
    ///
    /// # Panics
    ///
    /// Never: the channel is open.
    pub fn new(place: u32, count: i64) -> Self {
        let (sender, receiver) = channel();
        for item in 0..count {
            sender.send(item).expect("the receiver is here");
        }
        Self {
            place,
            count,
            given: Cell::new(0),
            sender: Some(sender),
            receiver,
        }
    }

    /// Closes it: nothing more will come.
    pub fn closed(mut self) -> Self {
        self.sender = None;
        self
    }

    /// The end to take from.
    pub fn receiver(&self) -> &Receiver<i64> {
        &self.receiver
    }

    /// Stands where a body is given an item.
    pub fn given(&self, item: i64) {
        self.given.set(self.given.get() + 1);
        given(self.place, item);
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        let left =
            i64::try_from(self.receiver.try_iter().count()).expect("a channel has few items");
        if self.given.get() + left != self.count {
            log(Event::Lost(self.place));
        }
    }
}

/// A future that is ready at once (an odd number of them) or when it is polled again.
#[derive(Debug)]
pub struct Pause {
    place: u32,
    value: i64,
    polled: bool,
}

/// An await.
pub fn pause(place: u32, value: i64) -> Pause {
    Pause {
        place,
        value,
        polled: place % 2 == 1,
    }
}

impl Future for Pause {
    type Output = i64;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<i64> {
        note(self.place, self.value);
        if std::mem::replace(&mut self.polled, true) {
            return Poll::Ready(self.value);
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Runs a future of which nothing waits for anything.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}
