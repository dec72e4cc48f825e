//! `every = 1`: a check at each iteration of loops of every shape, whatever the length of strips.

use super::touch;

/// What a loop of each shape checks: `[before the turns and at each of them]`, counted by hand.
macro_rules! every_one {
    ($sum:ident; $($name:ident: $expected:literal { [$($setup:tt)*] $($body:tt)* })*) => {$(
        #[test]
        #[allow(unused_mut, unused_variables, unused_assignments, reason = "the shape is what counts")]
        fn $name() {
            // One more at the entry.
            let of_function = checkpoints! { [every = 1] let mut $sum = 0_usize; $($setup)* $($body)* };
            let of_loop = checkpoints! { []
                let mut $sum = 0_usize;
                $($setup)*
                #[checkpoint(every = 1)] $($body)*
            };
            assert_eq!([of_function, of_loop], [1 + $expected; 2]);
        }
    )*};
}

every_one! { a;
    range: 101 { [] for n in 0..100 { a ^= n; } }
    range_of_a_written_length: 4 { [] for n in 0..3 { a ^= n; } }
    empty_range: 1 { [] for n in 5..5 { a ^= n; } }
    inclusive_range: 102 { [] for n in 0..=100 { a ^= n; } }
    range_backwards: 101 { [] for n in (0..100).rev() { a ^= n; } }
    range_of_chars: 27 { [] for c in 'a'..='z' { a ^= c as usize; } }
    range_without_end: 101 { [] for n in 0.. { if n == 100 { break; } a ^= n; } }
    stepped_range: 35 { [] for n in (0..100).step_by(3) { a ^= n; } }
    slice: 101 { [let v = vec![1; 100];] for x in v.iter() { a ^= x; } }
    mutable_slice: 101 { [let mut v = vec![1; 100];] for x in &mut v { *x += 1; } }
    vector_by_value: 101 { [let v = vec![1; 100];] for x in v { a ^= x; } }
    array_by_value: 101 { [] for x in [1; 100] { a ^= x; } }
    reference_to_an_array: 4 { [let v = [1; 3];] for x in &v { a ^= x; } }
    references_to_what_owns: 101 { [let v = vec![String::new(); 100];] for s in &v { a ^= s.len(); } }
    zip: 101 { [let v = vec![1; 100];] for (x, y) in v.iter().zip(&v) { a ^= x & y; } }
    enumerate: 101 { [let v = vec![1; 100];] for (i, x) in v.iter().enumerate() { a ^= i * x; } }
    chunks: 16 { [let v = vec![1; 100];] for c in v.chunks(7) { a ^= c.len(); } }
    chunks_exact: 15 { [let v = vec![1; 100];] for c in v.chunks_exact(7) { a ^= c.len(); } }
    chunks_from_the_end: 16 { [let mut v = vec![1; 100];] for c in v.rchunks(7) { a ^= c.len(); } }
    windows: 100 { [let v = vec![1; 100];] for w in v.windows(2) { a ^= w[0]; } }
    skip_and_take: 51 { [let v = vec![1; 100];] for x in v.iter().skip(10).take(50) { a ^= x; } }
    chain: 201 { [let v = vec![1; 100];] for x in v.iter().chain(&v) { a ^= x; } }
    map: 101 { [let v = vec![1; 100];] for x in v.iter().map(|x| x * 2) { a ^= x; } }
    bytes: 101 { [let s = "a".repeat(100);] for b in s.bytes() { a ^= b as usize; } }
    chars: 101 { [let s = "ä".repeat(100);] for c in s.chars() { a ^= c as usize; } }
    while_by_index: 101 { [let (v, mut i) = (vec![1; 100], 0);] while i < v.len() { a ^= v[i]; i += 1; } }
    while_that_counts_down: 101 { [let mut n = 100;] while n > 0 { n -= 1; } }
    while_that_looks_at_data: 100 { [let (v, mut i) = (vec![1; 100], 0);] while i < 99 && v[i] == 1 { i += 1; } }
    while_that_counts_nothing: 9 { [let mut n = 6;] while n != 1 { n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 }; } }
    while_let: 101 { [let v = [1; 100]; let mut rest = &v[..];] while let [_, others @ ..] = rest { rest = others; } }
    endless_loop: 100 { [let mut n = 0;] loop { n += 1; if n == 100 { break; } } }
    loop_that_calls: 101 { [] for n in 0..100 { touch(n); } }
    break_and_continue: 52 { [] 'own: for n in 0..100 { if n % 2 == 0 { continue 'own; } if n > 50 { break 'own; } a ^= n; } }
}

/// Of a function, it holds for loops in loops too.
macro_rules! nested {
    ($sum:ident; $($name:ident: $expected:literal { $($body:tt)* })*) => {$(
        #[test]
        #[allow(unused_mut, reason = "the shape is what counts")]
        fn $name() {
            let count = checkpoints! { [every = 1] let mut $sum = 0_usize; $($body)* let _ = $sum; };
            assert_eq!(count, 1 + $expected);
        }
    )*};
}

nested! { a;
    written_loops_in_a_range: 511 { for n in 0..102 { for k in 0..3 { a ^= n * k; } } }
    long_loops_in_a_range: 1041 { for n in 0..10 { for k in 0..102 { a ^= n * k; } } }
    loops_in_a_while: 511 { let mut n = 0; while n < 102 { for k in 0..3 { a ^= n * k; } n += 1; } }
    while_in_an_endless_loop: 510 { let mut n = 0; loop { let mut k = 0; while k < 3 { k += 1; } n += 1; if n == 102 { break; } } }
    loops_over_chunks: 61 { let v = vec![1; 32]; for c in v.chunks_exact(4) { for x in c { a ^= x; } } a ^= 1; for n in 0..11 { a ^= n; } }
}

/// The loop around may be left as it is.
#[test]
fn inner_loop_alone() {
    let count = checkpoints! { []
        let mut a = 0;
        for n in 0..10 { #[checkpoint(every = 1)] for k in 0..3 { a ^= n * k; } }
        let _ = a;
    };
    assert_eq!(count, 1 + 11 + 10 * 4);
}
