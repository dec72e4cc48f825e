//! `every = N` where a loop is not leaf, or its items are of any kind.

use safepoint::{CancelToken, Cancelled, cancellable};
use safepoint_tests::{cancelled_everywhere_with, count_checkpoints_with};

use super::touch;

/// Drops it.
struct Own(String);

#[test]
fn every_counts_whatever_the_items_are() {
    #[cancellable(every = 100)]
    fn generic<I: Iterator<Item = u32>>(token: &CancelToken, items: I) -> Result<u32, Cancelled> {
        let mut sum = 0;
        for n in items {
            sum ^= n;
        }
        Ok(sum)
    }
    let counts = [
        count_checkpoints_with(|token| generic(token, 0..1000)),
        count_checkpoints_with(|token| generic(token, (0..2000).filter(|n| n % 2 == 0))),
        checkpoints! { [every = 100] let s = "a".repeat(1000); let mut n = 0; for c in s.chars() { n ^= c as u32; } let _ = n; },
        checkpoints! { [every = 100] let v = vec![String::new(); 1000]; let mut n = 0; for s in &v { n ^= s.len(); } let _ = n; },
        checkpoints! { [every = 100] let v: Vec<_> = (0..1000).map(|n: u32| Own(n.to_string())).collect(); let mut n = 0; for own in v { n ^= own.0.len(); } let _ = n; },
        checkpoints! { [] let s = "a".repeat(1000); let mut n = 0; #[checkpoint(every = 100)] for c in s.chars() { n ^= touch(c as u32); } let _ = n; },
        checkpoints! { [every = 100] let mut n = 0; for m in std::iter::repeat_n(7_u32, 1000) { n ^= touch(m); } let _ = n; },
    ];
    // The entry is checked once; where it is not known that no item is left, one more check comes before that is found out.
    for count in counts {
        assert!((10..=12).contains(&count), "{counts:?}");
    }
}

macro_rules! stop {
    ($when:expr) => {
        if $when {
            break;
        }
    };
}

macro_rules! go_on {
    ($when:expr) => {
        if $when {
            continue;
        }
    };
}

/// Pitfall 15 (tests/pitfalls/rows.md).
#[test]
fn every_heeds_a_break_that_a_macro_hides() {
    #[cancellable(every = 10)]
    fn last(token: &CancelToken, end: u32) -> Result<(u32, u32, u32), Cancelled> {
        let (mut last, mut odd, mut n) = (0, 0, 0);
        for n in 0..100 {
            go_on!(n % 2 == 0);
            odd = touch(n);
            stop!(n >= end);
            last = n;
        }
        for c in "a".repeat(100).chars() {
            stop!(n >= end);
            n += touch(c as u32 / 97);
        }
        while n < 200 {
            stop!(touch(n) >= 2 * end);
            n += 1;
        }
        Ok((last, odd, n))
    }
    // In the middle of a strip, at its last iteration, at the last of all, and not at all.
    for (end, expected) in [
        (5, (3, 5, 10)),
        (9, (7, 9, 18)),
        (19, (17, 19, 38)),
        (99, (97, 99, 198)),
        (200, (99, 99, 200)),
    ] {
        assert_eq!(last(&CancelToken::never(), end).unwrap(), expected);
    }
    let results = cancelled_everywhere_with(|token| last(token, 49));
    let whole = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!((whole, results[0].as_ref().unwrap()), (1, &(47, 49, 98)));
}

macro_rules! last {
    ($($what:tt)*) => {{
        $($what)*;
        break;
    }};
}

/// What is done before such a `break` is done once, and the compiler knows it.
#[test]
fn every_lets_a_macro_move_and_then_break() {
    #[cancellable(every = 4)]
    fn once(
        token: &CancelToken,
        names: &[String],
        gone: String,
        out: &mut Vec<usize>,
    ) -> Result<usize, Cancelled> {
        let length;
        for name in names {
            if name == "b" {
                last!(drop(gone));
            }
        }
        for name in names {
            if name == "b" {
                last!(out.push(name.len()));
            }
        }
        for name in names {
            last!(length = name.len(); out.push(length));
        }
        Ok(names.len())
    }
    let names = ["a", "b", "c"].map(String::from);
    let mut out = Vec::new();
    let result = once(&CancelToken::never(), &names, String::new(), &mut out);
    assert_eq!((result.unwrap(), out), (3, vec![1, 1]));
}

/// Nothing is drawn that the body is not given.
#[test]
fn every_loses_no_item() {
    #[cancellable(every = 3)]
    fn drain(
        token: &CancelToken,
        items: &mut Vec<u32>,
        got: &mut Vec<u32>,
    ) -> Result<(), Cancelled> {
        for item in std::iter::from_fn(|| items.pop()) {
            got.push(item);
        }
        Ok(())
    }
    let counts = cancelled_everywhere_with(|token| {
        let (mut items, mut got) = ((0..10).collect(), Vec::new());
        let result = drain(token, &mut items, &mut got);
        assert_eq!(items.len() + got.len(), 10);
        assert!(result.is_err() || items.is_empty());
        got.len()
    });
    assert_eq!(counts, [10, 0, 0, 3, 6, 9]);
}

/// Pitfall 5 (tests/pitfalls/rows.md). A label that a macro was given, and one of its own that is written alike.
#[test]
fn labels_that_are_only_written_alike_are_two() {
    macro_rules! nested {
        ($n:ident, $outer:lifetime, $body:expr) => {{
            #[cancellable]
            fn turns(token: &CancelToken) -> Result<u32, Cancelled> {
                let mut $n = 0;
                $outer: loop {
                    'a: for _i in 0..3 {
                        $n += 1;
                        $body;
                        if $n > 99 { break 'a; }
                    }
                    'a: while $n < 100 {
                        $n += 1;
                        $body;
                        if $n > 99 { break 'a; }
                    }
                    $n += 10;
                    if $n > 200 { break; }
                }
                Ok($n)
            }
            turns(&CancelToken::never()).unwrap()
        }};
    }
    assert_eq!(nested!(n, 'a, if n == 2 { break 'a }), 2);
    assert_eq!(nested!(n, 'a, if n == 5 { break 'a }), 5);
    assert_eq!(nested!(n, 'b, if n == 5 { break 'b }), 5);
}
