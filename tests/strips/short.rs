//! `while` loops in a loop, of which the distance is told before: where it is short they are run as they are written.

use std::ops::AddAssign;

use safepoint::{CancelToken, Cancelled, cancellable};

use super::counting::{ASKED, List, Own};

/// Any number of turns, up, down and to what is met exactly.
#[test]
fn loops_in_a_loop_turn_as_often_as_without_the_attribute() {
    macro_rules! counts {
        ($token:expr, $number:ty, $ends:expr) => {{
            let mut turns = 0_usize;
            for end in $ends {
                let end: $number = end;
                let mut k: $number = 0;
                while k < end {
                    k += 1;
                    turns += 1;
                }
                while end > k {
                    k += 1;
                    turns += 1;
                }
                while k != end {
                    k += 1;
                    turns += 1;
                }
                while k > 0 {
                    k -= 1;
                    turns += 1;
                }
                let mut low = end;
                while low != 0 {
                    low -= 1;
                    turns += 1;
                }
                let mut low = end;
                while k < low - 1 {
                    low -= 1;
                    turns += 1;
                }
            }
            turns
        }};
    }
    #[cancellable]
    fn counted(token: &CancelToken) -> Result<[usize; 5], Cancelled> {
        Ok([
            counts!(token, u8, [1, 2, 3, 254, 255]),
            counts!(token, i8, [1, 2, 3, 126, 127]),
            counts!(token, u16, [1, 300, u16::MAX]),
            counts!(token, i64, [1, 7, 30_000]),
            counts!(token, u128, [1, 7, 30_000]),
        ])
    }
    let plain = [
        counts!((), u8, [1, 2, 3, 254, 255]),
        counts!((), i8, [1, 2, 3, 126, 127]),
        counts!((), u16, [1, 300, u16::MAX]),
        counts!((), i64, [1, 7, 30_000]),
        counts!((), u128, [1, 7, 30_000]),
    ];
    assert_eq!(counted(&CancelToken::never()).unwrap(), plain);
}

/// Of what is found only behind the loop, generic, of the user's, or cast afterwards.
#[test]
fn loops_in_a_loop_count_with_any_type() {
    #[cancellable]
    fn late(token: &CancelToken, rows: usize) -> Result<u16, Cancelled> {
        let (mut sum, end) = (0, 7);
        for _ in 0..rows {
            let mut k = 0;
            while k < end {
                sum += k;
                k += 1;
            }
        }
        Ok(sum)
    }
    #[cancellable]
    fn cast(token: &CancelToken, rows: u8, ends: &[i32]) -> Result<u64, Cancelled> {
        let mut sum = 0;
        for row in 0..rows {
            let mut k = 0;
            while k < ends.len() {
                sum += ends[k] as u64;
                k += 1;
            }
            sum += row as u64;
        }
        Ok(sum as u64)
    }
    #[cancellable]
    fn generic<N: Copy + PartialOrd + AddAssign<N>>(
        token: &CancelToken,
        none: N,
        one: N,
        end: N,
    ) -> Result<N, Cancelled> {
        let mut sum = none;
        for _ in 0..5 {
            let mut k = none;
            while k < end {
                k += one;
                sum += one;
            }
        }
        Ok(sum)
    }
    #[cancellable]
    fn own(token: &CancelToken, end: Own) -> Result<usize, Cancelled> {
        let mut turns = 0;
        for _ in 0..5 {
            let mut k = Own(0);
            while k < end {
                k += 1;
                turns += 1;
            }
        }
        Ok(turns)
    }
    let token = CancelToken::never();
    assert_eq!(late(&token, 3).unwrap(), 63);
    assert_eq!(cast(&token, 4, &[1, 2, 3]).unwrap(), 30);
    assert_eq!(generic(&token, 0_u8, 1, 9).unwrap(), 45);
    assert_eq!(generic(&token, 0.0, 0.5, 4.0).unwrap(), 20.0);
    ASKED.set(0);
    assert_eq!(own(&token, Own(9)).unwrap(), 45);
    assert_eq!(ASKED.get(), 50);
}

/// An end is not computed where the condition does not come to it, nor once more where somebody could tell.
#[test]
fn ends_are_left_alone() {
    #[cancellable]
    fn twice(token: &CancelToken, m: usize, n: usize) -> Result<usize, Cancelled> {
        let mut turns = 0;
        for _ in 0..3 {
            let (mut i, mut j) = (0, 0);
            while i + 1 < m && j < n - 1 {
                i += 1;
                j += 1;
                turns += 1;
            }
        }
        Ok(turns)
    }
    #[cancellable]
    fn own(token: &CancelToken, list: &List) -> Result<usize, Cancelled> {
        let mut turns = 0;
        for _ in 0..3 {
            let mut i = 0;
            while i < list.len() {
                i += 1;
                turns += 1;
            }
        }
        Ok(turns)
    }
    let token = CancelToken::never();
    assert_eq!(twice(&token, 0, 0).unwrap(), 0);
    assert_eq!(twice(&token, 9, 5).unwrap(), 12);
    ASKED.set(0);
    assert_eq!(own(&token, &List(vec![1; 5])).unwrap(), 15);
    assert_eq!(ASKED.get(), 18);
}

/// Nothing may refer to these.
#[test]
fn ends_and_counters_may_be_mutable_statics() {
    static mut END: usize = 5;
    static mut COUNTER: usize = 0;
    #[cancellable]
    fn walk(token: &CancelToken) -> Result<usize, Cancelled> {
        let mut turns = 0;
        // SAFETY: nothing else uses them.
        unsafe {
            for _ in 0..3 {
                let mut k = 0;
                while k < END {
                    k += 1;
                    turns += 1;
                }
                COUNTER = 0;
                while COUNTER < END {
                    COUNTER += 1;
                    turns += 1;
                }
            }
        }
        Ok(turns)
    }
    assert_eq!(walk(&CancelToken::never()).unwrap(), 30);
}

/// What changes the counter or its end in another way may turn for ever.
#[test]
fn loops_in_a_loop_that_do_not_end_are_cancelled() {
    endless! {
        back(k, end, sum) { while k < end { k += 1; sum ^= 1; k = 0; } }
        undone(k, end, sum) { while k < end { k += 1; if sum == 0 { k -= 1; } } }
        skipped(k, end, sum) { while k < end { if sum == 0 { continue; } k += 1; } }
        away(k, end, sum) { while k != end { sum ^= 1; k += 1; k -= 1; } }
        moved(k, end, sum) { while k < end { k += 1; end += 1; if k == 5 { k = 0; } } }
        lent(k, end, sum) { while k < end { k += 1; let place = &mut k; *place = 0; } }
        hidden(k, end, sum) { while k < end { let mut k = 0; k += 1; sum ^= k; } }
        raw(k, end, sum) { while k < end { k += 1; sum ^= 1; r#k = 0; } }
        destructured(k, end, sum) { while k < end { k += 1; (k, sum) = (0, 1); } }
    }
}
