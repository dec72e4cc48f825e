//! How many checkpoints there are, and where (S1, S3, and the table of what is rewritten).
//!
//! The bodies call something: loops that call nothing may check less often.

use std::iter::from_fn;

use safepoint::{CancelToken, Cancelled, Site, SiteKind, cancellable};
use safepoint_tests::{count_checkpoints, count_checkpoints_with, sites};

use super::touch;

/// S1: a call has one checkpoint where no loop turns.
///
/// Pitfall 11 (tests/pitfalls/rows.md).
#[test]
fn call_is_checked_once_at_entry() {
    #[cancellable]
    fn no_loop() -> Result<u32, Cancelled> {
        Ok(touch(1))
    }
    assert_eq!(count_checkpoints(no_loop), 1);
}

/// S1.
#[test]
fn entry_false_leaves_out_the_check_at_entry() {
    #[cancellable(entry = false)]
    fn no_loop() -> Result<u32, Cancelled> {
        Ok(touch(1))
    }
    #[cancellable(entry = false)]
    fn one_loop() -> Result<(), Cancelled> {
        for n in 0..3 {
            touch(n);
        }
        Ok(())
    }
    assert_eq!(count_checkpoints(no_loop), 0);
    assert_eq!(count_checkpoints(one_loop), 4);
}

/// S2: once before each item, and once before the end is found.
#[test]
fn for_is_checked_before_each_item_and_before_the_end() {
    #[cancellable]
    fn items(count: u32) -> Result<(), Cancelled> {
        for n in 0..count {
            touch(n);
        }
        Ok(())
    }
    assert_eq!(count_checkpoints(|| items(0)), 1 + 1);
    assert_eq!(count_checkpoints(|| items(1)), 1 + 2);
    assert_eq!(count_checkpoints(|| items(10)), 1 + 11);
}

#[test]
fn for_that_breaks_is_checked_once_for_each_item_taken() {
    #[cancellable]
    fn until(last: u32) -> Result<(), Cancelled> {
        for n in 0..100 {
            if touch(n) == last {
                break;
            }
        }
        Ok(())
    }
    assert_eq!(count_checkpoints(|| until(0)), 1 + 1);
    assert_eq!(count_checkpoints(|| until(7)), 1 + 8);
}

#[test]
fn while_is_checked_before_each_look_at_its_condition() {
    #[cancellable]
    fn turns(mut left: u32) -> Result<(), Cancelled> {
        while touch(left) > 0 {
            left -= 1;
        }
        Ok(())
    }
    assert_eq!(count_checkpoints(|| turns(0)), 1 + 1);
    assert_eq!(count_checkpoints(|| turns(10)), 1 + 11);
}

#[test]
fn while_let_is_checked_before_each_look_at_its_value() {
    #[cancellable]
    fn turns(mut stack: Vec<u32>) -> Result<(), Cancelled> {
        while let Some(top) = stack.pop() {
            touch(top);
        }
        Ok(())
    }
    assert_eq!(count_checkpoints(|| turns(vec![])), 1 + 1);
    assert_eq!(count_checkpoints(|| turns(vec![1; 10])), 1 + 11);
}

#[test]
fn let_chain_is_checked_before_each_look_at_its_values() {
    #[cancellable]
    fn turns(mut stack: Vec<u32>) -> Result<u32, Cancelled> {
        let mut sum = 0;
        while let Some(top) = stack.pop()
            && touch(top) > 0
            && let Some(more) = top.checked_mul(2)
        {
            sum += more;
        }
        Ok(sum)
    }
    assert_eq!(count_checkpoints(|| turns(vec![3, 0, 1, 2])), 1 + 3);
}

#[test]
fn loop_is_checked_before_each_turn() {
    #[cancellable]
    fn turns(count: u32) -> Result<u32, Cancelled> {
        let mut turn = 0;
        loop {
            turn += 1;
            if touch(turn) == count {
                break Ok(turn);
            }
        }
    }
    assert_eq!(count_checkpoints(|| turns(1)), 1 + 1);
    assert_eq!(count_checkpoints(|| turns(10)), 1 + 10);
}

#[test]
fn nested_loops_are_all_checked() {
    #[cancellable]
    fn nested() -> Result<(), Cancelled> {
        for _ in 0..3 {
            let mut left = 2;
            while touch(left) > 0 {
                loop {
                    left -= 1;
                    break;
                }
            }
        }
        Ok(())
    }
    // Entry; outer: 3 and the end; middle: 2 and the end, three times; inner: 2, three times.
    assert_eq!(count_checkpoints(nested), 1 + 4 + 3 * 3 + 3 * 2);
}

#[test]
fn continue_comes_to_the_next_check() {
    #[cancellable]
    fn odd() -> Result<u32, Cancelled> {
        let mut odd = 0;
        for n in 0..10 {
            if touch(n) % 2 == 0 {
                continue;
            }
            odd += 1;
        }
        Ok(odd)
    }
    assert_eq!(count_checkpoints(odd), 1 + 11);
}

#[test]
fn continue_of_an_outer_loop_comes_to_its_check() {
    #[cancellable]
    fn pairs() -> Result<(), Cancelled> {
        'outer: for n in 0..4 {
            for m in 0..10 {
                if touch(m) == n {
                    continue 'outer;
                }
            }
        }
        Ok(())
    }
    // The inner loop is left in its n-th turn: 1 + 2 + 3 + 4.
    assert_eq!(count_checkpoints(pairs), 1 + 5 + 10);
}

#[test]
fn loop_in_any_expression_is_checked() {
    #[cancellable]
    fn everywhere(values: &[u32]) -> Result<Vec<u32>, Cancelled> {
        let sum = touch({
            let mut sum = 0;
            for value in values {
                sum += touch(value);
            }
            sum
        });
        let found = if loop {
            break touch(true);
        } {
            match touch(sum) {
                0 => 0,
                n if {
                    while touch(n) == u32::MAX {}
                    n > 0
                } =>
                {
                    let [first] = [loop {
                        break touch(n);
                    }];
                    first
                }
                _ => 1,
            }
        } else {
            2
        };
        let (Some(last),) = (loop {
            break Some(touch(found));
        },) else {
            return Ok(vec![]);
        };
        Ok([last; 2].to_vec())
    }
    fn everywhere_of(_: i32) -> Result<Vec<u32>, Cancelled> {
        everywhere(&[1, 2])
    }
    assert_eq!(
        count_checkpoints(|| everywhere_of(0)),
        1 + 3 + 1 + 1 + 1 + 1
    );
}

/// S1: recursion is bounded by the checks at entry.
#[test]
fn each_call_of_a_recursive_function_is_checked() {
    #[cancellable]
    fn depth(levels: u32) -> Result<u32, Cancelled> {
        if levels == 0 {
            return Ok(0);
        }
        Ok(depth(levels - 1)? + 1)
    }
    assert_eq!(count_checkpoints(|| depth(9)), 10);
}

#[test]
fn annotated_callee_is_checked_too() {
    #[cancellable]
    fn callee() -> Result<(), Cancelled> {
        for n in 0..2 {
            touch(n);
        }
        Ok(())
    }
    #[cancellable]
    fn caller() -> Result<(), Cancelled> {
        for _ in 0..2 {
            callee()?;
        }
        Ok(())
    }
    assert_eq!(count_checkpoints(caller), 1 + 3 + 2 * (1 + 3));
}

/// S3: at the first iteration and then at each N-th.
#[test]
fn every_on_a_function_is_for_all_its_loops() {
    #[cancellable(every = 4)]
    fn two(count: u32) -> Result<(), Cancelled> {
        for n in 0..count {
            touch(n);
        }
        let mut left = count;
        while touch(left) > 0 {
            left -= 1;
        }
        Ok(())
    }
    // The first, the fifth, the ninth …; of the `while` also before the look that finds its end.
    assert_eq!(count_checkpoints(|| two(0)), 1 + 1 + 1);
    assert_eq!(count_checkpoints(|| two(3)), 1 + 1 + 1);
    assert_eq!(count_checkpoints(|| two(4)), 1 + 1 + 2);
    assert_eq!(count_checkpoints(|| two(16)), 1 + 4 + 5);
}

#[test]
fn every_on_a_loop_is_for_that_loop() {
    #[cancellable(every = 2)]
    fn three() -> Result<(), Cancelled> {
        for n in 0..9 {
            touch(n);
        }
        #[checkpoint(every = 5)]
        for n in 0..9 {
            touch(n);
        }
        #[checkpoint(every = 1)]
        for n in 0..9 {
            touch(n);
        }
        Ok(())
    }
    assert_eq!(count_checkpoints(three), 1 + 5 + 2 + 10);
}

/// S3: `every = 1` forces a check at each iteration also where a loop calls nothing.
#[test]
fn every_one_checks_leaf_loops_at_each_iteration() {
    #[cancellable(every = 1)]
    fn sum(numbers: &[u32]) -> Result<u32, Cancelled> {
        let mut sum = 0;
        for number in numbers {
            sum += number;
        }
        let mut i = 0;
        while i < 10 {
            i += 1;
        }
        Ok(sum)
    }
    assert_eq!(count_checkpoints(|| sum(&[1; 100])), 1 + 101 + 11);
}

#[test]
fn continue_and_labels_keep_the_count_of_every() {
    #[cancellable(every = 3)]
    fn skipping() -> Result<u32, Cancelled> {
        let mut taken = 0;
        'outer: for n in 0..9 {
            if n % 2 == 0 {
                continue;
            }
            for m in 0..9 {
                if touch(m) == n {
                    continue 'outer;
                }
            }
            taken += 1;
        }
        Ok(taken)
    }
    // Outer: ten looks. Inner for n = 1, 3, 5, 7: left in turn 2, 4, 6, 8.
    assert_eq!(count_checkpoints(skipping), 1 + 4 + (1 + 2 + 2 + 3));
}

#[test]
fn custom_iterator_is_checked_before_each_of_its_items() {
    #[cancellable]
    fn drain(iterator: &mut dyn Iterator<Item = u32>) -> Result<u32, Cancelled> {
        let mut last = 0;
        for n in iterator {
            last = n;
        }
        Ok(last)
    }
    let mut left = 4;
    let count = count_checkpoints(|| {
        drain(&mut from_fn(|| {
            left -= 1;
            (left > 0).then_some(left)
        }))
    });
    assert_eq!(count, 1 + 4);
}

#[test]
fn unobserved_and_live_token_is_no_obstacle() {
    #[cancellable]
    fn sum(limit: u64, token: &CancelToken) -> Result<u64, Cancelled> {
        let mut sum = 0;
        for n in 0..limit {
            sum += n;
        }
        Ok(sum)
    }
    assert_eq!(sum(1000, &CancelToken::never()).unwrap(), 499_500);
}

#[test]
fn checkpoints_on_a_given_token_are_counted_there() {
    #[cancellable]
    fn given(token: &CancelToken) -> Result<(), Cancelled> {
        for n in 0..3 {
            touch(n);
        }
        Ok(())
    }
    assert_eq!(count_checkpoints_with(given), 1 + 4);
    assert_eq!(count_checkpoints(|| given(&CancelToken::never())), 0);
}

/// Pitfall 4 (tests/pitfalls/rows.md).
#[test]
fn site_names_function_kind_and_line() {
    const FIRST_LINE: u32 = line!();
    #[cancellable]
    fn placed(mut turns: u32) -> Result<(), Cancelled> {
        for n in 0..0 {
            touch::<u32>(n);
        }
        while turns > 0 {
            turns -= touch(1);
        }
        loop {
            break Ok(());
        }
    }
    let sites = sites(|| placed(0));
    let seen = |site: &Site| (site.line() - FIRST_LINE, site.kind());
    let expected = [
        (2, SiteKind::Entry),
        (3, SiteKind::Loop),
        (6, SiteKind::Loop),
        (9, SiteKind::Loop),
    ];
    assert_eq!(sites.iter().map(seen).collect::<Vec<_>>(), expected);
    for site in &sites {
        assert_eq!(site.file(), file!());
        assert_eq!(site.function(), Some("placed"));
    }
    // At the keyword of the loop, and at the name of the function.
    assert_eq!(sites[1].column(), 9);
    assert_eq!(sites[0].column(), 8);
}

#[test]
fn raw_name_of_a_function_is_shown_without_its_prefix() {
    #[cancellable]
    fn r#loop() -> Result<(), Cancelled> {
        Ok(())
    }
    assert_eq!(sites(r#loop)[0].function(), Some("loop"));
}
