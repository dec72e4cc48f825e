//! Loops over what gets its type only later in the function: they compile as they did, see the same items, and leave to each
//! variable the type that it had.

use std::any::type_name;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList, VecDeque};
use std::mem;
use std::ops::Mul;

use safepoint::{Cancelled, cancellable};

use super::TURNS;
use super::same::{Seen, ready};

fn seen<T>(sum: impl Into<u64>, _: &T) -> Result<Seen, Cancelled> {
    Ok((sum.into(), type_name::<T>()))
}

fn takes<T: Clone>(values: &[T]) -> usize {
    values.len()
}
fn takes_u64(number: u64) -> u64 {
    number
}
fn takes_f32(_: f32) {}
fn takes_strings(values: &[String]) -> usize {
    values.len()
}
fn takes_map(values: &HashMap<String, Vec<u8>>) -> usize {
    values.len()
}
fn strings() -> Vec<String> {
    vec![String::from("a"), String::from("b")]
}
fn filled<T: Default>(length: usize) -> Vec<T> {
    (0..length).map(|_| T::default()).collect()
}
fn pair<T>() -> (Vec<T>, Option<T>) {
    (Vec::new(), None)
}

struct Holder<T> {
    items: Vec<T>,
    row: [Option<T>; 3],
}
impl<T> Holder<T> {
    fn new() -> Self {
        Self {
            items: Vec::new(),
            row: [None, None, None],
        }
    }
    fn add(&mut self, item: T) {
        self.items.push(item);
    }
}

/// A number with operators for several integers, so that a literal beside it is settled last of all.
#[derive(Clone, Debug, Default, PartialEq)]
struct Big(String);
impl Mul<i32> for Big {
    type Output = Self;
    fn mul(self, by: i32) -> Self {
        Self(self.0.repeat(by as usize))
    }
}
impl Mul<u64> for Big {
    type Output = Self;
    fn mul(self, by: u64) -> Self {
        Self(self.0.repeat(by as usize))
    }
}

// Vectors.
same! {
    copy_of_a_vector_of_strings { let mut v = Vec::new(); let mut n = 1_u64; for _ in v.clone() { n += 1; } v.push(String::new()); for _ in v.clone() { n += 1; } seen(n, &v) }
    copy_of_a_vector_of_numbers { let mut v = Vec::new(); let mut n = 1_u64; for _ in v.clone() { n += 1; } v.push(3_u16); for x in v.clone() { n += u64::from(x); } seen(n, &v) }
    taken_vector { let mut v = Vec::new(); let mut n = 1_u64; for _ in mem::take(&mut v) { n += 1; } v.push(String::new()); seen(n, &v) }
    replaced_vector { let mut v = Vec::new(); let mut n = 1_u64; for _ in mem::replace(&mut v, Vec::new()) { n += 1; } v.push(Box::new(1)); seen(n, &v) }
    moved_vector { let v = Vec::new(); let mut w = v.clone(); let mut n = 1_u64; for _ in v { n += 1; } w.push(String::new()); seen(n, &w) }
    vector_with_a_partial_type { let mut v: Vec<_> = Vec::with_capacity(3); let mut n = 1_u64; for _ in v.clone() { n += 1; } v.push(Some(String::new())); seen(n, &v) }
    empty_vector_macro { let mut v = vec![]; let mut n = 1_u64; for _ in v.clone() { n += 1; } v.push(strings()); seen(n, &v) }
    repeated_default_that_owns { let v = vec![Default::default(); 3]; let mut n = 0_u64; for _ in v.clone() { n += 1; } takes_strings(&v); seen(n, &v) }
    repeated_default_that_is_a_number { let v = vec![Default::default(); 3]; let mut n = 0_u64; for _ in v.clone() { n += 1; } let _: &[f32] = &v; seen(n, &v) }
    list_of_defaults { let v = vec![Default::default(), Default::default()]; let mut n = 0_u64; for _ in v.clone() { n += 1; } takes_strings(&v); seen(n, &v) }
    vector_of_nothing_yet { let v = vec![None; 4]; let mut n = 0_u64; for x in v.clone() { if x.is_none() { n += 1; } } let _: &[Option<String>] = &v; seen(n, &v) }
    vector_of_vectors { let mut v = vec![Vec::new(); 3]; let mut n = 0_u64; for row in v.clone() { n += 1; for _ in row { n += 1; } } v[0].push(String::new()); seen(n, &v) }
    drained_vector { let mut v = Vec::new(); let mut n = 1_u64; for _ in v.drain(..) { n += 1; } v.push(String::new()); seen(n, &v) }
    boxed_slice { let mut v = Vec::new(); let w = v.clone().into_boxed_slice(); let mut n = 1_u64; for _ in w { n += 1; } v.push(String::new()); seen(n, &v) }
    vector_in_a_tuple { let (v, mut last) = pair(); let mut n = 1_u64; for _ in v { n += 1; } last = Some(String::new()); seen(n, &last) }
    vector_by_a_reference { let mut v = Vec::new(); let mut n = 1_u64; { let w = &v; for _ in w.clone() { n += 1; } } v.push(String::new()); seen(n, &v) }
    vector_through_another_one { let mut v = Vec::new(); let w = v.clone(); let mut n = 1_u64; for _ in w { n += 1; } v.push((1, String::new())); seen(n, &v) }
    vector_in_an_option { let mut v = None; let mut n = 1_u64; for _ in v.clone().unwrap_or_else(Vec::new) { n += 1; } v = Some(strings()); seen(n, &v) }
}

// Adaptors.
same! {
    copied_items { let mut v = Vec::new(); let mut n = 1_u64; for _ in v.iter().copied() { n += 1; } v.push((1_u8, Some('a'))); seen(n, &v) }
    cloned_items_that_own { let mut v = Vec::new(); let mut n = 1_u64; for _ in v.iter().cloned() { n += 1; } v.push(String::new()); seen(n, &v) }
    cloned_items_that_are_numbers { let mut v = Vec::new(); let mut n = 1_u64; for _ in v.iter().cloned() { n += 1; } v.push(1_i8); seen(n, &v) }
    reversed_items { let mut v = Vec::new(); let mut n = 1_u64; for _ in v.clone().into_iter().rev() { n += 1; } v.push(String::new()); seen(n, &v) }
    numbered_items { let mut v = Vec::new(); let mut n = 1_u64; for (i, _) in v.clone().into_iter().enumerate() { n += i as u64; } v.push(String::new()); seen(n, &v) }
    zipped_items { let mut v = Vec::new(); let mut n = 1_u64; for (_, i) in v.clone().into_iter().zip(0_u64..) { n += i; } v.push(String::new()); seen(n, &v) }
    zipped_with_late_items { let mut v = Vec::new(); let mut n = 1_u64; for (i, _) in (0_u64..).zip(v.clone()) { n += i; } v.push(String::new()); seen(n, &v) }
    chained_items { let mut v = Vec::new(); let mut n = 1_u64; for _ in v.clone().into_iter().chain(v.clone()) { n += 1; } v.push(String::new()); seen(n, &v) }
    skipped_and_taken_items { let mut v = Vec::new(); let mut n = 1_u64; for _ in v.clone().into_iter().skip(1).take(2).step_by(2) { n += 1; } v.push(String::new()); seen(n, &v) }
    repeated_default { let x = Default::default(); let mut n = 0_u64; for _ in std::iter::repeat(x).take(3) { n += 1; } takes_u64(x); seen(n, &x) }
    repeated_late_item { let mut v = Vec::new(); let mut n = 0_u64; for _ in std::iter::repeat(v.clone()).take(3) { n += 1; } v.push(String::new()); seen(n, &v) }
    item_once { let mut v = Vec::new(); let mut n = 0_u64; for _ in std::iter::once(v.clone()) { n += 1; } v.push(1_u128); seen(n, &v) }
    mapped_in_place { let mut v = Vec::new(); let mut n = 1_u64; for _ in v.clone().into_iter().map(|x| (x, 1)) { n += 1; } v.push(String::new()); seen(n, &v) }
    mapped_to_late_items { let mut v = Vec::new(); let mut n = 0_u64; for x in (0..3).map(|_| None) { v.push(x); n += 1; } v.push(Some(String::new())); seen(n, &v) }
    adaptor_in_a_variable { let mut v = Vec::new(); let items = v.clone().into_iter().rev(); let mut n = 1_u64; for _ in items { n += 1; } v.push(String::new()); seen(n, &v) }
    cloned_in_a_variable { let mut v = Vec::new(); let mut n = 1_u64; { let items = v.iter().cloned(); for _ in items { n += 1; } } v.push(String::new()); seen(n, &v) }
    chunks_of_late_items { let mut v = vec![None; 4]; let mut n = 0_u64; for c in v.chunks(2) { n += c.len() as u64; } v.push(Some(String::new())); seen(n, &v) }
    late_items_in_place { let mut v = vec![None; 4]; let mut n = 0_u64; for x in v.iter_mut() { *x = None; n += 1; } v.push(Some(String::new())); seen(n, &v) }
}

// Arrays.
same! {
    array_of_defaults { let a = [Default::default(); 3]; let mut n = 0_u64; for _ in a { n += 1; } let _: [f32; 3] = a; seen(n, &a) }
    array_of_what_owns { const NEW: String = String::new(); let a = [const { Vec::new() }; 3]; let mut n = 0_u64; for _ in a.clone() { n += 1; } let _: [Vec<String>; 3] = a; seen(n, &NEW) }
    array_of_a_late_length { let a = Default::default(); let mut n = 0_u64; for _ in a { n += 1; } let _: [u8; 5] = a; seen(n, &a) }
    array_from_a_conversion { let v = [1, 2, 3]; let a = v[..2].try_into().unwrap(); let mut n = 0; for x in a { n += x; } let _: [u64; 2] = a; seen(n, &a) }
    array_of_late_floats { let a = [1.0, 2.0]; let mut s = 0.0; for x in a { s += x; } takes_f32(s); seen(s as u8, &a) }
    array_of_late_integers { let a = [1, 2]; let mut s = 0; for x in a { s += x; } takes_u64(s); seen(s, &a) }
    array_of_arrays { let a = [[Default::default(); 2]; 2]; let mut n = 0_u64; for row in a { for _ in row { n += 1; } } let _: [[char; 2]; 2] = a; seen(n, &a) }
}

// Collections, and whatever is wanted.
same! {
    hash_map { let mut m = HashMap::new(); let mut n = 1_u64; for _ in m.clone() { n += 1; } m.insert(String::new(), 1); seen(n, &m) }
    values_of_a_hash_map { let mut m = HashMap::new(); let mut n = 1_u64; for v in m.values() { n += v; } m.insert('a', 1); seen(n, &m) }
    default_that_is_a_map { let m = Default::default(); let mut n = 1_u64; for _ in &m { n += 1; } takes_map(&m); seen(n, &m) }
    default_that_is_a_vector { let v = Default::default(); let mut n = 1_u64; for _ in &v { n += 1; } let v: Vec<String> = v; seen(n, &v) }
    default_that_is_a_slice_of_one { let v: Vec<_> = filled(2); let mut n = 0_u64; for _ in v.clone() { n += 1; } takes_strings(&v); seen(n, &v) }
    collected_set { let s = [1, 2].into_iter().collect(); let mut n = 0_u64; for x in &s { n += x; } let s: BTreeSet<u64> = s; seen(n, &s) }
    collected_vector { let v = [1, 2].into_iter().collect(); let mut n = 0; for x in &v { n += x; } let v: Vec<u64> = v; seen(n, &v) }
    collected_list_by_value { let v = (1..4).collect(); let w: &LinkedList<u64> = &v; let w = w.clone(); let mut n = 0; for x in v { n += x; } seen(n, &w) }
    converted_collection { let d = vec![1, 2, 3].into(); let mut n = 0; for x in &d { n += x; } let d: VecDeque<u64> = d; seen(n, &d) }
    parts_of_a_partition { let (a, b) = (1..9).partition(|x| x % 2 == 0); let mut n = 0; for x in &a { n += x; } for x in b { n += x; } let a: Vec<u64> = a; seen(n, &a) }
    unzipped_parts { let (a, b) = [(1, 'a'), (2, 'b')].into_iter().unzip(); let mut n = 0_u64; for x in &a { n += x; } for _ in &b { n += 1; } let (a, b): (Vec<u64>, HashSet<char>) = (a, b); seen(n, &b) }
    collection_of_a_branch { let v = if TURNS > 1 { Default::default() } else { Default::default() }; let mut n = 1_u64; for _ in &v { n += 1; } let v: BTreeMap<u8, u8> = v; seen(n, &v) }
    collection_from_a_block { let v = { let v = Default::default(); v }; let mut n = 1_u64; for _ in &v { n += 1; } let v: Vec<String> = v; seen(n, &v) }
    collection_declared_first { let v; let mut n = 0_u64; v = strings(); for _ in v.clone() { n += 1; } seen(n, &v) }
    collection_from_a_function { let v = filled(3); let mut n = 0_u64; for _ in v.iter().cloned() { n += 1; } takes_strings(&v); seen(n, &v) }
    collection_from_a_function_pointer { let f = strings as fn() -> _; let mut n = 0_u64; for _ in f() { n += 1; } seen(n, &n) }
    collection_parsed_from_a_product { let v = vec![Big(String::from("a")) * 2; 3]; let mut n = 0_u64; for _ in v.clone() { n += 1; } seen(n, &v) }
}

// Structures, closures, numbers.
same! {
    field_of_a_generic_structure { let mut h = Holder::new(); let mut n = 1_u64; for _ in h.items.clone() { n += 1; } h.add(String::new()); seen(n, &h.items) }
    array_in_a_generic_structure { let mut h = Holder::new(); let mut n = 0_u64; for _ in h.row.clone() { n += 1; } h.add(String::new()); seen(n, &h.items) }
    taken_field { let mut h = Holder::new(); let mut n = 1_u64; for _ in mem::take(&mut h.items) { n += 1; } h.add(Box::new('a')); seen(n, &h.items) }
    result_of_a_closure { let make = || Vec::new(); let mut n = 1_u64; for _ in make() { n += 1; } let v: Vec<String> = make(); seen(n, &v) }
    result_of_a_closure_that_is_a_set { let make = || Default::default(); let mut n = 1_u64; for _ in make() { n += 1; } let v: HashSet<String> = make(); seen(n, &v) }
    literal_bound { let mut n = 4; let mut s = 0; for i in 0..n { s += i; } takes_u64(n); seen(s, &n) }
    literal_bound_of_an_inclusive_range { let mut n = 4; let mut s = 0; for i in 1..=n { s += i; } n += 1; takes_u64(n); seen(s, &n) }
    default_bound { let n = Default::default(); let mut s = 1_u64; for _ in 0..n { s += 1; } takes_u64(n); seen(s, &n) }
    summed_bound { let n = [1, 2].iter().sum(); let mut s = 0; for i in 0..n { s += i; } takes_u64(n); seen(s, &n) }
    literal_step { let mut s = 0; let mut step = 2; for i in (0..9).step_by(step) { s += i; } takes_u64(s); seen(s, &s) }
    literal_that_stays_one { let n = 4; let mut turns = 0_u64; for _ in 0..n { turns += 1; } seen(turns, &n) }
    literals_that_stay_so { let v = vec![1, 2]; let w = vec![1.5]; let mut turns = 0_u64; for _ in v.clone() { turns += 1; } for _ in w.clone() { turns += 1; } seen(turns, &(v, w)) }
    product_of_references_to_literals { let v = vec![&1 + 2, 3]; let mut turns = 0_u64; for _ in v.clone() { turns += 1; } seen(turns, &v) }
    generic_call_with_late_items { let mut v = Vec::new(); let mut n = 1_u64; for _ in v.clone() { n += 1; } v.push(Default::default()); takes::<String>(&v); seen(n, &v) }
    nested_loops { let mut v = Vec::new(); let mut n = 0_u64; for i in 0..3 { for _ in v.clone() { n += i; } for j in 0..i { n += j; } } v.push(String::new()); seen(n, &v) }
    variables_of_an_outer_loop { let mut m = vec![(0_u64, Vec::new())]; let mut n = 1; for (i, row) in m.clone() { for _ in row { n += i; } } m.push((1, strings())); seen(n, &m) }
    matched_collection { let v = Some(Vec::new()); let mut n = 1_u64; if let Some(items) = v.clone() { for _ in items { n += 1; } } let v: Option<Vec<String>> = v; seen(n, &v) }
    pattern_of_a_match { let mut v = Ok(Vec::new()); let mut n = 1_u64; match v.clone() { Ok(items) => { for _ in items { n += 1; } } Err(_) => {} } if n == 9 { v = Err(String::new()); } v.as_mut().unwrap().push(String::new()); seen(n, &v) }
}
