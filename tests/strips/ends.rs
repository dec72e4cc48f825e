//! `while` loops whose counter moves up by one: each strip ends at a number that is told before.

use std::cmp::Ordering;
use std::collections::{BTreeSet, VecDeque};
use std::num::Wrapping;
use std::ops::AddAssign;

use safepoint::{CancelToken, Cancelled, cancellable};
use safepoint_tests::{cancelled_at_with, count_checkpoints_with};

use super::FORCED;
use super::counting::{ASKED, ask};

/// Also at the last integer of its type.
#[test]
fn strips_of_all_integers_end_on_the_way() {
    macro_rules! counted {
        ($($integer:ty: $start:expr, $end:expr;)*) => { $({
            #[cancellable]
            fn turns(token: &CancelToken, mut i: $integer, end: $integer) -> Result<u64, Cancelled> {
                let mut turns = 0;
                while i < end {
                    i += 1;
                    turns += 1;
                }
                assert_eq!(i, end);
                Ok(turns)
            }
            let (start, end): ($integer, $integer) = ($start, $end);
            let distance = u64::try_from(end.abs_diff(start)).unwrap();
            assert_eq!(turns(&CancelToken::never(), start, end).unwrap(), distance);
            let all = count_checkpoints_with(|token| turns(token, start, end));
            let least = 1 + if FORCED { distance / 4 } else { distance / 24_576 };
            assert!(all >= least, "{all} checkpoints for {distance} turns of {}", stringify!($integer));
            assert!(FORCED || all < 3 + distance / 1_024, "{all} checkpoints for {distance} turns");
            let cancelled = cancelled_at_with(all, |token| turns(token, start, end));
            assert!(cancelled.is_err());
        })* };
    }
    const FAR: i32 = 100_000;
    counted! {
        u8: 0, u8::MAX;
        i8: i8::MIN, i8::MAX;
        u16: 3, u16::MAX;
        i16: i16::MIN, i16::MAX;
        u32: u32::MAX - FAR as u32, u32::MAX;
        i32: -FAR, FAR;
        u64: u64::MAX - FAR as u64, u64::MAX;
        i64: i64::MIN, i64::MIN + i64::from(FAR);
        usize: 0, FAR as usize;
        isize: isize::MAX - FAR as isize, isize::MAX;
        u128: u128::MAX - FAR as u128, u128::MAX;
        i128: -1, i128::from(FAR);
    }
}

/// The length that is asked for is that of each strip, whether its end can be told or not.
#[test]
fn every_is_as_long_as_it_is_written_also_on_the_way_to_an_end() {
    // The entry is the check before the first.
    let expected = 1_000 / 100;
    let told = checkpoints! { [] let (mut i, end) = (0, 1_000_u32); #[checkpoint(every = 100)] while i < end { i += 1; } };
    assert_eq!(told, expected);
    let other_way_round = checkpoints! { [] let (mut i, end) = (0, 1_000_u32); #[checkpoint(every = 100)] while end > i { i += 1; } };
    assert_eq!(other_way_round, expected);
    let written = checkpoints! { [] let mut i = 0; #[checkpoint(every = 100)] while i < 1_000_u32 { i += 1; } };
    assert_eq!(written, expected);

    #[cancellable]
    fn generic<N: PartialOrd + AddAssign<u16>>(
        token: &CancelToken,
        mut i: N,
        end: N,
    ) -> Result<(), Cancelled> {
        #[checkpoint(every = 100)]
        while i < end {
            i += 1;
        }
        Ok(())
    }
    /// Counts how often it is compared.
    #[derive(PartialEq)]
    struct Meter(u16);
    impl PartialOrd for Meter {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            ask();
            self.0.partial_cmp(&other.0)
        }
    }
    impl AddAssign<u16> for Meter {
        fn add_assign(&mut self, step: u16) {
            self.0 += step;
        }
    }
    let of_an_integer = count_checkpoints_with(|token| generic(token, 0_u16, 1_000));
    assert_eq!(of_an_integer, expected);
    ASKED.set(0);
    let of_the_users = count_checkpoints_with(|token| generic(token, Meter(0), Meter(1_000)));
    // Behind the last whole strip there is a check before the condition is asked.
    assert_eq!(of_the_users, expected + 1);
    assert_eq!(ASKED.get(), 1_001);
}

/// An integer, compared with what is none.
#[test]
fn end_may_be_of_another_type() {
    struct Limit(i128);
    impl PartialEq<Limit> for i128 {
        fn eq(&self, other: &Limit) -> bool {
            *self == other.0
        }
    }
    impl PartialOrd<Limit> for i128 {
        fn partial_cmp(&self, other: &Limit) -> Option<Ordering> {
            self.partial_cmp(&other.0)
        }
    }
    #[cancellable]
    fn count(token: &CancelToken, end: &Limit) -> Result<i128, Cancelled> {
        let (mut i, end) = (0_i128, Limit(end.0));
        while i < end {
            i += 1;
        }
        Ok(i)
    }
    assert_eq!(
        count(&CancelToken::never(), &Limit(50_000)).unwrap(),
        50_000
    );
    let all = count_checkpoints_with(|token| count(token, &Limit(50_000)));
    assert!(all > 3, "{all} checkpoints");
}

/// Both types are found behind the loop, one of them by a cast.
#[test]
fn type_of_the_end_may_come_later() {
    #[cancellable]
    fn count(token: &CancelToken, end: &str) -> Result<(u64, usize), Cancelled> {
        let end = end.parse().unwrap_or_default();
        let mut i = 0;
        while i < end {
            i += 1;
        }
        let ends = Vec::<u16>::from([end]);
        let mut j = 0;
        while j < ends.len() {
            j += 1;
        }
        Ok((i as u64 + u64::from(ends[0]), j))
    }
    assert_eq!(count(&CancelToken::never(), "70").unwrap(), (140, 1));
}

/// A counter that may only differ from its end can be beyond it, and comes there all the way round.
#[test]
fn counter_that_is_beyond_what_it_differs_from_goes_all_the_way_round() {
    #[cancellable]
    fn turns(token: &CancelToken, mut i: u16, end: u16) -> Result<u64, Cancelled> {
        let mut turns = 0;
        while i != end {
            if i == u16::MAX {
                turns += 1;
                i = 0;
            } else {
                turns += 1;
                i += 1;
            }
        }
        let mut j = Wrapping(end + 1);
        while j != Wrapping(end) {
            j += 1;
            turns += 1;
        }
        Ok(turns)
    }
    assert_eq!(
        turns(&CancelToken::never(), 6, 5).unwrap(),
        2 * u64::from(u16::MAX)
    );
}

/// Nobody can tell how often a list of `std`'s is asked for its length: so there is no check behind the last strip.
#[test]
fn lists_of_std_are_known() {
    macro_rules! checkpoints_of {
        ($list:ident: $type:ty) => {{
            #[cancellable]
            fn count(token: &CancelToken, $list: $type) -> Result<(), Cancelled> {
                let mut i = 0;
                #[checkpoint(every = 100)]
                while i < $list.len() {
                    i += 1;
                }
                Ok(())
            }
            |list| count_checkpoints_with(|token| count(token, list))
        }};
    }
    let known = 1_000 / 100;
    let (mut vector, text) = (vec![1_u8; 1_000], "a".repeat(1_000));
    assert_eq!(checkpoints_of!(list: &str)(&text), known);
    assert_eq!(checkpoints_of!(list: &String)(&text), known);
    assert_eq!(checkpoints_of!(list: &[u8])(&vector), known);
    assert_eq!(checkpoints_of!(list: &Vec<u8>)(&vector), known);
    assert_eq!(checkpoints_of!(list: &mut Vec<u8>)(&mut vector), known);
    assert_eq!(checkpoints_of!(list: &mut [u8])(&mut vector), known);
    assert_eq!(checkpoints_of!(list: &[u8; 1_000])(&[1; 1_000]), known);
    assert_eq!(checkpoints_of!(list: &Box<[u8]>)(&vector.into()), known);
    let ring = VecDeque::from([1; 1_000]);
    assert_eq!(checkpoints_of!(list: &VecDeque<u8>)(&ring), known);

    let others = known + 1;
    let set: BTreeSet<u16> = (0..1_000).collect();
    assert_eq!(checkpoints_of!(list: &BTreeSet<u16>)(&set), others);
}

/// What is computed for the condition is computed for the end, for nobody can tell.
#[test]
fn ends_may_be_computed() {
    macro_rules! turns {
        ($end:expr, $($parameters:tt)*) => {{
            #[cancellable]
            fn turns(token: &CancelToken, $($parameters)*) -> Result<u64, Cancelled> {
                let (mut i, mut turns) = (0, 0);
                #[checkpoint(every = 100)]
                while i < $end {
                    i += 1;
                    turns += 1;
                }
                Ok(turns)
            }
            turns
        }};
    }
    let counted = |turns: fn(&CancelToken, u32, usize) -> Result<u64, Cancelled>, expected| {
        let turns = |token: &CancelToken| turns(token, 500, 50);
        assert_eq!(turns(&CancelToken::never()).unwrap(), expected);
        assert_eq!(count_checkpoints_with(turns), expected.div_ceil(100));
    };
    counted(turns!(n / 2 + 50, n: u32, _some: usize), 300);
    counted(
        turns!((n as usize) * 2 - 2 * some, n: u32, some: usize),
        900,
    );
    counted(turns!(3 * n >> 1, n: u32, _some: usize), 750);
    counted(
        turns!(some - some / 2 + n as usize - 25, n: u32, some: usize),
        500,
    );
}

/// A product that is too large is found where it is written, and nowhere before.
#[test]
fn end_that_cannot_be_computed_panics_as_it_is_written() {
    #[cancellable]
    fn count(token: &CancelToken, n: u8, zero: u8) -> Result<u8, Cancelled> {
        let mut i = 0;
        while i < n && i < n / zero {
            i += 1;
        }
        Ok(i)
    }
    assert_eq!(count(&CancelToken::never(), 0, 0).unwrap(), 0);
    std::panic::catch_unwind(|| count(&CancelToken::never(), 1, 0)).unwrap_err();
}
