//! Every item is given to the body once and in order, whatever it is drawn from and however long the strips are.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use safepoint::{Cancelled, cancellable};

/// The items of a header, each once, in order: in a leaf loop by weight and in strips of 2, 3 and 7.
macro_rules! same_items {
    ($($name:ident { [$($setup:tt)*] $header:expr => $item:pat => $noted:expr })*) => {$(
        #[test]
        #[allow(unused_mut, reason = "some setups are changed")]
        fn $name() {
            let mut expected = Vec::new();
            $($setup)*
            for $item in $header { expected.push($noted); }
            let mut most = [Default::default(); 4096];
            let mut count = 0;
            {
                #[cancellable] fn weighed(most: &mut [i128; 4096], count: &mut usize) -> Result<(), Cancelled> {
                    $($setup)* for $item in $header { most[*count] = $noted; *count += 1; } Ok(())
                }
                weighed(&mut most, &mut count).unwrap();
                assert_eq!(most[..count], expected);
            }
            macro_rules! of { ($length:literal) => {{
                #[cancellable(every = $length)] fn strips(most: &mut [i128; 4096], count: &mut usize) -> Result<(), Cancelled> {
                    $($setup)* for $item in $header { most[*count] = $noted; *count += 1; } Ok(())
                }
                most = [Default::default(); 4096];
                count = 0;
                strips(&mut most, &mut count).unwrap();
                assert_eq!(most[..count], expected);
            }}}
            of!(2);
            of!(3);
            of!(7);
            of!(300);
        }
    )*};
}

same_items! {
    empty_range { [] 5..5_i64 => n => n as i128 }
    reversed_bounds { [] 9..5_i64 => n => n as i128 }
    reversed_inclusive_bounds { [] 9..=5_u8 => n => n as i128 }
    range_of_bytes { [] 3..250_u8 => n => n as i128 }
    all_bytes { [] 0..=u8::MAX => n => n as i128 }
    all_signed_bytes { [] i8::MIN..=i8::MAX => n => n as i128 }
    all_signed_bytes_but_the_last { [] i8::MIN..i8::MAX => n => n as i128 }
    last_numbers { [] u64::MAX - 20..=u64::MAX => n => n as i128 }
    first_numbers { [] i64::MIN..=i64::MIN + 20 => n => n as i128 }
    wide_numbers { [] i128::MAX - 20..=i128::MAX => n => n }
    across_zero { [] -10_i32..10 => n => n as i128 }
    one_number { [] 7..=7_i16 => n => n as i128 }
    numbers_from { [let mut end = 200;] 7_u8.. => n => { if n == end { break; } n as i128 } }
    range_backwards { [] (3..100_u16).rev() => n => n as i128 }
    range_down_to_a_written_number { [let n = 100;] (3..n).rev() => n => n as i128 }
    bytes_down_to_none { [let n = u8::MAX;] (0..n).rev() => n => n as i128 }
    signed_down_to_none { [let n = i8::MAX;] (0..n).rev() => n => n as i128 }
    down_to_more_than_its_end { [let n = -5_i64;] (3..n).rev() => n => n as i128 }
    down_to_its_end { [let n = 3_usize;] (3..n).rev() => n => n as i128 }
    down_by_one { [let n = 4_usize;] (3..n).rev() => n => n as i128 }
    wide_down_from_more_than_a_usize { [let n = i128::MAX; let mut m = 0;] (1..n).rev() => n => { m += 1; if m == 200 { break; } n } }
    more_than_a_usize_backwards { [let mut n = 0;] (0..u128::MAX).rev() => m => { n += 1; if n == 200 { break; } m as i128 } }
    all_wide_numbers_backwards { [let mut n = 0;] (i128::MIN..=i128::MAX).rev() => m => { n += 1; if n == 200 { break; } m } }
    all_sizes_backwards { [let mut n = 0;] (0..=usize::MAX).rev() => m => { n += 1; if n == 200 { break; } m as i128 } }
    bytes_backwards { [] (0..u8::MAX).rev() => n => n as i128 }
    signed_bytes_backwards { [] (i8::MIN..i8::MAX).rev() => n => n as i128 }
    last_but_one_backwards { [] (u64::MAX - 20..u64::MAX).rev() => n => n as i128 }
    wide_range_backwards { [] (i128::MAX - 20..i128::MAX).rev() => n => n }
    range_of_one_backwards { [] (7..8_i16).rev() => n => n as i128 }
    empty_range_backwards { [] (9..5_u8).rev() => n => n as i128 }
    started_range_backwards { [let mut numbers = 3..100_i32; numbers.next(); numbers.next_back();] numbers.rev() => n => n as i128 }
    inclusive_backwards { [] (3..=100_usize).rev() => n => n as i128 }
    all_bytes_backwards { [] (0..=u8::MAX).rev() => n => n as i128 }
    all_signed_bytes_backwards { [] (i8::MIN..=i8::MAX).rev() => n => n as i128 }
    last_numbers_backwards { [] (u64::MAX - 20..=u64::MAX).rev() => n => n as i128 }
    wide_numbers_backwards { [] (i128::MIN..=i128::MIN + 20).rev() => n => n }
    one_number_backwards { [] (7..=7_i16).rev() => n => n as i128 }
    no_number_backwards { [] (9..=5_u8).rev() => n => n as i128 }
    rest_of_a_range_backwards { [let mut numbers = 3..=100_i32; numbers.next(); numbers.next_back();] numbers.rev() => n => n as i128 }
    drained_range_backwards { [let mut numbers = 3..=4_u8; numbers.next(); numbers.next();] numbers.rev() => n => n as i128 }
    letters_from_behind { [] ('a'..='\u{e010}').rev().step_by(1000) => c => c as i128 }
    twice_reversed { [] (3..=100_u16).rev().rev() => n => n as i128 }
    counted_from_behind { [] (3..=100_u16).rev().enumerate() => (i, n) => i as i128 * 1000 + n as i128 }
    stepped { [] (3..100_u32).step_by(7) => n => n as i128 }
    stepped_up_to_the_largest { [] (3..=254_u8).step_by(250) => n => n as i128 }
    stepped_beyond_the_largest { [] (200..255_u8).step_by(100) => n => n as i128 }
    stepped_below_zero { [] (i8::MIN..i8::MAX).step_by(3) => n => n as i128 }
    stepped_over_the_end { [] (-5..5_i64).step_by(usize::MAX) => n => n as i128 }
    stepped_wide { [] (-5..500_i128).step_by(7) => n => n }
    stepped_wide_and_far { [] (0..1_u128 << (usize::BITS + 6)).step_by(1 << (usize::BITS - 4)) => n => n as i128 }
    stepped_wide_below_zero { [] (i128::MIN..i128::MAX).step_by(usize::MAX).take(50) => n => n }
    stepped_by_one { [] (5..105_usize).step_by(1) => n => n as i128 }
    stepped_through_nothing { [] (5..5_u32).step_by(3) => n => n as i128 }
    stepped_with_one_left { [let mut r = (3..11_u32).step_by(7); let _first = r.next();] r => n => n as i128 }
    stepped_and_started { [let mut r = (3..100_u32).step_by(7); let _first = r.next();] r => n => n as i128 }
    stepped_and_ended { [let mut r = (3..9_u32).step_by(7); let _all = (r.next(), r.next());] r => n => n as i128 }
    stepped_twice { [] (3..1000_u32).step_by(7).step_by(3) => n => n as i128 }
    stepped_from_both_ends { [let mut r = (3..100_u32).step_by(7); let _last = r.next_back();] r => n => n as i128 }
    stepped_inclusive { [] (3..=101_u32).step_by(7) => n => n as i128 }
    stepped_backwards { [] (3..100_u32).rev().step_by(7) => n => n as i128 }
    chars { [] 'a'..='z' => c => c as i128 }
    chars_over_the_gap { [] '\u{D7F0}'..'\u{E010}' => c => c as i128 }
    slice { [let v: Vec<i64> = (0..100).collect();] &v => n => *n as i128 }
    empty_slice { [let v: Vec<i64> = Vec::new();] &v => n => *n as i128 }
    slice_of_nothing { [let v = [(); 20];] &v => _n => 1 }
    mutable_slice { [let mut v: Vec<i64> = (0..100).collect();] &mut v => n => { *n += 1; *n as i128 } }
    vector { [let v: Vec<i64> = (0..100).collect();] v => n => n as i128 }
    array { [] [3_i64; 40] => n => n as i128 }
    zip_of_unequal { [let v: Vec<i64> = (0..100).collect();] v.iter().zip(&v[..50]) => (a, b) => (a * b) as i128 }
    zip_with_numbers { [let v: Vec<i64> = (0..100).collect();] v.iter().zip(10..) => (a, b) => (a * b) as i128 }
    enumerate { [let v: Vec<i64> = (0..100).collect();] v.iter().enumerate() => (i, a) => a.pow(1) as i128 * i as i128 }
    enumerate_backwards { [let v: Vec<i64> = (0..100).collect();] v.iter().enumerate().rev() => (i, a) => *a as i128 - i as i128 }
    backwards_enumerate { [let v: Vec<i64> = (0..100).collect();] v.iter().rev().enumerate() => (i, a) => *a as i128 - i as i128 }
    copied { [let v: Vec<i64> = (0..100).collect();] v.iter().copied() => n => n as i128 }
    cloned { [let v: Vec<i64> = (0..100).collect();] v.iter().cloned().rev() => n => n as i128 }
    chunks { [let v: Vec<i64> = (0..100).collect();] v.chunks(7) => c => c[0] as i128 + c.len() as i128 }
    chunks_exact { [let v: Vec<i64> = (0..100).collect();] v.chunks_exact(7) => c => c[6] as i128 }
    chunks_from_the_end { [let v: Vec<i64> = (0..100).collect();] v.rchunks(7) => c => c[0] as i128 }
    chunks_that_mutate { [let mut v: Vec<i64> = (0..100).collect();] v.chunks_mut(7) => c => { c[0] += 1; c[0] as i128 } }
    windows { [let v: Vec<i64> = (0..100).collect();] v.windows(3) => w => w[0] as i128 * w[2] as i128 }
    no_windows { [let v: Vec<i64> = (0..2).collect();] v.windows(3) => w => w[0] as i128 }
    skip_and_take { [let v: Vec<i64> = (0..100).collect();] v.iter().skip(3).take(50).skip(2) => n => *n as i128 }
    skip_of_all_but_what_is_not_counted { [] (0..=usize::MAX).skip(usize::MAX) => n => n as i128 }
    skip_of_all_but_the_first_backwards { [] (isize::MIN..=isize::MAX).rev().skip(usize::MAX) => n => n as i128 }
    skip_of_many_wide_numbers { [] (0..u128::MAX).skip(usize::MAX).take(10) => n => n as i128 }
    skip_of_many_twice { [] (5_u128..).skip(usize::MAX - 9).skip(usize::MAX).take(10).step_by(3) => n => n as i128 }
    skip_of_many_that_repeat { [] std::iter::repeat(7_u8).skip(usize::MAX).take(20) => n => n as i128 }
    skip_of_many_in_a_chain { [let v = [(); usize::MAX];] v.iter().chain(&v).skip(usize::MAX).take(4).enumerate() => (n, _) => n as i128 }
    skip_of_many_in_a_zip { [] (0..=usize::MAX).skip(usize::MAX).zip([3, 4]) => (n, m) => n as i128 + m }
    skip_in_a_chain { [] (0..=usize::MAX).skip(usize::MAX).chain(3..9) => n => n as i128 }
    skip_of_an_inclusive_range { [] (2..=90_usize).skip(5).step_by(2) => n => n as i128 }
    skip_of_all { [let v: Vec<i64> = (0..10).collect();] v.iter().skip(30) => n => *n as i128 }
    take_of_more { [let v: Vec<i64> = (0..10).collect();] v.iter().take(30) => n => *n as i128 }
    chain { [let v: Vec<i64> = (0..10).collect();] v.iter().chain(&v[4..]).chain(&v[9..]) => n => *n as i128 }
    map { [let v: Vec<i64> = (0..100).collect();] v.iter().map(|n| n * 3) => n => n as i128 }
    map_backwards { [let v: Vec<i64> = (0..100).collect();] v.iter().map(|n| n * 3).rev() => n => n as i128 }
    map_of_a_zip { [let v: Vec<i64> = (0..100).collect();] v.iter().zip(&v[50..]).map(|(a, b)| a * b) => n => n as i128 }
    map_of_a_zip_with_numbers { [let v: Vec<i64> = (0..100).collect();] (7_i64..).zip(v.iter().skip(1)).map(|(a, b)| a * b) => n => n as i128 }
    map_of_a_zip_with_what_repeats { [let v: Vec<i64> = (0..100).collect();] std::iter::repeat(3_i64).zip(v).map(|(a, b)| a * b) => n => n as i128 }
    map_of_an_uneven_zip_backwards { [let v: Vec<i64> = (0..100).collect();] v[30..].iter().zip(&v).map(|(a, b)| a * b).rev() => n => n as i128 }
    uneven_zip_backwards { [let v: Vec<i64> = (0..100).collect();] v.iter().zip(&v[30..]).rev() => (a, b) => (a * b) as i128 }
    uneven_zip_with_copies_backwards { [let v: Vec<i64> = (0..100).collect();] v.iter().copied().zip(&v[30..]).rev() => (a, b) => (a * b) as i128 }
    map_of_every_third { [let v: Vec<i64> = (0..100).collect();] v.iter().step_by(3).map(|n| n * 3).take(20) => n => n as i128 }
    map_of_all_but_three { [let v: Vec<i64> = (0..100).collect();] v.iter().skip(3).map(|n| n * 3).rev() => n => n as i128 }
    map_of_what_is_behind_all_that_is_counted { [] (0..=usize::MAX).skip(usize::MAX).map(|n| n ^ 1) => n => n as i128 }
    zip_by_value { [let v: Vec<i64> = (0..100).collect();] v.clone().into_iter().zip(v) => (a, b) => (a * b) as i128 }
    zip_with_what_repeats { [let v: Vec<i64> = (0..100).collect();] std::iter::repeat(3_i64).zip(&v) => (a, b) => (a * b) as i128 }
    bytes { [] "hé wörld".bytes() => b => b as i128 }
    letters { [] "hé wörld, ça va? 你好 🎉🎉".chars() => c => c as i128 }
    letters_backwards { [] "hé wörld, ça va? 你好 🎉🎉".chars().rev() => c => c as i128 }
    indexed_letters { [] "hé wörld, ça va? 你好 🎉🎉".char_indices() => (i, c) => c as i128 * i as i128 }
    started_inclusive_range { [let mut r = 3..=9_u8; let _first = r.next();] r => n => n as i128 }
    exhausted_inclusive_range { [let mut r = 3..=3_u8; let _first = r.next();] r => n => n as i128 }
    started_iterator { [let v: Vec<i64> = (0..100).collect(); let mut i = v.iter().enumerate(); let _first = i.next();] i => (i, n) => *n as i128 + i as i128 }
    repeated { [let mut n = 0;] std::iter::repeat(4_i64).take(20) => m => { n += 1; m as i128 + n } }
}

/// A closure is called once for each item, when it is drawn.
#[test]
fn map_is_called_once_for_each_item_in_order() {
    #[cancellable(every = 3)]
    fn annotated(calls: &RefCell<Vec<u32>>, log: &mut [u32; 10]) -> Result<(), Cancelled> {
        let mut at = 0;
        for n in (0..10).map(|n| {
            calls.borrow_mut().push(n);
            n
        }) {
            log[at] = n;
            at += 1;
        }
        Ok(())
    }
    let (calls, mut log) = (RefCell::default(), [0; 10]);
    annotated(&calls, &mut log).unwrap();
    assert_eq!(*calls.borrow(), log);
}

#[test]
fn leaf_map_is_called_once_for_each_item() {
    #[cancellable(every = 3)]
    fn annotated() -> Result<(u32, u32), Cancelled> {
        let (mut calls, mut sum) = (0, 0);
        for n in [1, 2, 3, 4, 5, 6, 7, 8].iter().map(|n| {
            calls += 1;
            n * 10
        }) {
            sum += n;
        }
        Ok((calls, sum))
    }
    assert_eq!(annotated().unwrap(), (8, 360));
}

/// So it is behind `zip`, `skip` and `step_by`, of which a part has more items than they give, and where the loop is left early.
#[test]
fn leaf_map_behind_a_zip_is_called_once_for_each_item() {
    macro_rules! calls { ($($attribute:tt)*) => {{
        $($attribute)* fn counted() -> Result<[u32; 4], Cancelled> {
            let (long, short) = ([1_u32; 50], [1_u32; 20]);
            let (mut zipped, mut skipped, mut stepped, mut left) = (0, 0, 0, 0);
            for n in long.iter().zip(&short).map(|(a, b)| { zipped += 1; a + b }) { let _ = n; }
            for n in long.iter().skip(7).map(|a| { skipped += 1; a + 1 }) { let _ = n; }
            for n in long.iter().step_by(7).map(|a| { stepped += 1; a + 1 }) { let _ = n; }
            let mut turns = 0;
            for n in long.iter().zip(short.iter().copied()).map(|(a, b)| { left += 1; a + b }) {
                turns += n;
                if turns == 22 { break; }
            }
            Ok([zipped, skipped, stepped, left])
        }
        counted().unwrap()
    }}}
    let plain = calls!();
    assert_eq!(plain, [20, 43, 8, 11]);
    assert_eq!(calls!(#[cancellable]), plain);
    assert_eq!(calls!(#[cancellable(every = 3)]), plain);
}

/// What is left in a borrowed iterator after `break` is what was left before.
#[test]
fn borrowed_iterator_keeps_what_was_not_drawn() {
    #[cancellable(every = 3)]
    fn annotated(items: &mut std::ops::Range<u32>) -> Result<(), Cancelled> {
        for n in items.by_ref() {
            if n == 4 {
                break;
            }
        }
        for n in &mut *items {
            if n == 6 {
                break;
            }
        }
        Ok(())
    }
    let mut items = 0..10;
    annotated(&mut items).unwrap();
    assert_eq!(items, 7..10);
}

fn panics<R>(work: impl FnOnce() -> R) -> bool {
    std::panic::set_hook(Box::new(|_| {}));
    let panicked = catch_unwind(AssertUnwindSafe(work)).is_err();
    let _ = std::panic::take_hook();
    panicked
}

/// `250u8..` runs into the end of its type as it did: in a build with overflow checks, a panic.
#[test]
fn range_that_overflows_does_as_it_did() {
    fn plain() -> Result<u32, Cancelled> {
        let mut sum = 0;
        for n in 250_u8.. {
            sum += u32::from(n);
            if n == 3 {
                break;
            }
        }
        Ok(sum)
    }
    #[cancellable]
    fn annotated() -> Result<u32, Cancelled> {
        let mut sum = 0;
        for n in 250_u8.. {
            sum += u32::from(n);
            if n == 3 {
                break;
            }
        }
        Ok(sum)
    }
    if panics(plain) {
        assert!(panics(annotated));
    } else {
        assert_eq!(annotated().unwrap(), plain().unwrap());
    }
}

#[test]
fn overflow_in_a_body_is_still_found() {
    #[cancellable]
    fn annotated(limit: u8) -> Result<u8, Cancelled> {
        let mut sum = 250_u8;
        for n in 0..limit {
            sum += n;
        }
        Ok(sum)
    }
    assert_eq!(panics(|| annotated(10)), cfg!(debug_assertions));
}

#[test]
fn index_out_of_bounds_is_still_found() {
    #[cancellable]
    fn annotated(numbers: &[u32], count: usize) -> Result<u32, Cancelled> {
        let mut sum = 0;
        for i in 0..count {
            sum += numbers[i];
        }
        Ok(sum)
    }
    assert!(panics(|| annotated(&[1, 2, 3], 4)));
    assert_eq!(annotated(&[1, 2, 3], 3).unwrap(), 6);
}
