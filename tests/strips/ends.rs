//! `while` loops whose counter moves up by one: each strip ends at a number that is told before.

use std::collections::{BTreeSet, VecDeque};
use std::ops::{Add, AddAssign};
use std::panic::catch_unwind;

use safepoint::{CancelToken, Cancelled, cancellable};
use safepoint_tests::{cancelled_at_with, count_checkpoints_with};

use super::FORCED;

use super::counting::{ASKED, Own};

/// A strip may end at the last integer of its type, and begin at the first.
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
    fn generic<N: PartialOrd + AddAssign<usize>>(
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
    let of_an_integer = count_checkpoints_with(|token| generic(token, 0_usize, 1_000));
    assert_eq!(of_an_integer, expected);
    ASKED.set(0);
    let of_the_users = count_checkpoints_with(|token| generic(token, Own(0), Own(1_000)));
    // Behind the last whole strip there is a check before the condition is asked.
    assert_eq!(of_the_users, expected + 1);
    assert_eq!(ASKED.get(), 1_001);
}

/// A counter that may only differ from its end can be beyond it: then no strip is told where it ends.
#[test]
fn counter_that_is_beyond_what_it_differs_from_goes_all_the_way_round() {
    fn plain(mut i: u8, end: u8) -> u64 {
        let mut turns = 0;
        while i != end {
            i += 1;
            turns += 1;
        }
        turns
    }
    #[cancellable]
    fn turns(token: &CancelToken, mut i: u8, end: u8) -> Result<u64, Cancelled> {
        let mut turns = 0;
        while i != end {
            i += 1;
            turns += 1;
        }
        Ok(turns)
    }
    // It overflows, where that is looked for.
    let expected = catch_unwind(|| plain(6, 5));
    let found = catch_unwind(|| cancelled_at_with(1_000, |token| turns(token, 6, 5)).unwrap());
    assert_eq!(found.ok(), expected.ok());
    assert_eq!(turns(&CancelToken::never(), 5, 6).unwrap(), 1);
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
    assert_eq!(checkpoints_of!(list: Vec<u8>)(vec![1; 1_000]), known);
    assert_eq!(checkpoints_of!(list: [u8; 1_000])([1; 1_000]), known);
    assert_eq!(checkpoints_of!(list: Box<[u8]>)([1; 1_000].into()), known);
    assert_eq!(checkpoints_of!(list: String)(text), known);
    let ring = VecDeque::from([1; 1_000]);
    assert_eq!(checkpoints_of!(list: &VecDeque<u8>)(&ring), known);

    let others = known + 1;
    let set: BTreeSet<u16> = (0..1_000).collect();
    assert_eq!(checkpoints_of!(list: &BTreeSet<u16>)(&set), others);
}

/// A last strip that is told its end is half as long again, if that is all there is left. So it can be seen which are told.
#[test]
fn ends_are_told() {
    macro_rules! checkpoints_of {
        (|$i:ident, $n:ident| $condition:expr) => {{
            #[cancellable]
            fn count(token: &CancelToken, $n: usize) -> Result<usize, Cancelled> {
                let mut $i = 0;
                while $condition {
                    $i += 1;
                }
                Ok($i)
            }
            |turns: usize| count_checkpoints_with(|token| count(token, turns))
        }};
    }
    const MANY: usize = 200_000;
    let of_a_strip_and_a_third = |checkpoints: fn(usize) -> u64| {
        let strip = MANY / usize::try_from(checkpoints(MANY)).unwrap();
        checkpoints(strip + strip / 3)
    };
    for (condition, told) in [
        ("i < n", checkpoints_of!(|i, n| i < n) as fn(usize) -> u64),
        ("n > i", checkpoints_of!(|i, n| n > i)),
        ("two", checkpoints_of!(|i, n| i < n && i < MANY)),
        ("2 * n / 2", checkpoints_of!(|i, n| i < 2 * n / 2)),
        ("n as u32", checkpoints_of!(|i, n| i < (n as u32) as usize)),
        (
            "(n / 2) as",
            checkpoints_of!(|i, n| i < (n + n >> 1) as usize),
        ),
    ] {
        let told = of_a_strip_and_a_third(told);
        assert!(FORCED || told == 1, "{condition}: {told} checkpoints");
    }
    for (condition, counted) in [
        ("i <= n", checkpoints_of!(|i, n| i <= n) as fn(usize) -> u64),
        ("i != n", checkpoints_of!(|i, n| i != n)),
        ("a literal", checkpoints_of!(|i, n| i < 999_999 && i < n)),
    ] {
        let counted = of_a_strip_and_a_third(counted);
        assert!(FORCED || counted > 1, "{condition}: {counted} checkpoints");
    }
}

/// The loop ends, with what it has counted; the one around it at its next turn.
#[test]
fn break_mode_leaves_the_counter_where_it_is() {
    #[cancellable(on_cancel = break)]
    fn count(token: &CancelToken, end: usize) -> usize {
        let mut i = 0;
        #[checkpoint(every = 100)]
        while i < end {
            i += 1;
        }
        i
    }
    assert_eq!(count(&CancelToken::never(), 1_050), 1_050);
    for (checkpoint, turns) in [(1, 0), (2, 100), (3, 200), (11, 1_000), (12, 1_050)] {
        let left = cancelled_at_with(checkpoint, |token| count(token, 1_050));
        assert_eq!(left, turns, "at checkpoint {checkpoint}");
    }
}

/// What else moves the counter, or takes its step away, leaves the turns counted. (Others: `short.rs`.)
#[test]
fn loops_that_do_not_end_are_cancelled() {
    endless! {
        taken_away(k, end, sum) { while k < end { sum ^= 1; #[cfg(any())] { k += 1; } } }
        moved_by_an_operator(k, end, sum) {
            #[allow(non_upper_case_globals, reason = "as in C")]
            static mut place: usize = 0;
            #[derive(Clone, Copy)]
            struct Back;
            impl Add for Back {
                type Output = Self;
                fn add(self, _: Self) -> Self {
                    // SAFETY: nothing else uses it at the same time.
                    unsafe { place = 0 };
                    self
                }
            }
            let mut back = Back;
            // SAFETY: as above.
            unsafe { while place < end { place += 1; back = back + back; } }
        }
        moved_among_others(k, end, sum) {
            while k < end { k += 1; (end, sum) = (end + 1, sum ^ 1); }
        }
        put_back_among_others(k, end, sum) {
            while k < end { k += 1; [sum, (k)] = [sum ^ 1, 0]; }
        }
        put_back_in_a_pair_of_others(k, end, sum) {
            while k < end { k += 1; (_, (sum, k)) = (7, (sum ^ 1, 0)); }
        }
        put_back_in_a_field_among_others(k, end, sum) {
            let mut pair = (0_usize, 0_usize);
            while pair.0 < end { pair.0 += 1; (sum, pair.0) = (sum ^ 1, 0); }
        }
        end_moved_by_another_name(k, end, sum) {
            mod other {
                pub(super) static mut PLACE: usize = 1;
            }
            use other::PLACE;
            // SAFETY: nothing else uses it at the same time.
            unsafe { while k < other::PLACE { k += 1; PLACE += 1; } }
        }
        end_moved_by_another_name_among_others(k, end, sum) {
            mod other {
                pub(super) static mut PLACE: usize = 1;
            }
            use other::PLACE;
            // SAFETY: nothing else uses it at the same time.
            unsafe { while k < other::PLACE { k += 1; (PLACE, sum) = (PLACE + 1, sum ^ 1); } }
        }
        pointed_among_others(k, end, sum) {
            let place = &raw mut k;
            // SAFETY: it leads to `k`.
            unsafe { while k < end { k += 1; (sum, *place) = (sum ^ 1, 0); } }
        }
        pointed(k, end, sum) {
            let place = &raw mut k;
            // SAFETY: it leads to `k`.
            unsafe { while k < end { k += 1; *place = 0; } }
        }
        pointed_field(k, end, sum) {
            struct Pair { left: usize }
            let place = (&raw mut k).cast::<Pair>();
            // SAFETY: it leads to `k`, and a `Pair` is laid out as that.
            unsafe { while k < end { k += 1; (*place).left -= 1; } }
        }
        pointed_element(k, end, sum) {
            let place = (&raw mut k).cast::<[usize; 1]>();
            // SAFETY: it leads to `k`, and one number is laid out as a list of one.
            unsafe { while k < end { k += 1; (*place)[0] -= 1; } }
        }
    }
}

/// Several variables may be given values at once.
#[test]
fn strips_with_destructuring_end_on_the_way() {
    #[cancellable]
    fn fibonacci(token: &CancelToken, n: u32) -> Result<u64, Cancelled> {
        let (mut a, mut b) = (0_u64, 1_u64);
        let mut i = 0;
        while i < n {
            (a, b) = (b, a.wrapping_add(b));
            i += 1;
        }
        Ok(a)
    }
    assert_eq!(
        fibonacci(&CancelToken::never(), 93).unwrap(),
        12_200_160_415_121_876_738
    );
    let all = count_checkpoints_with(|token| fibonacci(token, 100_000));
    assert!(FORCED || all < 60, "{all} checkpoints");
    assert!(cancelled_at_with(all, |token| fibonacci(token, 100_000)).is_err());
    // What it stores it reads.
    #[cancellable]
    fn prefixes(token: &CancelToken, list: &mut [u32]) -> Result<u32, Cancelled> {
        let mut last = 0;
        let mut i = 1;
        while i < list.len() {
            (list[i], last) = (list[i] + list[i - 1], list[i]);
            i += 1;
        }
        Ok(last)
    }
    let mut list = vec![1; 50_000];
    assert_eq!(prefixes(&CancelToken::never(), &mut list).unwrap(), 1);
    assert!(list.iter().zip(1..).all(|(&sum, place)| sum == place));
}
