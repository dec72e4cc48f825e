//! Loops over what gets its type from nothing but a cast behind them: the compiler looks at casts in their order, so ours must
//! come last. The body is then a block in another one, and means what it meant.

use std::any::type_name;
use std::collections::BTreeSet;
use std::convert::Infallible;

use safepoint::{Cancelled, cancellable};

use super::same::{Seen, ready};

fn seen<T>(sum: u64, _: &T) -> Seen {
    (sum, type_name::<T>())
}

fn takes_rows(rows: &[Vec<String>]) -> u64 {
    rows.len() as u64
}

same! {
    cast_of_a_slice { let a = [const { Vec::new() }; 2]; let mut n = 1; for row in a.clone() { for _ in row { n += 1; } } let b = &a as &[Vec<String>]; Ok(seen(n, &a)) }
    cast_to_what_an_argument_is { let v = vec![Vec::new(); 2]; let mut n = 0; for _ in v.clone() { n += 1; } n += takes_rows(&v as &Vec<_>); Ok(seen(n, &v)) }
    cast_at_the_end { let v = vec![Vec::new(); 2]; let mut n = 0; for _ in v.clone() { n += 1; } Ok(seen(n, &(v as Vec<Vec<String>>))) }
    cast_to_a_function_pointer { let f = |v| { drop(v); 1 }; let v = Vec::new(); let mut n = 1; for _ in v.clone() { n += 1; } let g = f as fn(Vec<String>) -> u64; n += f(v.clone()); Ok(seen(n, &v)) }
    cast_to_a_boxed_function { let f = |v| { drop(v); 1 }; let v = Vec::new(); let mut n = 1; for _ in v.clone() { n += 1; } n += f(v.clone()); let g = Box::new(f) as Box<dyn Fn(Vec<String>) -> u64>; Ok(seen(n, &v)) }
    cast_to_a_raw_pointer { let v = Vec::new(); let mut n = 1; for _ in v.clone() { n += 1; } let p = &v as *const Vec<String>; Ok(seen(n, &v)) }
    cast_to_numbers { let v = vec![Default::default(); 3]; let mut n = 0; for x in v.clone() { n += 1; } let p = &v as *const Vec<u16>; Ok(seen(n, &v)) }
    cast_to_another_collection { let s = [1_u64, 2].into_iter().collect(); let mut n = 0; for x in &s { n += x; } let p = &s as *const BTreeSet<u64>; Ok(seen(n, &s)) }
    cast_within_the_loop { let v = vec![None; 3]; let mut n = 0; for x in v.clone() { n += 1; if n == 9 { let y = x as Option<String>; } } Ok(seen(n, &v)) }
    cast_behind_nested_loops { let v = Vec::new(); let mut n = 0; for i in 0..4 { for _ in v.clone() { n += 1; } for j in 0..i { n += j; } } let p = &v as *const Vec<String>; Ok(seen(n, &v)) }
    cast_behind_loops_in_leaf_loops { let rows = vec![vec![None; 3]; 2]; let mut n = 0; for row in &rows { for x in row { n += 1; } for i in 0..n { n += i & 1; } } let p = &rows as *const Vec<Vec<Option<String>>>; Ok(seen(n, &rows)) }
    cast_behind_a_closure_in_a_header { let v = vec![None; 3]; let mut n = 0; for x in v.clone().into_iter().map(|x| (x, 1)) { n += x.1; } let p = &v as *const Vec<Option<String>>; Ok(seen(n, &v)) }
    cast_in_a_macro { let v = Vec::new(); let mut n = 1; for _ in v.clone() { n += 1; } assert!((&v as &Vec<String>).is_empty()); Ok(seen(n, &v)) }
    cast_between_loops { let v = vec![None; 2]; let mut n = 0; for _ in v.clone() { n += 1; } let p = &v as *const Vec<Option<String>>; for _ in v.clone() { n += 1; } for x in v.iter() { n += 1; } Ok(seen(n, &v)) }
    return_behind_a_cast { let v = vec![None; 2]; let mut n = 0; for _ in v.clone() { n += 1; } let p = &v as *const Vec<Option<String>>; return Ok(seen(n, &v)); }
}

#[test]
fn result_of_a_closure_is_inferred() {
    #[cancellable(on_cancel = unwind)]
    fn annotated() -> (u64, Box<dyn Fn() -> u64>) {
        let count = || {
            let v = vec![None; 2];
            let mut n = 0;
            for _ in v.clone() {
                n += 1;
            }
            let _ = &raw const v as *const Vec<Option<String>>;
            n
        };
        let made = || {
            let mut n = 0_u64;
            for i in 0..4 {
                n += i;
            }
            Box::new(move || n) as Box<dyn Fn() -> u64>
        };
        (count(), made())
    }
    let (count, made) = annotated();
    assert_eq!((count, made()), (2, 6));
}

#[test]
fn body_that_never_ends() {
    #[cancellable]
    fn annotated(turns: u64) -> Result<Infallible, Cancelled> {
        let v = Vec::new();
        let mut n = turns;
        for _ in v.clone() {
            n += 1;
        }
        let _ = &raw const v as *const Vec<String>;
        std::panic::resume_unwind(Box::new(n))
    }
    let payload = std::panic::catch_unwind(|| annotated(3)).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&3_u64));
}

#[test]
fn opaque_result() {
    #[cancellable]
    fn annotated(limit: u64) -> Result<impl Iterator<Item = u64>, Cancelled> {
        let mut sum = 0;
        for n in 0..limit {
            sum += n;
        }
        let add = (|n| n + 1) as fn(u64) -> u64;
        Ok((0..sum).map(add))
    }
    assert_eq!(annotated(3).unwrap().collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn end_is_coerced() {
    #[cancellable]
    fn annotated(numbers: &mut [u64]) -> Option<&dyn std::fmt::Debug> {
        for n in numbers.iter_mut() {
            *n += 1;
        }
        let first = &raw const numbers[0] as *const u64 as *const u8;
        if first.is_null() {
            None
        } else {
            Some(&numbers[0])
        }
    }
    assert_eq!(format!("{:?}", annotated(&mut [1, 2]).unwrap()), "2");
}
