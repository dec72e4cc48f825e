//! The types of leaf loops are inferred from what they were inferred from.

use std::collections::{BTreeSet, HashSet};

use safepoint::{Cancelled, cancellable};

macro_rules! inferred {
    ($($name:ident -> $result:ty { $($body:tt)* })*) => {$(
        #[test]
        fn $name() {
            fn plain() -> Result<$result, Cancelled> { $($body)* }
            #[cancellable]
            fn annotated() -> Result<$result, Cancelled> { $($body)* }
            #[cancellable(every = 2)]
            fn of_two() -> Result<$result, Cancelled> { $($body)* }
            assert_eq!(annotated().unwrap(), plain().unwrap());
            assert_eq!(of_two().unwrap(), plain().unwrap());
        }
    )*};
}

inferred! {
    late_type_of_a_sum -> u64 { let mut sum = 0; for n in 0..10 { sum += n; } Ok(sum) }
    late_type_of_an_item -> u64 { let mut sum = 0_u64; for n in 0..10 { sum += n; } Ok(sum) }
    late_type_by_a_let -> u8 { let mut last = 0; for n in 0..10 { let m: u8 = n; last = m; } Ok(last) }
    index_by_a_range -> u32 { let v = [1_u32; 10]; let mut sum = 0; for i in 0..10 { sum += v[i]; } Ok(sum) }
    index_by_an_inclusive_range -> u32 { let v = [1_u32; 10]; let mut sum = 0; for i in 0..=9 { sum += v[i]; } Ok(sum) }
    index_by_a_reversed_range -> u32 { let v = [1_u32; 10]; let mut sum = 0; for i in (0..10).rev() { sum += v[i]; } Ok(sum) }
    late_bound_of_a_reversed_range -> u64 { let n = "9".parse().unwrap(); let mut sum = 0; for i in (0..n).rev() { sum += i; } Ok(sum) }
    late_item_of_a_reversed_range -> u8 { let mut last = 0; for n in (1..10).rev() { let m: u8 = n; last = m; } Ok(last) }
    late_index_by_a_reversed_range -> u32 { let v = [1_u32; 10]; let n = 10; let mut sum = 0; for i in (0..n).rev() { sum = sum.max(v[i]) + 1; } Ok(sum + n as u32) }
    default_of_a_reversed_range -> usize { let mut sum = 0; for n in (0..10).rev() { sum -= n; } Ok(size_of_val(&sum)) }
    index_by_a_stepped_range -> u32 { let v = [1_u32; 10]; let mut sum = 0; for i in (0..10).step_by(2) { sum += v[i]; } Ok(sum) }
    index_by_an_open_range -> u32 { let v = [1_u32; 10]; let mut sum = 0; for i in 0.. { if i == 10 { break; } sum += v[i]; } Ok(sum) }
    index_of_a_vector -> u32 { let v = vec![1_u32; 10]; let mut sum = 0; for i in 0..v.len() { sum += v[i]; } Ok(sum) }
    default_of_integers -> i32 { let mut sum = 0; for n in 0..10 { sum += n; } Ok(sum + i32::from(size_of_val(&sum) == 4)) }
    unused_items -> u8 { let mut turns = 0; for _ in 0..10 { turns += 1; } Ok(turns) }
    cast_of_an_item -> f32 { let mut sum = 0.0; for n in 0..10 { sum += n as f32; } Ok(sum) }
    item_of_an_array -> u16 { let mut sum = 0; for n in [1, 2, 3] { sum += n; } Ok(sum) }
    item_of_a_vector -> u16 { let mut sum = 0; for n in vec![1, 2, 3] { sum += n; } Ok(sum) }
    vector_filled_later -> u16 { let mut v = Vec::new(); for n in v.iter() { let _: &u16 = n; } v.push(3); Ok(v[0]) }
    vector_of_late_integers -> u16 { let mut v = vec![1, 2]; for n in v.iter_mut() { *n += 1; } Ok(v[1]) }
    zip_of_late_integers -> u16 { let mut sum = 0; for (a, b) in [1, 2].iter().zip([3, 4]) { sum += a * b; } Ok(sum) }
    enumerate_of_late_integers -> u16 { let mut sum = 0; for (i, a) in [1, 2].iter().enumerate() { sum += a * i as u16; } Ok(sum) }
    copied_late_integers -> u16 { let mut sum = 0; for a in [1, 2].iter().copied() { sum += a; } Ok(sum) }
    pattern_of_a_reference -> u16 { let mut sum = 0; for &a in &[1, 2] { sum += a; } Ok(sum) }
    pattern_of_a_tuple -> u16 { let mut sum = 0; for &(a, b) in &[(1, 2), (3, 4)] { sum += a * b; } Ok(sum) }
    closure_of_a_map -> u16 { let mut sum = 0; for a in [1_u16, 2].iter().map(|n| n.wrapping_mul(3)) { sum += a; } Ok(sum) }
    closure_of_a_map_over_a_range -> u16 { let mut sum = 0; for a in (0..4).map(|n| n * 3) { sum += a; } Ok(sum) }
    bounds_of_different_kinds -> usize { let v = [0_u8; 5]; let mut sum = 0; for i in 1..v.len() - 1 { sum += i; } Ok(sum) }
    parsed_bound -> u32 { let mut sum = 0; for n in 0.."5".parse().unwrap() { sum += n; } Ok(sum) }
    method_on_a_late_item -> u32 { let mut sum = 0_u32; for n in 0..5 { sum = sum.max(n); } Ok(sum) }
    shifted_by_an_item -> u64 { let mut mask = 0; for n in 0..5 { mask |= 1_u64 << n; } Ok(mask) }
    comparison_settles_an_item -> usize { let v = [1_u8; 5]; let mut sum = 0; for i in 0..5 { if i < v.len() { sum += 1; } } Ok(sum) }
    items_of_a_slice_of_floats -> f64 { let mut sum = 0.; for x in &[1., 2.] { sum += x; } Ok(sum) }
    inner_loop_by_the_outer_item -> u8 { let mut sum = 0; for n in 0..5 { for m in 0..n { sum += m; } } Ok(sum) }
    inner_loop_over_the_outer_item -> u8 { let mut sum = 0; for row in &[[1, 2], [3, 4]] { for n in row { sum += n; } } Ok(sum) }
    while_with_late_integers -> u8 { let mut n = 0; while n < 9 { n += 2; } Ok(n) }
    range_in_a_variable -> u8 { let r = 0..9; let mut sum = 0; for n in r { sum += n; } Ok(sum) }
    range_of_references_to_bounds -> i64 { let bounds = (1, 5); let mut sum = 0; for n in bounds.0..bounds.1 { sum += n; } Ok(sum) }
}

#[test]
fn generic_function() {
    #[cancellable]
    fn sum<T: Copy + std::ops::AddAssign + Default>(items: &[T]) -> Result<T, Cancelled> {
        let mut sum = T::default();
        for item in items {
            sum += *item;
        }
        Ok(sum)
    }
    assert_eq!(sum(&[1_u8, 2, 3]).unwrap(), 6);
    assert_eq!(sum(&[0.5, 1.5]).unwrap(), 2.0);
}

#[test]
fn generic_items() {
    #[cancellable]
    fn last<I: IntoIterator>(items: I) -> Result<Option<I::Item>, Cancelled> {
        let mut last = None;
        for item in items {
            last = Some(item);
        }
        Ok(last)
    }
    assert_eq!(last(0..5).unwrap(), Some(4));
    assert_eq!(last(vec![String::from("a")]).unwrap().as_deref(), Some("a"));
}

#[test]
fn generic_array() {
    #[cancellable]
    fn sum<const N: usize>(items: [u32; N]) -> Result<u32, Cancelled> {
        let mut sum = 0;
        for item in items {
            sum += item;
        }
        for i in 0..N {
            sum += items[i];
        }
        Ok(sum)
    }
    assert_eq!(sum([1, 2, 3]).unwrap(), 12);
}

#[test]
fn references_of_the_callers_are_returned() {
    #[cancellable]
    fn find(numbers: &mut [u32], wanted: u32) -> Result<Option<&mut u32>, Cancelled> {
        for number in numbers {
            if *number == wanted {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }
    let mut numbers = [1, 2, 3];
    *find(&mut numbers, 2).unwrap().unwrap() = 9;
    assert_eq!(numbers, [1, 9, 3]);
}

// The corpus found that a loop over what gets its type later was divided by the type that it did not have yet.
inferred! {
    collection_named_later -> u32 { let set = [(1, 2), (3, 4)].into_iter().collect(); let mut sum = 0; for &(a, b) in &set { sum += a * b; } let set: BTreeSet<(u32, u32)> = set; Ok(sum + set.len() as u32) }
    collection_named_by_its_use -> usize { fn count(set: &HashSet<u8>) -> usize { set.len() } let set = [1, 2].into_iter().collect(); let mut turns = 0; for _ in &set { turns += 1; } Ok(turns + count(&set)) }
    default_named_later -> u16 { let mut items = Default::default(); let mut sum = 0; for item in &items { sum += item; } items = BTreeSet::from([3_u16]); Ok(sum + items.len() as u16) }
    parts_named_later -> i32 { let (odd, even) = (1..9).partition(|n| n % 2 == 1); let mut sum = 0; for n in &odd { sum += n; } for n in &even { sum -= n; } let _: [HashSet<i32>; 2] = [odd, even]; Ok(sum) }
    rows_named_later -> u32 { let rows = [[1, 2], [3, 4]].into_iter().map(BTreeSet::from).collect(); let mut sum = 0; for row in &rows { for n in row { sum += n; } } let _: Vec<BTreeSet<u32>> = rows; Ok(sum) }
    zipped_with_what_is_named_later -> u32 { let weights = [1, 2].into_iter().collect(); let mut sum = 0; for (a, b) in [3, 4].iter().zip(&weights) { sum += a * b; } let _: BTreeSet<u32> = weights; Ok(sum) }
    turns_of_a_bound_named_later -> u64 { let bound = "5".parse().unwrap(); let mut turns = 0; for _ in 0..bound { turns += 1; } let bound: u64 = bound; Ok(turns * bound) }
    turns_of_no_type -> u64 { let mut turns = 0; for _ in 0..10 { turns += 1; } for _ in 1..=10 { turns += 1; } for _ in -3..3 { turns += 1; } Ok(turns) }
    turns_of_a_closed_bound_named_later -> u64 { let bound = "5".parse().unwrap(); let mut turns = 0; for _ in 1..=bound { turns += 1; } let bound: i16 = bound; Ok(turns * bound as u64) }
    bound_named_later -> u64 { let bound = "5".parse().unwrap(); let mut sum = 0; for n in 0..bound { sum += n; } Ok(sum) }
}

#[test]
fn parameter_of_a_closure_named_by_its_call() {
    #[cancellable(on_cancel = unwind)]
    fn annotated() -> u32 {
        let mut sum = 0;
        let mut add = |items| {
            for n in items {
                sum += n;
            }
        };
        add(BTreeSet::from([1, 2]));
        sum
    }
    assert_eq!(annotated(), 3);
}
