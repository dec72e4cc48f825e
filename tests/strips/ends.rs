//! `while` loops whose counter moves up by one: each strip ends at a number that is told before.

use std::cmp::Ordering;
use std::collections::{BTreeSet, VecDeque};
use std::ops::{Add, AddAssign};
use std::panic::catch_unwind;

use safepoint::{CancelToken, Cancelled, cancellable};
use safepoint_tests::{cancelled_at_with, count_checkpoints_with};

use super::FORCED;
use super::counting::{ASKED, ask};

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
    fn count(token: &CancelToken, end: Limit) -> Result<i128, Cancelled> {
        let mut i = 0_i128;
        while i < end {
            i += 1;
        }
        Ok(i)
    }
    assert_eq!(count(&CancelToken::never(), Limit(50_000)).unwrap(), 50_000);
    let all = count_checkpoints_with(|token| count(token, Limit(50_000)));
    assert!(all > 3, "{all} checkpoints");
}

/// The types are found behind the loops.
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

#[test]
fn end_that_cannot_be_computed_panics_where_it_is_written() {
    #[cancellable]
    fn alone(token: &CancelToken, n: u8, zero: u8) -> Result<u8, Cancelled> {
        let mut i = 0;
        while i < n / zero {
            i += 1;
        }
        Ok(i)
    }
    #[cancellable]
    fn nested(token: &CancelToken, n: u8, zero: u8) -> Result<u8, Cancelled> {
        let mut turns = 0;
        for _ in 0..n {
            let mut i = 0;
            while i < n / zero {
                i += 1;
                turns += 1;
            }
        }
        Ok(turns)
    }
    #[cancellable]
    fn behind(token: &CancelToken, n: u8, zero: u8) -> Result<u8, Cancelled> {
        let mut i = 0;
        while i < n && i < n / zero {
            i += 1;
        }
        Ok(i)
    }
    let never = CancelToken::never();
    assert_eq!(alone(&never, 6, 2).unwrap(), 3);
    assert_eq!(nested(&never, 6, 2).unwrap(), 18);
    assert_eq!(behind(&never, 6, 2).unwrap(), 3);
    assert_eq!(nested(&never, 0, 0).unwrap(), 0);
    assert_eq!(behind(&never, 0, 0).unwrap(), 0);
    for divides in [alone, nested, behind] {
        catch_unwind(|| divides(&CancelToken::never(), 1, 0)).unwrap_err();
    }
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

/// The user's type of a number that is not copied, in a constant and in a static; and a static that may change.
#[test]
fn ends_may_be_constants_and_statics() {
    #[derive(PartialEq, PartialOrd)]
    struct Meter(u16);
    impl AddAssign<u16> for Meter {
        fn add_assign(&mut self, step: u16) {
            self.0 += step;
        }
    }
    const CONSTANT: Meter = Meter(300);
    static STATIC: Meter = Meter(300);
    static mut CHANGED: u32 = 300;
    const NUMBER: u8 = 200;
    #[cancellable]
    fn count(token: &CancelToken, rounds: u8) -> Result<u32, Cancelled> {
        let mut turns = 0;
        let (mut i, mut j, mut k, mut l) = (Meter(0), Meter(0), 0, 0);
        while i < CONSTANT {
            i += 1;
        }
        while j < STATIC {
            j += 1;
        }
        // SAFETY: nothing else uses it.
        while k < unsafe { CHANGED } {
            k += 1;
        }
        // SAFETY: as above.
        unsafe {
            while k < CHANGED + 5 {
                k += 1;
            }
            CHANGED = 310;
            while k < CHANGED {
                k += 1;
            }
            CHANGED = 300;
        }
        while l < NUMBER {
            l += 1;
        }
        turns += u32::from(i.0 + j.0) + k + u32::from(l);
        for _ in 0..rounds {
            let (mut i, mut j, mut l) = (Meter(0), Meter(0), 0);
            while i < CONSTANT {
                i += 1;
            }
            while j < STATIC {
                j += 1;
            }
            while l < NUMBER {
                l += 1;
            }
            turns += u32::from(i.0 + j.0) + u32::from(l);
        }
        Ok(turns)
    }
    assert_eq!(count(&CancelToken::never(), 2).unwrap(), 1_110 + 2 * 800);
}

/// What is shifted has a type of its own, and a literal alone would be an `i32`.
#[test]
fn written_numbers_that_are_shifted_keep_their_type() {
    #[cancellable]
    fn of_a_large_one(token: &CancelToken, by: u32) -> Result<u64, Cancelled> {
        let mut i = 0_u64;
        while i < 10_000_000_000 >> by {
            i += 1;
        }
        let mut j = 0_u64;
        while j < (3_000_000_000 >> by) / 2 {
            j += 1;
        }
        Ok(i + j)
    }
    #[cancellable]
    fn by_a_large_one(token: &CancelToken, by: u32) -> Result<i64, Cancelled> {
        let mut i = -5_i64;
        while i < 1_000_000_000 >> by {
            i += 1;
        }
        Ok(i)
    }
    let never = CancelToken::never();
    assert_eq!(of_a_large_one(&never, 30).unwrap(), 9 + 1);
    assert_eq!(by_a_large_one(&never, 33).unwrap(), 0);
}

/// Variables in capitals, as mathematics has them, of types that are not copied.
#[test]
fn ends_may_bear_any_name() {
    #[derive(PartialEq, PartialOrd)]
    struct Big(Vec<u32>);
    impl AddAssign<u32> for Big {
        fn add_assign(&mut self, step: u32) {
            self.0[0] += step;
        }
    }
    #[cancellable]
    #[allow(non_snake_case, reason = "the name counts")]
    fn count<T: PartialOrd + AddAssign<u32>>(
        token: &CancelToken,
        mut i: T,
        N: T,
        START: fn() -> T,
    ) -> Result<u32, Cancelled> {
        let mut turns = 0;
        while i < N {
            i += 1;
            turns += 1;
        }
        for _ in 0..2_u8 {
            let mut I = START();
            while I < N {
                I += 1;
                turns += 1;
            }
        }
        Ok(turns)
    }
    let never = CancelToken::never();
    let big = || Big(vec![0]);
    assert_eq!(count(&never, big(), Big(vec![500]), big).unwrap(), 1_500);
    assert_eq!(count(&never, 0_u32, 500, || 0).unwrap(), 1_500);
}

/// Nothing may refer to them for longer than it takes to read them.
#[test]
#[allow(non_upper_case_globals, reason = "as in C")]
fn statics_may_change() {
    static mut limit: u32 = 400;
    static mut place: u32 = 0;
    const N: u32 = 400;
    macro_rules! counted {
        ($name:ident, $end:expr) => {
            #[cancellable]
            fn $name(token: &CancelToken) -> Result<u32, Cancelled> {
                let mut i = 0;
                // SAFETY: nothing else uses it.
                unsafe {
                    while i < $end {
                        i += 1;
                    }
                }
                Ok(i)
            }
        };
    }
    counted!(in_a_group, limit);
    counted!(in_parentheses, (limit));
    #[cancellable]
    fn of_a_static(token: &CancelToken) -> Result<u32, Cancelled> {
        // SAFETY: nothing else uses it.
        unsafe {
            while place < N {
                place += 1;
            }
            Ok(place)
        }
    }
    let never = CancelToken::never();
    assert_eq!(in_a_group(&never).unwrap(), 400);
    assert_eq!(in_parentheses(&never).unwrap(), 400);
    assert_eq!(of_a_static(&never).unwrap(), 400);
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

/// What else moves the counter, or takes its step away, leaves the turns counted.
#[test]
fn loops_that_do_not_end_are_cancelled() {
    macro_rules! endless {
        ($($name:ident($k:ident, $end:ident, $sum:ident) { $($body:tt)* })*) => {$({
            #[cancellable]
            #[allow(unused_mut, unused_assignments, unused_variables, reason = "the shape is what counts")]
            fn $name(token: &CancelToken) -> Result<usize, Cancelled> {
                let (mut $sum, mut $end, mut $k) = (0_usize, 9_usize, 0_usize);
                $($body)*
                Ok($sum)
            }
            assert!(cancelled_at_with(40, |token| $name(token)).is_err(), stringify!($name));
        })*};
    }
    endless! {
        back(k, end, sum) { while k < end { k += 1; sum ^= 1; k = 0; } }
        undone(k, end, sum) { while k < end { k += 1; if sum == 0 { k -= 1; } } }
        skipped(k, end, sum) { while k < end { if sum == 0 { continue; } k += 1; } }
        taken_away(k, end, sum) { while k < end { sum ^= 1; #[cfg(any())] { k += 1; } } }
        lent(k, end, sum) { while k < end { k += 1; let place = &mut k; *place = 0; } }
        hidden(k, end, sum) { while k < end { let mut k = 0; k += 1; sum ^= k; } }
        destructured(k, end, sum) { while k < end { k += 1; (k, sum) = (0, 1); } }
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
        pointed(k, end, sum) {
            let place = &raw mut k;
            // SAFETY: it leads to `k`.
            unsafe { while k < end { k += 1; *place = 0; } }
        }
        pointed_field(k, end, sum) {
            struct Pair { left: usize }
            let mut pair = Pair { left: 0 };
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
