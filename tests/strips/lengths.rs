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
    assert_eq!(count, 11);
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
    for count in [heavy, skipped, assigned, unguarded, mapped, indexed, drawn] {
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
