//! What the counter of a `while` may be compared with, where each strip is told the number at which it ends.

use std::cmp::Ordering;
use std::ops::AddAssign;
use std::panic::catch_unwind;

use safepoint::{CancelToken, Cancelled, cancellable};
use safepoint_tests::count_checkpoints_with;

/// A number of the user's that is not copied.
#[derive(PartialEq, PartialOrd)]
struct Meter(u16);

impl AddAssign<u16> for Meter {
    fn add_assign(&mut self, step: u16) {
        self.0 += step;
    }
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

/// The user's type of a number that is not copied, in a constant and in a static; and a static that may change.
#[test]
fn ends_may_be_constants_and_statics() {
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
    #[cancellable]
    #[allow(non_snake_case, reason = "the name counts")]
    fn count<T: PartialOrd + AddAssign<u16>>(
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
    let meter = || Meter(0);
    assert_eq!(count(&never, meter(), Meter(500), meter).unwrap(), 1_500);
    assert_eq!(count(&never, 0_u16, 500, || 0).unwrap(), 1_500);
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
