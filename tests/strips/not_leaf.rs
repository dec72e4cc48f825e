//! The rows of "is not leaf" in `docs/leaf-loops.md`.

use std::collections::HashSet;
use std::iter::{Map, from_fn};
use std::slice;

use safepoint::{Cancelled, cancellable};
use safepoint_tests::count_checkpoints;

use super::{TURNS, touch};

not_leaf! {
    // Bodies.
    call { for n in 0..TURNS { touch(n); } }
    call_of_a_method { let mut v = Vec::new(); for n in 0..TURNS { v.push(n); } }
    call_of_a_closure { let f = |n| n; for n in 0..TURNS { f(n); } }
    call_in_a_branch { for n in 0..TURNS { if n == TURNS { touch(n); } } }
    call_in_an_index { let mut v = vec![0; 1]; for n in 0..TURNS { v[touch(0)] = n; } }
    macro_call { for n in 0..TURNS { assert!(n < TURNS); } }
    closure { for n in 0..TURNS { let _unused = || n; } }
    constructor_of_the_users { #[derive(Clone, Copy)] struct Number(usize); let mut a = Number(0); for n in 0..TURNS { a = Number(n + a.0); } }
    format_string { let mut s = String::new(); for n in 0..TURNS { s = format!("{n}"); } }

    // Headers.
    chars_of_a_string { let s = "ä".repeat(TURNS); let mut sum = 0; for c in s.chars() { sum ^= c as u32; } }
    map_of_a_function_on_a_written_range { let mut a = 0; for n in (0..50_000).map(touch) { a ^= n; } }
    some_of_an_unknown_iterator { let mut n = 0; let mut a = 0; for m in from_fn(|| { n += 1; Some(n) }).take(50_000) { a ^= m; } }
    iterator_of_the_users { let mut n = 0; let items = from_fn(|| { n += 1; (n <= TURNS).then_some(n) }); let mut a = 0; for n in items { a ^= n; } }
    boxed_iterator { let items: Box<dyn Iterator<Item = usize>> = Box::new(0..TURNS); let mut a = 0; for n in items { a ^= n; } }
    borrowed_iterator { let mut items = 0..TURNS; let mut a = 0; for n in items.by_ref() { a ^= n; } }
    set { let set: HashSet<_> = (0..TURNS).collect(); let mut a = 0; for n in &set { a ^= n; } }
    filter { let mut a = 0; for n in (0..TURNS).filter(|n| *n < TURNS) { a ^= n; } }
    map_that_calls { let mut a = 0; for n in (0..TURNS).map(|n| touch(n)) { a ^= n; } }
    map_from_a_variable { let items = (0..TURNS).map(|n| touch(n)); let mut a = 0; for n in items { a ^= n; } }
    map_of_a_map_from_a_variable { let items = (0..TURNS).map(|n| touch(n)); let mut a = 0; for n in items.map(|n| n + 1) { a ^= n; } }
    map_of_a_function { let mut a = 0; for n in (0..TURNS).map(touch) { a ^= n; } }
    items_that_own { let v = vec![String::new(); TURNS]; let mut a = 0; for s in v { a += s.len(); } }
    clones_of_what_owns { let v = vec![String::new(); TURNS]; let mut a = 0; for s in v.iter().cloned() { a += s.len(); } }
    items_that_are_known_to_own_later { let mut v = vec![Default::default(); TURNS]; let mut a = 0; for s in v.clone() { a += 1; } v.push(String::new()); }
    clones_that_are_known_to_own_later { let mut v = vec![Default::default(); TURNS]; let mut a = 0; for s in v.iter().cloned() { a += 1; } v.push(String::new()); }
    collection_that_is_known_to_be_a_set_later { let set = (0..TURNS).collect(); let mut a = 0; for n in &set { a ^= n; } let _: HashSet<usize> = set; }

    // Loops.
    while_that_calls { let mut n = 0; while touch(n) < TURNS { n += 1; } }
    endless_loop_that_calls { let mut n = 0; loop { n += 1; if touch(n) == TURNS { break; } } }
    while_let_that_calls { let mut v = vec![1; TURNS]; while let Some(x) = v.pop() { touch(x); } }
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

/// References to what owns something: their operators may be a big number's.
#[test]
fn references_to_what_owns_have_short_strips() {
    let count = checkpoints! { []
        let v = vec![String::new(); TURNS];
        let mut a = 0;
        for s in &v { a += s.len(); }
        let _ = a;
    };
    assert!(count >= TURNS as u64 / 16, "{count} checkpoints");
}
