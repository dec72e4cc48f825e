//! Loops in leaf loops: in branches, in headers, in closures.

use safepoint::{CancelToken, Cancelled, cancellable};
use safepoint_tests::{cancelled_everywhere, count_checkpoints_with};

use super::{FORCED, TURNS};

/// They are come to now and then; so the loop around them is in strips, and each of them has its own check.
#[test]
fn loops_in_a_branch_are_checked_where_they_begin() {
    #[cancellable]
    fn mark(_token: &CancelToken, limit: usize, step: usize) -> Result<usize, Cancelled> {
        let mut marks = 0;
        for i in 0..limit {
            if i % step == 0 {
                for j in i..i + step {
                    marks ^= j;
                }
            }
        }
        Ok(marks)
    }
    let count = count_checkpoints_with(|token| mark(token, 1000, 100));
    assert!(FORCED || count == 1 + 10, "{count} checkpoints");
    let long = count_checkpoints_with(|token| mark(token, TURNS, TURNS));
    assert!(long > 1 + 4, "{long} checkpoints");

    #[cancellable]
    fn choose(_token: &CancelToken, limit: usize, step: usize) -> Result<usize, Cancelled> {
        let mut marks = 0;
        for i in 0..limit {
            match i % step {
                0 => {
                    for _ in 0..3 {
                        for j in 0..step {
                            marks ^= j;
                        }
                    }
                }
                _ => marks += 1,
            }
        }
        Ok(marks)
    }
    let count = count_checkpoints_with(|token| choose(token, 1000, 100));
    assert!(
        FORCED || (1 + 30..=1 + 50).contains(&count),
        "{count} checkpoints"
    );
}

/// Then the loop around it is checked at each iteration.
#[test]
fn loops_in_a_branch_that_have_no_check_of_their_own() {
    const ROWS: u64 = 200;
    let heavy = checkpoints! { [] let (m, stride) = (vec![1_f32; 3000], 1); let mut a = 0.0; for i in 0..ROWS as usize { if m[i] > 0.0 { for k in 0..2048 { a += m[i * stride + k]; } } } let _ = a; };
    let skipped = checkpoints! { [] let mut a = 0; for i in 0..ROWS { #[checkpoint(skip)] if i < 300 { for k in 0..i { a ^= k; } } } let _ = a; };
    let assigned = checkpoints! { [] let mut a = 0; for i in 0..ROWS { if i < 300 { #[checkpoint(skip)] a = { let mut b = 0; for k in 0..i { b ^= k; } b }; } } let _ = a; };
    let unguarded = checkpoints! { [] let v = vec![1; ROWS as usize]; let mut a = 0; for i in 0..v.len() { if i < 300 { #[checkpoint(skip)] unsafe { for k in 0..i { a ^= *v.get_unchecked(k); } } } } let _ = a; };
    let mapped = checkpoints! { [] let mut a = 0; for x in (0..ROWS).map(#[checkpoint(skip)] |i| { let mut b = 0; for k in 0..i { b ^= k; } b }) { a ^= x; } let _ = a; };
    let indexed = checkpoints! { [] let mut v = [0; ROWS as usize]; for i in 0..ROWS as usize { if i < 300 { #[checkpoint(skip)] v[i] = { let mut b = 0; for k in 0..i { b ^= k; } b }; } } let _ = v; };
    let drawn = checkpoints! { [] let mut a = 0; for i in 0..ROWS as usize { if i < 300 { for (j, y) in (0..3).zip(#[checkpoint(skip)] &{ let mut v = [0; 3]; for x in 0..i { v[0] ^= x; } v }) { a ^= j ^ y; } } } let _ = a; };
    let counted = checkpoints! { [] let (mut a, mut i) = (0, 0); while i < ROWS { i += 1; if i % 64 == 0 { for k in 0..i { a ^= k; } } } let _ = a; };
    let ended = count_checkpoints_with(|token| {
        #[cancellable(on_cancel = break)]
        fn sum(_token: &CancelToken) -> u64 {
            let mut a = 0;
            for i in 0..ROWS {
                if i % 64 == 0 {
                    for k in 0..i {
                        a ^= k;
                    }
                }
            }
            a
        }
        sum(token)
    });
    for count in [
        heavy, skipped, assigned, unguarded, mapped, indexed, drawn, counted, ended,
    ] {
        assert!(count >= ROWS, "{count} checkpoints");
    }
}

/// How often a loop in a loop is checked says nothing of the one inside.
#[test]
fn every_on_a_function_is_for_each_loop_in_a_loop() {
    let count = checkpoints! { [every = 50] let mut a = 0; for i in 0..200_u32 { for k in 0..i.min(40) { a ^= k; } } let _ = a; };
    assert!(count >= 200, "{count} checkpoints");
    let short = checkpoints! { [every = 50] let mut a = 0; for i in 0..200_u32 { for k in 0..3 { a ^= k * i; } } let _ = a; };
    assert_eq!(short, 4);
}

/// A check of the loop inside ends that one alone.
#[test]
fn iterations_of_the_break_mode_go_on_behind_a_loop_that_ends() {
    #[cancellable(on_cancel = break)]
    fn count(limit: u64) -> (u64, u64, u64) {
        let (mut begun, mut ended, mut a) = (0, 0, 0);
        #[checkpoint(every = 16)]
        for i in 0..limit {
            begun += 1;
            'inner: {
                if i & 1 == 0 {
                    for k in 0..i {
                        a ^= k;
                    }
                    break 'inner;
                }
            }
            ended += 1;
        }
        (begun, ended, a)
    }
    for (begun, ended, _) in cancelled_everywhere(|| count(50)) {
        assert_eq!(begun, ended);
    }
    #[cancellable(on_cancel = break, every = 16)]
    fn nest(limit: u64) -> (u64, u64, u64) {
        let (mut begun, mut ended, mut a) = (0, 0, 0);
        for i in 0..limit {
            begun += 1;
            for k in 0..i {
                a ^= k;
            }
            ended += 1;
        }
        (begun, ended, a)
    }
    for (begun, ended, _) in cancelled_everywhere(|| nest(50)) {
        assert_eq!(begun, ended);
    }
}

#[test]
fn loops_in_the_header_of_a_short_loop_are_checked() {
    let count = checkpoints! { [] let (mut a, n) = (0, 30); for i in 0..200 { if i < 300 {
    for j in (0..3).skip({ let mut k = 0; for x in 0..n { k ^= x; } k & 1 }) { a ^= j; } } } let _ = a; };
    assert!(count >= 200, "{count} checkpoints");
}

/// It looks for a token of its own.
#[test]
fn a_closure_with_a_loop_has_each_item_checked() {
    #[cancellable(on_cancel = unwind)]
    fn sum(_token: &CancelToken, limit: u64) -> u64 {
        let mut sum = 0;
        for n in (0..limit).map(|n| {
            let mut sum = 0;
            for k in 0..n {
                sum ^= k;
            }
            sum
        }) {
            sum ^= n;
        }
        sum
    }
    let count = count_checkpoints_with(|token| sum(token, 200));
    assert!(count >= 200, "{count} checkpoints");
}

/// Else it would go on without the loop in it until its strip ended.
#[test]
fn a_loop_that_ends_in_a_branch_ends_the_one_around_it() {
    #[cancellable(on_cancel = break)]
    fn sieve(limit: usize) -> (usize, Vec<bool>) {
        let (mut composite, mut seen) = (vec![false; limit], 0);
        for i in 2..limit {
            if !composite[i] {
                for j in (i * i..limit).step_by(i) {
                    composite[j] = true;
                }
            }
            seen = i;
        }
        (seen, composite)
    }
    let is_prime = |n: usize| (2..n).all(|divisor| n % divisor != 0);
    for (seen, composite) in cancelled_everywhere(|| sieve(200)) {
        // The last number's loop may have been ended.
        for n in 2..seen {
            assert!(composite[n] || is_prime(n), "{n} of {seen}");
        }
    }
}
