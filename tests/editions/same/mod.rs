//! S7: an annotated function means what the same function means without the attribute. One source for callers of
//! every edition; each compares two functions made of the same tokens.

#![allow(
    while_true,
    for_loops_over_fallibles,
    clippy::all,
    clippy::pedantic,
    reason = "the shapes of functions that are tested here are not those that one would write"
)]

mod asynchronous;
mod control;
mod drops;
mod hygiene;
mod inference;
mod signatures;
mod values;

use std::{cell::RefCell, fmt::Debug};

use safepoint_tests::cancelled_everywhere;

/// Makes two functions of the same tokens: `plain`, and `checked` with the attribute.
///
/// `twins! { (ARGUMENTS) -> OUTPUT { BODY } }`, with generics before the arguments.
macro_rules! twins {
    ($($function:tt)*) => {
        #[allow(unused)]
        fn plain $($function)*

        #[safepoint::cancellable]
        #[allow(unused)]
        fn checked $($function)*
    };
}
use twins;

/// Notes what happens, in its order.
#[derive(Debug, Default)]
struct Log(RefCell<Vec<String>>);

impl Log {
    fn note(&self, what: impl Into<String>) {
        self.0.borrow_mut().push(what.into());
    }

    /// A value that notes when it is made and when it is dropped.
    fn noisy(&self, name: &'static str) -> Noisy<'_> {
        self.note(format!("make {}", name));
        Noisy(self, name)
    }

    fn count(&self, start: &str) -> usize {
        let notes = self.0.borrow();
        notes.iter().filter(|note| note.starts_with(start)).count()
    }
}

#[derive(Debug)]
struct Noisy<'l>(&'l Log, &'static str);

impl Noisy<'_> {
    fn numbers(&self) -> std::ops::Range<u32> {
        0..2
    }

    fn value(&self) -> u32 {
        self.0.note(format!("use {}", self.1));
        1
    }

    fn some(&self) -> Option<u32> {
        Some(self.value())
    }

    fn is_live(&self) -> bool {
        self.value() == 1
    }
}

impl Drop for Noisy<'_> {
    fn drop(&mut self) {
        self.0.note(format!("drop {}", self.1));
    }
}

/// Both give the same, and note the same; and cancelled anywhere, all that was made is dropped.
#[track_caller]
fn same<R: Debug + PartialEq>(plain: impl Fn(&Log) -> R, checked: impl Fn(&Log) -> R) {
    let (expected, seen) = (Log::default(), Log::default());
    assert_eq!(checked(&seen), plain(&expected));
    assert_eq!(*seen.0.borrow(), *expected.0.borrow());
    assert!(!seen.0.borrow().is_empty(), "nothing was noted");
    cancelled_everywhere(|| {
        let log = Log::default();
        checked(&log);
        assert_eq!(log.count("make"), log.count("drop"));
    });
}
