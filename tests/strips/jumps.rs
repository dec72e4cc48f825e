//! Ways out of a leaf loop and back to its head: each does what it did.

use safepoint::{Cancelled, cancellable};
use safepoint_tests::cancelled_everywhere;

use super::{TURNS, touch};

/// Each body as it is, in strips by weight, and in strips of 1, 2 and 3.
macro_rules! alike {
    ($($name:ident($($argument:ident: $ty:ty = $value:expr),*) -> $result:ty { $($body:tt)* })*) => {$(
        #[test]
        #[allow(clippy::many_single_char_names, reason = "loops of numbers")]
        fn $name() {
            fn plain($($argument: $ty),*) -> Result<$result, Cancelled> { $($body)* }
            #[cancellable]
            fn weighed($($argument: $ty),*) -> Result<$result, Cancelled> { $($body)* }
            #[cancellable(every = 1)]
            fn one($($argument: $ty),*) -> Result<$result, Cancelled> { $($body)* }
            #[cancellable(every = 2)]
            fn two($($argument: $ty),*) -> Result<$result, Cancelled> { $($body)* }
            #[cancellable(every = 3)]
            fn three($($argument: $ty),*) -> Result<$result, Cancelled> { $($body)* }
            let expected = plain($($value),*).unwrap();
            for annotated in [weighed, one, two, three] {
                assert_eq!(annotated($($value),*).unwrap(), expected);
            }
            let results = cancelled_everywhere(|| three($($value),*));
            assert!(results.into_iter().flatten().all(|result| result == expected));
        }
    )*};
}

alike! {
    break_ends_the_loop(limit: u32 = 17) -> u32 {
        let mut sum = 0;
        for n in 0..1000 { if n == limit { break; } sum += n; }
        Ok(sum)
    }
    break_ends_a_loop_backwards(limit: u32 = 17) -> u32 {
        let mut sum = 0;
        for n in (0..limit * 500).rev() { if n == limit { break; } sum += n; }
        Ok(sum)
    }
    labels_of_loops_backwards(limit: u32 = 7) -> u32 {
        let mut sum = 0;
        'rows: for n in (0..limit * 20).rev() {
            for m in (1..n).rev() {
                if m == limit { continue; }
                if m * 2 < n { break; }
                if n * m < 200 { break 'rows; }
                sum += n ^ m;
            }
            sum += 1;
        }
        Ok(sum)
    }
    return_from_a_loop_backwards(limit: u32 = 17) -> u32 {
        for n in (0..limit * 500).rev() { if n % limit == 3 && n < 4000 { return Ok(n); } }
        Ok(1000)
    }
    break_ends_only_its_own_loop(limit: u32 = 4) -> u32 {
        let mut sum = 0;
        for n in 0..50 { for m in 0..50 { if m == limit { break; } sum += n * m; } if n == 30 { break; } }
        Ok(sum)
    }
    labelled_break_leaves_both(limit: u32 = 40) -> u32 {
        let mut sum = 0;
        'outer: for n in 0..50 { for m in 0..n { if n + m > limit { break 'outer; } sum += m; } }
        Ok(sum)
    }
    labelled_break_of_its_own_loop(limit: u32 = 40) -> u32 {
        let mut sum = 0;
        'own: for n in 0..50 { for m in 0..3 { if n + m > limit { break 'own; } sum += m; } }
        Ok(sum)
    }
    continue_goes_on(step: u32 = 3) -> u32 {
        let mut sum = 0;
        for n in 0..100 { if n % step == 0 { continue; } sum += n; }
        Ok(sum)
    }
    labelled_continue(step: u32 = 3) -> u32 {
        let mut sum = 0;
        'outer: for n in 0..100 { for m in 0..4 { if n % step == m { continue 'outer; } sum += n; } sum += 1000; }
        Ok(sum)
    }
    labelled_continue_of_a_long_loop(columns: u32 = 4) -> u32 {
        let mut sum = 0;
        'outer: for n in 0..100 { for m in 0..columns { if n % 3 == m { continue 'outer; } sum += n; } sum += 1000; }
        Ok(sum)
    }
    jumps_between_loops_that_are_not_leaf(limit: u32 = 9) -> u32 {
        let mut sum = 0;
        'outer: loop {
            for n in 0..100 { if n > limit { break; } sum += touch(n); }
            for n in 0..limit { if n == 7 { continue 'outer; } sum += n; if sum > 1000 { break 'outer; } }
            sum += 500;
        }
        Ok(sum)
    }
    jumps_out_of_loops_in_a_branch(limit: u32 = 9) -> u32 {
        let mut sum = 0;
        'outer: for n in 0..100 {
            if n % 3 == 0 { for m in 0..limit { if m > n { break; } if m + n > 60 { break 'outer; } sum += m; } } else { sum += n; }
            match n % 7 {
                1 => for m in n..n + limit { if m % 5 == 0 { continue; } sum += m; },
                2 => { let mut m = 0; while m < limit { m += 1; sum += m; } }
                3 if limit > 4 => for k in 0..3 { for m in 0..limit { if m == k { break; } sum += m * k; } },
                4 => for _ in 0..3 { if sum % 2 == 0 { for m in 0..limit { sum += m; } } },
                _ => {}
            }
        }
        let mut n = 0;
        while n < 40 { n += 1; if n % 4 == 1 { for m in 0..limit { if m * n > 200 { return Ok(sum); } sum += m; } } }
        Ok(sum)
    }
    jumps_where_turns_are_counted(limit: u32 = 9) -> u32 {
        let mut sum = 0;
        for _ in 0..limit { sum += 3; if sum == 24 { continue; } if sum > 60 { break; } sum += 1; }
        'outer: for n in 0..limit {
            for _ in 0..n { if sum % 5 == 1 { continue; } sum += n; if sum > 900 { break 'outer; } if sum % 7 == 2 { break; } }
            'own: for _ in 1..=limit * 3 { sum += 1; if sum % 11 == 0 { continue 'own; } if sum % 13 == 0 { break 'own; } }
        }
        for _ in 0..limit { if sum % 3 == 0 { return Ok(sum); } sum += 1; }
        Ok(0)
    }
    return_from_within(limit: u32 = 9) -> u32 {
        for n in 0..100 { if n > limit { return Ok(n); } }
        Ok(0)
    }
    while_continues_and_counts(limit: u32 = 90) -> u32 {
        let (mut n, mut sum) = (0, 0);
        while n < limit { n += 1; if n % 3 == 0 { continue; } sum += n; }
        Ok(sum)
    }
    while_with_a_condition_that_acts(limit: u32 = 90) -> u32 {
        let (mut n, mut sum) = (0, 0);
        while { n += 1; n } < limit { sum += n; }
        Ok(sum + n)
    }
    while_that_ends_with_its_strip(limit: u32 = 6) -> u32 {
        let (mut n, mut sum) = (0, 0);
        while n < limit { n += 1; sum += n; }
        Ok(sum * 100 + n)
    }
    label_that_hides_the_loops_own(limit: u32 = 7) -> u32 {
        let mut sum = 0;
        'a: for i in 0..10 { 'a: for j in 0..10 { if j > i { break 'a; } sum += 1; } if i > 8 { break 'a; } sum += limit; }
        'a: for i in 0..10 { 'a: { if i > 3 { break 'a; } sum += 1; } if i > 8 { break 'a; } sum += limit; }
        Ok(sum)
    }
    while_that_its_condition_leaves(limit: u32 = 7) -> u32 {
        let mut n = 0;
        'own: while { if n > limit { break 'own; } n < 20 } { n += 1; }
        'own: while { if n > limit * 2 { break 'own; } n < 20 } { n += 1; if n == 19 { break 'own; } }
        'own: while n < 40 && if n > limit * 4 { break 'own } else { true } { n += 1; }
        'own: while { if n % 3 == 1 { n += 1; continue 'own; } n < 60 } { n += 2; }
        'outer: for m in 0..limit { while { if m > 5 { break 'outer; } n < 99 } { n += 1; } }
        Ok(n)
    }
    label_of_the_loop_in_its_own_header(limit: u32 = 7) -> u32 {
        let mut sum = 0;
        'a: for m in 0..limit { 'b: for n in 0..(if m == 5 { continue 'a } else { 4 }) { if n > m { break 'b; } sum += n; } sum += 100; }
        Ok(sum)
    }
    items_of_a_string_that_are_skipped(start: usize = 3) -> u32 {
        let mut sum = 0;
        for c in "abcdefgh".chars().skip(start) { sum += c as u32; }
        for c in "abcdefghijklmnop".chars().step_by(start) { sum += c as u32; }
        for (i, c) in "ab".char_indices().skip(1) { sum += c as u32 + i as u32; }
        Ok(sum)
    }
    loop_gives_its_value(limit: u32 = 29) -> u32 {
        let mut n = 0;
        let value = loop { n += 1; if n % 2 == 0 { continue; } if n > limit { break n * 3; } };
        Ok(value)
    }
    labelled_jumps_of_loops_that_do_not_count(limit: u32 = 29) -> u32 {
        let (mut n, mut sum) = (0, 0);
        'outer: loop {
            n += 1;
            let mut m = n;
            while m != 1 {
                if m == 13 { continue 'outer; }
                if n > limit { break 'outer; }
                m = if m % 2 == 0 { m / 2 } else { 3 * m + 1 };
                sum += m;
            }
        }
        Ok(sum * 100 + n)
    }
    while_let_ends_with_its_strip(length: usize = 16) -> u32 {
        let numbers = [7; 16];
        let (mut rest, mut sum) = (&numbers[..length], 0);
        while let [first, others @ ..] = rest { rest = others; if sum == 21 { sum += 1; continue; } sum += first; }
        Ok(sum)
    }
    loop_of_one_turn(limit: u32 = 3) -> u32 {
        let mut sum = limit;
        loop { sum += 1; if sum > 100 { sum -= 50; } break; }
        Ok(sum)
    }
    variable_is_initialised_before_its_use(limit: u32 = 9) -> u32 {
        let last;
        let mut n = 0;
        loop { n += 1; if n > limit { last = n; break; } }
        Ok(last)
    }
    value_of_the_block_is_unit(limit: u32 = 9) -> u32 {
        let mut sum = 0;
        let () = for n in 0..limit { sum += n; };
        let () = { let mut n = 0; while n < limit { n += 1; } };
        if limit > 3 { for n in 0..limit { sum += n; } } else { sum = 0; }
        Ok(sum)
    }
}

#[test]
fn strip_is_left_where_it_is_cancelled() {
    #[cancellable(every = 10)]
    fn count(turns: &mut u32) -> Result<(), Cancelled> {
        for _ in 0..100 {
            *turns += 1;
        }
        Ok(())
    }
    let mut seen = Vec::new();
    for n in 1..=10 {
        let mut turns = 0;
        assert!(safepoint_tests::cancelled_at(n, || count(&mut turns)).is_err());
        seen.push(turns);
    }
    assert_eq!(seen, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
}

#[test]
fn question_mark_leaves_the_function() {
    #[cancellable(every = 3)]
    fn sum(numbers: &[u8]) -> Option<u8> {
        let mut sum = 0_u8;
        for n in numbers {
            sum = sum.checked_add(*n)?;
        }
        Some(sum)
    }
    assert_eq!(sum(&[1, 2, 3, 4, 5]), Some(15));
    assert_eq!(sum(&[1, 2, 3, 255, 5]), None);
}

#[test]
fn huge_loop_can_be_stopped() {
    #[cancellable]
    fn spin() -> Result<u64, Cancelled> {
        let mut sum = 0_u64;
        for n in 0..u64::MAX {
            sum ^= n;
        }
        for n in 0..=u128::MAX {
            sum ^= n as u64;
        }
        for n in i128::MIN.. {
            sum ^= n as u64;
        }
        let mut n = 0_u64;
        while n < u64::MAX {
            n += 1;
        }
        Ok(sum)
    }
    assert!(safepoint_tests::cancelled_at(20, spin).is_err());
    let _ = TURNS;
}

/// A header stands in the loop around its own, whatever is written around that.
mod headers {
    use safepoint::{Cancelled, cancellable};

    use crate::{
        same::{Seen, ready},
        touch,
    };

    macro_rules! odd {
        ($n:expr) => {
            if $n % 2 == 1 { continue } else { 1 }
        };
    }

    same! {
        break_in_the_header_of_a_short_loop { let a = [1_u64, 2, 3, 4]; let mut sum = 0; for i in 0..10 { for x in a.iter().skip(if i == 3 { break } else { 1 }) { sum += x; } sum += touch(100); } Ok((sum, "")) }
        continue_in_the_header_of_a_short_loop { let a = [1_u64, 2, 3, 4]; let mut sum = 0; for i in 0..10 { for x in a.iter().skip(odd!(i)) { sum += x; } sum += touch(100); } Ok((sum, "")) }
        break_in_a_header_that_ends_a_loop { let (mut sum, mut turns) = (0, 0); loop { for i in 0..(if turns > 3 { break } else { 3 }) { sum += i; } turns += 1; } Ok((sum + touch(turns), "")) }
    }
}
