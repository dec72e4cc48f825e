//! How long strips are, and which checks are left out.

use safepoint::{CancelToken, Cancelled, cancellable};
use safepoint_tests::{cancelled_everywhere, count_checkpoints, count_checkpoints_with};

use super::{FORCED, TURNS, touch};

#[test]
fn every_sets_the_length_of_a_strip() {
    let of_hundred = checkpoints! { [] let mut a = 0; #[checkpoint(every = 100)] for n in 0..1000_u32 { a ^= n; } let _ = a; };
    let of_ten =
        checkpoints! { [every = 10] let mut a = 0; for n in 0..1000_u32 { a ^= n; } let _ = a; };
    let own = checkpoints! { [every = 10] let mut a = 0; #[checkpoint(every = 50)] for n in 0..1000_u32 { a ^= n; } let _ = a; };
    // The entry has just been checked before the first strip.
    assert_eq!([of_hundred, of_ten, own], [10, 100, 20]);
}

#[test]
fn every_sets_the_length_of_a_strip_of_a_while() {
    let count = checkpoints! { [] let mut n = 0; #[checkpoint(every = 100)] while n < 1000_u32 { n += 1; } };
    assert_eq!(count, 10);
}

/// The compiler could not vectorise it, for it does not know how often the loop turns.
#[test]
fn indices_that_meet_are_checked_each_sixteen_turns() {
    let count = checkpoints! { [] let (mut low, mut high) = (0, 240_u32); while low < high { low += 1; high -= 1; } };
    assert!(FORCED || count == 1 + 120 / 16, "{count} checkpoints");
}

/// It might wrap, and so the compiler does not know how often the plain loop turns either.
#[test]
fn step_that_is_not_written_is_checked_each_sixteen_turns() {
    let count = checkpoints! { [] let (mut n, step) = (0, 2); while n < 640_u32 { n += step; } };
    assert!(FORCED || count == 1 + 320 / 16, "{count} checkpoints");
    let count = checkpoints! { [] let mut n = 0; #[allow(clippy::assign_op_pattern, clippy::allow_attributes)] while n < 640_u32 { n = n + 2; } };
    assert!(FORCED || count == 1 + 320 / 16, "{count} checkpoints");
    let count = checkpoints! { [] let mut p = (0,); while p.0 < 640_u32 { p.0 += 2; } };
    assert!(FORCED || count == 1 + 320 / 16, "{count} checkpoints");
    const STEP: u32 = 2;
    let count = checkpoints! { [] let mut n = 0; while n < 640_u32 { n += STEP; } };
    assert!(FORCED || count == 1, "{count} checkpoints");
}

#[test]
fn loop_that_begins_where_another_is_counts_as_half_of_one() {
    let all = checkpoints! { [] let v = [[1_u32; 10]; 10]; let mut a = 0; for _ in 0..TURNS { for i in 0..10 { for j in 0..10 { a ^= v[i][j]; } } } let _ = a; };
    let half = checkpoints! { [] let v = [[1_u32; 10]; 10]; let mut a = 0; for _ in 0..TURNS { for i in 0..10 { for j in i..10 { a ^= v[i][j]; } } } let _ = a; };
    assert!(
        FORCED || half < all * 2 / 3,
        "{half} checkpoints, and {all}"
    );
}

/// They may come from memory, and that takes longer than a body that only reads a field of each.
#[test]
fn large_items_have_shorter_strips() {
    let structures = checkpoints! { [] let v = vec![[1_u64; 512]; 120]; let mut a = 0; for x in &v { a ^= x[7]; } let _ = a; };
    assert!(
        FORCED || structures == 1 + 120 / 12,
        "{structures} checkpoints"
    );
    let pairs = checkpoints! { [] let (v, w) = (vec![1_u64; TURNS], vec![1_u64; TURNS]); let mut a = 0; for (x, y) in v.iter().zip(&w) { a ^= x & y; } let _ = a; };
    let singles = checkpoints! { [] let v = vec![1_u64; TURNS]; let mut a = 0; for x in &v { a ^= x & 3; } let _ = a; };
    assert!(
        FORCED || singles < pairs,
        "{singles} checkpoints, and {pairs}"
    );
    let both = checkpoints! { [] let (v, w) = (vec![[1_u64; 512]; 120], vec![[1_u64; 512]; 120]); let mut a = 0; for (x, y) in v.iter().zip(&w) { a ^= x[7] & y[7]; } let _ = a; };
    assert!(FORCED || both == 1 + 120 / 6, "{both} checkpoints");
    let huge = checkpoints! { [] let v = vec![[1_u64; 10_000]; 20]; let mut a = 0; for x in &v { a ^= x[7]; } let _ = a; };
    assert!(FORCED || huge == 1 + 20, "{huge} checkpoints");
}

/// The first touch of each may have to wait for memory.
#[test]
fn items_that_lie_far_apart_have_shorter_strips() {
    let close = checkpoints! { [] let v = vec![1_u64; 64_000]; let mut a = 0; for x in v.chunks_exact(16) { a ^= x[0]; } let _ = a; };
    let far = checkpoints! { [] let v = vec![1_u64; 256_000]; let mut a = 0; for x in v.chunks_exact(64) { a ^= x[0]; } let _ = a; };
    let unknown = checkpoints! { [] let v = vec![1_u64; 64_000]; let by = touch(16); let mut a = 0; for (i, x) in v.chunks(by).enumerate() { a ^= x[0] + i as u64; } let _ = a; };
    let steps = checkpoints! { [] let v = vec![1_u64; 256_000]; let mut a = 0; for x in v.iter().step_by(64) { a ^= x; } let _ = a; };
    let numbers = checkpoints! { [] let mut a = 0; for x in (0..256_000_u64).step_by(64) { a ^= x; } let _ = a; };
    for (near, far) in [(close, far), (close, unknown), (numbers, steps)] {
        assert!(
            FORCED || near < 3 && far > 10,
            "{near} checkpoints for 4,000 items, and {far}"
        );
    }
}

/// Most of these end soon: the fewer copies are written out, the fewer ways out there are.
#[test]
fn loop_that_looks_for_a_place_is_checked_each_two_turns() {
    let count = checkpoints! { [] let text = [0_u8, 0, 0, 0, 0, 0, 0, 0, 1]; let mut i = 0; while text[i] == 0 { i += 1; } let _ = i; };
    assert!(FORCED || count == 1 + 8 / 2, "{count} checkpoints");
}

#[test]
fn every_one_checks_at_each_iteration() {
    let count =
        checkpoints! { [every = 1] let mut a = 0; for n in 0..1000_u32 { a ^= n; } let _ = a; };
    assert_eq!(count, 1 + 1001);
}

#[test]
fn every_on_a_loop_that_is_not_leaf_counts_turns() {
    let count = checkpoints! { [every = 10] for n in 0..1000_u32 { touch(n); } };
    assert_eq!(count, 101);
    let count = checkpoints! { [every = 10] let mut n = 0_u32; while n < touch(1000) { n = touch(n + 1); } };
    assert_eq!(count, 1 + 101);
    let count = checkpoints! { [every = 10] let mut n = 0_u32; loop { n = touch(n + 1); if n == 1000 { break; } } };
    assert_eq!(count, 1 + 100);
}

#[test]
fn short_loop_after_the_entry_has_no_check() {
    let count = checkpoints! { [] let mut a = 0; for n in 0..3_u32 { a += n; } let _ = a; };
    assert_eq!(count, 1);
    let count = checkpoints! { [] let v = [1_u8; 3]; let mut a = 0; for n in v.iter() { a += n; } let _ = a; };
    assert!(FORCED || count == 1, "{count} checkpoints");
}

/// As if at every iteration: what this thread has done before the loop is noticed at its first.
#[test]
fn short_loop_after_a_call_has_one_check() {
    #[cancellable]
    fn literal(token: &CancelToken, cancel: impl Fn()) -> Result<u32, Cancelled> {
        cancel();
        let mut sum = 0;
        for n in 0..3 {
            sum += n;
        }
        Ok(sum)
    }
    #[cancellable]
    fn given(token: &CancelToken, cancel: impl Fn(), turns: u32) -> Result<u32, Cancelled> {
        cancel();
        let mut sum = 0;
        for n in 0..turns {
            sum += n;
        }
        Ok(sum)
    }
    #[cancellable]
    fn counting(token: &CancelToken, cancel: impl Fn()) -> Result<u32, Cancelled> {
        cancel();
        let mut n = 0;
        while n < 3 {
            n += 1;
        }
        Ok(n)
    }
    let source = safepoint::CancelSource::new();
    let token = source.token();
    let cancel = || {
        source.cancel();
    };
    assert!(literal(&token, cancel).is_err());
    for run in [
        |token: &CancelToken, cancel: &dyn Fn()| given(token, cancel, 3).is_err(),
        |token: &CancelToken, cancel: &dyn Fn()| counting(token, cancel).is_err(),
    ] {
        let source = safepoint::CancelSource::new();
        assert!(run(&source.token(), &|| {
            source.cancel();
        }));
    }
}

#[test]
fn short_inner_loops_have_no_check_of_their_own() {
    #[cancellable]
    fn rows(_token: &CancelToken, rows: usize, columns: usize) -> Result<usize, Cancelled> {
        let mut sum = 0;
        for i in 0..rows {
            for j in 0..columns {
                sum ^= i * j;
            }
        }
        Ok(sum)
    }
    let count = count_checkpoints_with(|token| rows(token, 100, 30));
    assert!(FORCED || count == 1 + 101, "{count} checkpoints");
    let count = count_checkpoints_with(|token| rows(token, 2, TURNS));
    assert!(count > 1 + 3, "{count} checkpoints");
}

#[test]
fn loops_of_the_break_mode_end() {
    #[cancellable(on_cancel = break)]
    fn count(limit: u32) -> (u32, u32) {
        let (mut turns, mut short) = (0, 0);
        for _ in 0..limit {
            turns += 1;
        }
        touch(());
        for _ in 0..3 {
            short += 1;
        }
        (turns, short)
    }
    assert_eq!(count(10), (10, 3));
    let limit = if FORCED { 100 } else { 100_000 };
    let all = cancelled_everywhere(|| count(limit));
    assert!(all.iter().any(|&(turns, short)| turns == 0 && short == 0));
    assert!(
        all.iter()
            .any(|&(turns, short)| turns == limit && short == 0)
    );
    assert!(
        all.iter()
            .all(|&(turns, short)| turns <= limit && (short == 0 || short == 3))
    );
}

#[test]
fn unwinding_leaves_a_leaf_loop() {
    #[cancellable(on_cancel = unwind)]
    fn sum(limit: u64) -> u64 {
        let mut sum = 0;
        for n in 0..limit {
            sum += n;
        }
        sum
    }
    let all =
        cancelled_everywhere(|| safepoint::catch(|| sum(if FORCED { 100 } else { TURNS as u64 })));
    assert!(all.iter().filter(|result| result.is_ok()).count() == 1);
}

#[test]
fn async_functions_have_strips_too() {
    #[cancellable]
    async fn sum(token: CancelToken, limit: u64) -> Result<u64, Cancelled> {
        let mut sum = 0;
        for n in 0..limit {
            sum += n;
        }
        Ok(sum)
    }
    let waker = std::task::Waker::noop();
    let count = count_checkpoints_with(|token| {
        let mut future = std::pin::pin!(sum(token.clone(), TURNS as u64));
        future
            .as_mut()
            .poll(&mut std::task::Context::from_waker(waker))
    });
    assert!(FORCED || count < 100, "{count} checkpoints");
}

/// What is known of an array is not known of another variable of its name.
#[test]
fn items_that_hide_an_array_have_any_length() {
    let count = checkpoints! { [] let rows = vec![vec![1_u8; TURNS]; 3]; let row = [1_u8; 4]; let mut a = row[0];
    for row in &rows { touch(a); for x in row.iter() { a ^= x; } } };
    assert!(count > 15, "{count} checkpoints");
    let count = checkpoints! { [every = 2] let rows = vec![vec![1_u8; TURNS]; 3]; let row = [1_u8; 4]; let mut a = row[0];
    for row in &rows { touch(a); for x in row.iter() { a ^= x; } } };
    assert!(count > TURNS as u64, "{count} checkpoints");
}

/// Nor is what is known of a counter, behind its loop.
#[test]
fn counter_is_another_behind_its_loop() {
    #[cancellable]
    fn counters(_token: &CancelToken, i: usize) -> Result<usize, Cancelled> {
        let mut a = 0;
        for n in 0..4000 {
            for i in 0..3 {
                a ^= i;
            }
            for k in 0..i {
                a ^= k * n;
            }
        }
        Ok(a)
    }
    let count = count_checkpoints_with(|token| counters(token, 900));
    assert!(count > 4000, "{count} checkpoints");
}

/// Whether a loop is come to is not known behind what it stands in.
#[test]
fn check_of_a_loop_that_may_be_left_out_is_none() {
    macro_rules! notices {
        ($a:ident, $often:ident: $($body:tt)*) => {{
            #[cancellable]
            fn work(token: &CancelToken, cancel: &dyn Fn(), $often: u32) -> Result<u32, Cancelled> {
                cancel();
                let mut $a = $often;
                $($body)*
                for n in 0..1000 { $a ^= n; }
                Ok($a)
            }
            let source = safepoint::CancelSource::new();
            let cancel = || { source.cancel(); };
            assert!(work(&source.token(), &cancel, 0).is_err(), "{}", stringify!($($body)*));
        }};
    }
    notices! { a, often: if often > 0 { while a != 1 { a = if a % 2 == 0 { a / 2 } else { 3 * a + 1 }; } } }
    notices! { a, often: if often == 0 {} else { while a != 1 { a = if a % 2 == 0 { a / 2 } else { 3 * a + 1 }; } } }
    notices! { a, often: match often { 0 => {} _ => while a != 1 { a = if a % 2 == 0 { a / 2 } else { 3 * a + 1 }; } } }
    notices! { a, often: match often { 0 => for n in 0..TURNS { a ^= n as u32; }, _ => while a != 1 { a = if a % 2 == 0 { a / 2 } else { 3 * a + 1 }; } } }
    notices! { a, often: let _ = often > 0 && (while a != 1 { a = if a % 2 == 0 { a / 2 } else { 3 * a + 1 }; }) == (); }
    notices! { a, often: 'a: { if often == 0 { break 'a; } while a != 1 { a = if a % 2 == 0 { a / 2 } else { 3 * a + 1 }; } } }
    notices! { a, often: #[cfg(false)] while a != 1 { a = if a % 2 == 0 { a / 2 } else { 3 * a + 1 }; } }
}

#[test]
fn loop_that_does_not_count_has_no_check_behind_another() {
    let count = checkpoints! { [] for n in 0..TURNS {
        touch(n);
        let (mut first, mut second) = (3, 3);
        loop { first -= 1; if first == 0 { break; } }
        loop { second -= 1; if second == 0 { break; } }
    } };
    // The entry, each turn, and before the first of the two.
    assert!(
        FORCED || count == 1 + (TURNS as u64 + 1) + TURNS as u64,
        "{count} checkpoints"
    );
}

#[test]
fn array_that_is_filled_weighs_its_length() {
    #[cancellable]
    fn fill(turns: usize) -> Result<u8, Cancelled> {
        let mut sum = 0;
        for n in 0..turns {
            let filled = [n as u8; 65_536];
            sum ^= filled[n];
        }
        Ok(sum)
    }
    #[cancellable]
    fn fill_rows(turns: usize) -> Result<u8, Cancelled> {
        let mut sum = 0;
        for n in 0..turns {
            let filled = [[n as u8; 256]; 256];
            sum ^= filled[n % 256][3];
        }
        Ok(sum)
    }
    // Forced strips are of three at most.
    assert!(count_checkpoints(|| fill(300)) >= 100);
    assert!(count_checkpoints(|| fill_rows(300)) >= 100);
}

/// Of these only the turns are counted.
#[test]
fn ranges_that_nobody_asks_for_a_number_turn_as_often() {
    macro_rules! turns {
        ($($integer:ident)*) => {$({
            #[cancellable]
            fn half_open(_token: &CancelToken, end: $integer) -> Result<u64, Cancelled> {
                let mut turns = 0;
                for _ in 3..end {
                    turns += 1;
                }
                Ok(turns)
            }
            #[cancellable]
            fn closed(_token: &CancelToken, end: $integer) -> Result<u64, Cancelled> {
                let mut turns = 0;
                for _ in 0..=end {
                    turns += 1;
                }
                Ok(turns)
            }
            #[cancellable]
            fn whole(_token: &CancelToken, start: $integer) -> Result<u64, Cancelled> {
                let mut turns = 0;
                for _ in start..=127 {
                    turns += 1;
                }
                Ok(turns)
            }
            let never = CancelToken::never();
            for end in [0, 3, 4, 100, 127] {
                assert_eq!(half_open(&never, end).unwrap(), (3..end).count() as u64);
                assert_eq!(closed(&never, end).unwrap(), (0..=end).count() as u64);
                assert_eq!(whole(&never, end).unwrap(), (end..=127).count() as u64);
            }
            let start = $integer::MAX - 9;
            assert_eq!(whole(&never, start).unwrap(), (start..=127).count() as u64);
        })*};
    }
    turns! { u8 u16 u32 u64 usize u128 i8 i16 i32 i64 isize i128 }

    #[cancellable]
    fn all(_token: &CancelToken) -> Result<[u64; 2], Cancelled> {
        let (mut signed, mut unsigned) = (0, 0);
        for _ in i8::MIN..=127 {
            signed += 1;
        }
        for _ in 0..=u16::MAX {
            unsigned += 1;
        }
        Ok([signed, unsigned])
    }
    #[cancellable]
    fn some(_token: &CancelToken) -> Result<usize, Cancelled> {
        let mut turns = 0;
        for _ in 0..=u128::MAX {
            turns += 1;
            if turns == 2 * TURNS {
                break;
            }
        }
        Ok(turns)
    }
    assert_eq!(some(&CancelToken::never()).unwrap(), 2 * TURNS);
    #[cancellable(entry = false)]
    fn none(_token: &CancelToken, limit: u64) -> Result<u64, Cancelled> {
        let mut turns = 0;
        for _ in 0..limit {
            turns += 1;
        }
        Ok(turns)
    }
    assert_eq!(count_checkpoints_with(|token| none(token, 0)), 1);
    assert!(FORCED || count_checkpoints_with(|token| none(token, 9)) == 1);
    assert_eq!(all(&CancelToken::never()).unwrap(), [256, 65_536]);
    let count = count_checkpoints_with(|token| all(token));
    assert!(FORCED || (2..40).contains(&count), "{count} checkpoints");
}

/// A loop downwards is in strips, with a check before the first, which one that has just been made is enough for.
#[test]
fn loops_downwards_are_checked_before_each_strip() {
    #[cancellable(entry = false)]
    fn down(_token: &CancelToken, limit: usize) -> Result<usize, Cancelled> {
        let mut sum = 0;
        for n in (0..limit).rev() {
            sum ^= n;
        }
        Ok(sum)
    }
    assert_eq!(count_checkpoints_with(|token| down(token, 0)), 1);
    assert!(FORCED || count_checkpoints_with(|token| down(token, 9)) == 1);
    let count = count_checkpoints_with(|token| down(token, TURNS));
    assert!(
        FORCED || (2..TURNS as u64 / 8).contains(&count),
        "{count} checkpoints"
    );

    let count = checkpoints! { [every = 100] for n in (0..1000_u32).rev() { touch(n); } };
    assert_eq!(count, 1 + 10);
    // What a macro may hide, and the break mode, have the other strips of such ranges.
    let count = checkpoints! { [every = 100] for n in (0..1000_u32).rev() { assert!(n < 1000); } };
    assert_eq!(count, 1 + 10, "with a macro");
    #[cancellable(on_cancel = break, every = 100)]
    fn breaking(_token: &CancelToken) -> u32 {
        let mut sum = 0;
        for n in (0..1000).rev() {
            sum += touch(n);
        }
        sum
    }
    assert_eq!(count_checkpoints_with(|token| breaking(token)), 10);
}

/// Such a loop that is short and in another is also as it was.
#[test]
fn short_loops_downwards_in_a_loop_have_no_check() {
    #[cancellable]
    fn rows(_token: &CancelToken, rows: usize, columns: usize) -> Result<usize, Cancelled> {
        let mut sum = 0;
        for row in 0..rows {
            for column in (1..columns).rev() {
                sum += row ^ column;
            }
        }
        Ok(sum)
    }
    let plain = |rows, columns| {
        let row = |row| (1..columns).map(|column| row ^ column).sum::<usize>();
        (0..rows).map(row).sum()
    };
    let never = CancelToken::never();
    for columns in [0, 1, 2, 9, TURNS] {
        assert_eq!(rows(&never, 20, columns).unwrap(), plain(20, columns));
    }
    let checks = |columns| count_checkpoints_with(|token| rows(token, 20, columns));
    assert!(
        FORCED || checks(9) == checks(1),
        "{} checkpoints",
        checks(9)
    );
    assert!(FORCED || checks(TURNS) > checks(9) + 20);
}
