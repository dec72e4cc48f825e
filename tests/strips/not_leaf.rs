//! The rows of "is not leaf" in `docs/leaf-loops.md`.

use std::collections::{HashMap, HashSet};
use std::future::{Future, ready};
use std::iter::{Map, from_fn};
use std::pin::pin;
use std::slice;
use std::task::{Context, Waker};

use safepoint::{CancelToken, Cancelled, cancellable};
use safepoint_tests::{count_checkpoints, count_checkpoints_with};

use super::{FORCED, TURNS, touch};

not_leaf! {
    // Bodies.
    call { for n in 0..TURNS { touch(n); } }
    call_of_a_method { let mut v = Vec::new(); for n in 0..TURNS { v.push(n); } }
    expect_of_others { struct Other; impl Other { fn expect(&self, n: usize) -> usize { touch(n) } } let mut a = 0; for n in 0..TURNS { a ^= Other.expect(n); } }
    log_of_others { struct Other; impl Other { fn log(&self, n: usize) -> usize { touch(n) } } let mut a = 0; for n in 0..TURNS { a ^= Other.log(n); } }
    round_of_others { struct Other; impl Other { fn round(&self) -> usize { touch(1) } } let mut a = 0; for n in 0..TURNS { a ^= Other.round(); } }
    last_of_others { struct Other; impl Other { fn last(&self) -> usize { touch(1) } } let mut a = 0; for n in 0..TURNS { a ^= Other.last(); } }
    call_of_a_closure { let f = |n| n; for n in 0..TURNS { f(n); } }
    call_in_a_branch { for n in 0..TURNS { if n == TURNS { touch(n); } } }
    call_in_an_index { let mut v = vec![0; 1]; for n in 0..TURNS { v[touch(0)] = n; } }
    functions_that_are_called_as_others { let mut a = 0; for n in 0..TURNS { a ^= std::cmp::min(n, 3); } }
    bytes_of_a_number { let mut a = 0; for n in 0..TURNS { a ^= n.to_le_bytes()[0]; } }
    comparison_that_is_called { let mut a = 0; for n in 0..TURNS { if n.cmp(&3).is_lt() { a += 1; } } }
    continued_by_its_label { let mut a = 0; 'outer: for n in 0..TURNS { for k in 0..3 { if n % 5 == k { continue 'outer; } } a ^= n; } }
    tuples_of_seven { let v = vec![(1_u8, 2_u8, 3_u8, 4_u8, 5_u8, 6_u8, 7_u8); TURNS]; let mut a = 0; for (x, ..) in v { a ^= x; } }
    structures_copied { #[derive(Clone, Copy)] struct One(u8); let v = vec![One(1); TURNS]; let mut a = 0; for One(x) in v.iter().copied() { a ^= x; } }
    macro_call { for n in 0..TURNS { assert!(n < TURNS); } }
    closure { for n in 0..TURNS { let _unused = || n; } }
    item { let mut a = 0; for n in 0..TURNS { const ONE: usize = 1; a += n ^ ONE; } }
    method_of_a_known_name_with_other_arguments {
        struct Lengths;
        impl Lengths { fn len(&self, n: usize) -> usize { touch(n) } }
        let mut a = 0;
        for n in 0..TURNS { a ^= Lengths.len(n); }
    }
    text_that_is_ascii { let text = "abc"; let mut a = 0; for n in 0..TURNS { if text.is_ascii() { a ^= n; } } }
    rotation_of_a_slice { let mut v = [1_u8, 2, 3]; for n in 0..TURNS { v.rotate_left(1); } }
    rotation_of_a_slice_in_a_branch { let mut v = [1_u8, 2, 3]; for n in 0..TURNS { if n % 2 == 0 { v.rotate_left(1) } else { v.rotate_right(1) } } }
    rotation_of_a_slice_in_parentheses { let mut v = [1_u8, 2, 3]; for n in 0..TURNS { (v.rotate_left(1)); } }
    rotation_of_a_slice_in_an_arm { let mut v = [1_u8, 2, 3]; for n in 0..TURNS { match n % 2 { 0 => v.rotate_left(1), _ => v.rotate_right(1) } } }
    constructor_of_the_users { #[derive(Clone, Copy)] struct Number(usize); let mut a = Number(0); for n in 0..TURNS { a = Number(n + a.0); } }
    format_string { let mut s = String::new(); for n in 0..TURNS { s = format!("{n}"); } }

    // Headers.
    chars_of_a_string { let s = "ä".repeat(TURNS); let mut sum = 0; for c in s.chars() { sum ^= c as u32; } }
    map_of_a_function_on_a_written_range { let mut a = 0; for n in (0..50_000).map(touch) { a ^= n; } }
    some_of_an_unknown_iterator { let mut n = 0; let mut a = 0; for m in from_fn(|| { n += 1; Some(n) }).take(50_000) { a ^= m; } }
    iterator_of_the_users { let mut n = 0; let items = from_fn(|| { n += 1; (n <= TURNS).then_some(n) }); let mut a = 0; for n in items { a ^= n; } }
    boxed_iterator { let items: Box<dyn Iterator<Item = usize>> = Box::new(0..TURNS); let mut a = 0; for n in items { a ^= n; } }
    borrowed_iterator { let mut items = 0..TURNS; let mut a = 0; for n in items.by_ref() { a ^= n; } }
    iterator_of_a_type_of_the_users { struct Up(usize); impl Iterator for Up { type Item = usize; fn next(&mut self) -> Option<usize> { self.0 += 1; (self.0 < TURNS).then_some(self.0) } } let mut a = 0; for n in Up(0) { a ^= n; } }
    letters_with_their_indices { let s = "ä".repeat(TURNS); let mut a = 0; for (i, c) in s.char_indices() { a ^= i ^ c as usize; } }
    set { let set: HashSet<_> = (0..TURNS).collect(); let mut a = 0; for n in &set { a ^= n; } }
    map_of_keys { let map: HashMap<_, _> = (0..TURNS).map(|n| (n, n)).collect(); let mut a = 0; for (n, m) in &map { a ^= n ^ m; } }
    filter { let mut a = 0; for n in (0..TURNS).filter(|n| *n < TURNS) { a ^= n; } }
    map_that_calls { let mut a = 0; for n in (0..TURNS).map(|n| touch(n)) { a ^= n; } }
    map_from_a_variable { let items = (0..TURNS).map(|n| touch(n)); let mut a = 0; for n in items { a ^= n; } }
    map_of_a_map_from_a_variable { let items = (0..TURNS).map(|n| touch(n)); let mut a = 0; for n in items.map(|n| n + 1) { a ^= n; } }
    map_of_a_function { let mut a = 0; for n in (0..TURNS).map(touch) { a ^= n; } }
    map_before_a_zip { let mut a = 0; for (n, m) in (0..TURNS).map(|n| n + 1).zip(0..TURNS) { a ^= n ^ m; } }
    map_before_step_by { let mut a = 0; for n in (0..TURNS * 2).map(|n| n + 1).step_by(2) { a ^= n; } }
    map_before_skip { let mut a = 0; for n in (0..TURNS + 2).map(|n| n + 1).skip(2) { a ^= n; } }
    map_before_a_zip_before_a_map_of_a_function { let mut a = 0; for (n, m) in (0..TURNS).map(|n| n + 1).zip(0..TURNS).map(touch) { a ^= n ^ m; } }
    map_in_an_argument { let mut a = 0; for n in (0..5).chain((0..TURNS - 5).map(|n| n + 1)) { a ^= n; } }
    map_before_what_makes_no_iterator { let items = (0..TURNS).map(touch); let mut a = 0; for n in Some(0).map(|_| items).unwrap() { a ^= n; } }
    two_maps { let mut a = 0; for n in (0..TURNS).map(|n| n + 1).map(|n| n + 1) { a ^= n; } }
    items_that_own { let v = vec![String::new(); TURNS]; let mut a = 0; for s in v { a += s.len(); } }
    clones_of_what_owns { let v = vec![String::new(); TURNS]; let mut a = 0; for s in v.iter().cloned() { a += s.len(); } }
    items_that_are_known_to_own_later { let mut v = vec![Default::default(); TURNS]; let mut a = 0; for s in v.clone() { a += 1; } v.push(String::new()); }
    clones_that_are_known_to_own_later { let mut v = vec![Default::default(); TURNS]; let mut a = 0; for s in v.iter().cloned() { a += 1; } v.push(String::new()); }
    collection_that_is_known_to_be_a_set_later { let set = (0..TURNS).collect(); let mut a = 0; for n in &set { a ^= n; } let _: HashSet<usize> = set; }

    // Loops.
    while_that_calls { let mut n = 0; while touch(n) < TURNS { n += 1; } }
    endless_loop_that_calls { let mut n = 0; loop { n += 1; if touch(n) == TURNS { break; } } }
    while_let_that_calls { let mut v = vec![1; TURNS]; while let Some(x) = v.pop() { touch(x); } }
    endless_loop_with_a_heavy_body { let (mut n, mut a) = (0, 0.7_f64); loop { a = a.sin().sin().sin().sin().sin().sin().sin().sin(); n += 1; if n == TURNS { break; } } }
    endless_loop_that_divides { let (mut n, mut rest) = (0, usize::MAX); loop { rest /= 3; n += 1; if n == TURNS { break; } } }
    while_with_a_heavy_body { let (mut n, mut a) = (TURNS, 0.7_f64); while a < 2.0 { a = a.sin().sin().sin().sin().sin().sin().sin().sin(); n -= 1; if n == 0 { a = 3.0; } } }
    endless_loop_with_a_loop_in_it { let mut n = 0; loop { n += 1; let mut m = 0; while m < n % 3 { m += 1; } if n == TURNS { break; } } }
    every_one { let mut a = 0; #[checkpoint(every = 1)] for n in 0..TURNS { a ^= n; } }
}

/// Only `Iterator` is known of the type.
#[test]
fn generic_iterator() {
    #[cancellable]
    fn sum(items: impl Iterator<Item = u64>) -> Result<u64, Cancelled> {
        let mut sum = 0;
        for n in items {
            sum += n;
        }
        Ok(sum)
    }
    assert!(count_checkpoints(|| sum(0..TURNS as u64)) >= TURNS as u64);
}

/// The closure in a `Map` that comes from elsewhere is anybody's.
#[test]
fn map_as_a_parameter() {
    #[cancellable]
    fn sum(items: Map<slice::Iter<'_, u32>, fn(&u32) -> u32>) -> Result<u32, Cancelled> {
        let mut sum = 0;
        for n in items {
            sum += n;
        }
        Ok(sum)
    }
    let numbers = vec![1; TURNS];
    let count = count_checkpoints(|| sum(numbers.iter().map(|n| touch(*n))));
    assert!(count >= TURNS as u64);
}

/// What gets its type later may count all the same: ranges do.
#[test]
fn range_whose_type_comes_later_is_leaf() {
    let count = checkpoints! { []
        let bound = "50000".parse().unwrap();
        let mut a = 0;
        for n in 0..bound { a ^= n; }
        let _: usize = a;
    };
    assert!(FORCED || count < 100, "{count} checkpoints");
}

/// What awaits may wait. (The checks of the awaits are left out: those of the loop are what is counted.)
#[test]
fn loop_that_awaits() {
    #[cancellable(awaits = false)]
    async fn count(token: CancelToken) -> Result<usize, Cancelled> {
        let mut sum = 0;
        for n in 0..TURNS {
            sum ^= ready(n).await;
        }
        Ok(sum)
    }
    let count = count_checkpoints_with(|token| {
        let mut future = pin!(count(token.clone()));
        let polled = future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        assert!(polled.is_ready());
    });
    assert_eq!(count, 1 + TURNS as u64 + 1);
}

/// References to what owns something: their operators may be a big number's.
#[test]
fn references_to_what_owns_have_short_strips() {
    struct BigInt(Box<[u32]>);
    let strings = checkpoints! { []
        let v = vec![String::new(); TURNS];
        let mut a = 0;
        for s in &v { a += s.len(); }
        let _ = a;
    };
    let vectors = checkpoints! { []
        let v = vec![vec![1]; TURNS];
        let mut a = 0;
        for x in v.iter() { a += x[0]; }
        let _ = a;
    };
    let numbers = checkpoints! { []
        let mut v: Vec<BigInt> = (0..TURNS).map(|_| BigInt(Box::new([1]))).collect();
        for (i, x) in v.iter_mut().enumerate() { x.0[0] = i as u32; }
    };
    for count in [strings, vectors, numbers] {
        assert!(
            FORCED || count == 1 + TURNS as u64 / 16,
            "{count} checkpoints"
        );
    }
}
