//! What the compiler infers is not disturbed.

use std::{cell::RefCell, collections::HashMap, fmt::Debug};

use super::{Log, same, twins};

#[test]
fn types_are_inferred_from_later_uses() {
    twins! {
        (log: &Log) -> Option<(u64, Vec<i8>, usize)> {
            let mut sum = 0;
            for n in 0..10 {
                sum += n;
            }
            let mut list = Vec::new();
            for n in (0..3).rev() {
                list.push(n);
            }
            let array = [1, 2, 3];
            let mut total = 0;
            for i in 0..=2 {
                total += array[i];
            }
            let mut empty = None;
            while empty.is_none() {
                empty = Some(Default::default());
            }
            log.note("inferred");
            let wide: u64 = sum;
            let text: String = empty.unwrap();
            Some((wide, list, total + text.len()))
        }
    }
    same(plain, checked);
}

/// Pitfall 13 (tests/pitfalls/rows.md).
#[test]
fn values_are_coerced() {
    twins! {
        (log: &Log) -> Option<String> {
            let mut shapes: Vec<Box<dyn Debug>> = Vec::new();
            for n in 0..2 {
                shapes.push(if n == 0 { Box::new(1) } else { Box::new("text") });
            }
            let slice: &[u32] = loop { break &[1, 2, 3] };
            let function: fn(u32) -> u32 = loop { break |n| n + 1 };
            let object: &dyn Debug = 'found: loop {
                for n in &[1, 2] {
                    if *n == 2 { break 'found n; }
                }
                break &"none";
            };
            log.note("coerced");
            Some(format!("{:?} {:?} {} {:?}", shapes, slice, function(1), object))
        }
    }
    same(plain, checked);
}

#[test]
fn borrows_end_where_they_ended() {
    twins! {
        (log: &Log) -> Option<Vec<u32>> {
            let mut list = vec![1, 2, 3];
            for item in &mut list {
                *item += 1;
            }
            for index in 0..list.len() {
                list[index] += 1;
            }
            let cell = RefCell::new(list);
            for item in cell.borrow().iter() {
                log.note(format!("{} {}", item, cell.try_borrow_mut().is_ok()));
            }
            for item in cell.borrow_mut().drain(1..) {
                log.note(format!("{}", item));
            }
            let mut map: HashMap<u32, Vec<u32>> = HashMap::new();
            for n in 0..4 {
                map.entry(n % 2).or_default().push(n);
            }
            while let Some(list) = map.get_mut(&0) {
                if list.pop().is_none() {
                    map.remove(&0);
                }
            }
            Some(cell.into_inner())
        }
    }
    same(plain, checked);
}

#[test]
fn match_ergonomics_and_patterns_of_every_kind() {
    twins! {
        (log: &Log) -> Option<u32> {
            struct Point { x: u32, y: u32 }
            enum One { Only(u32, u32) }
            let mut sum = 0;
            for &n in &[1, 2] { sum += n; }
            for (i, n) in [1, 2].iter().enumerate() { sum += n * i as u32; }
            for Point { x, y: vertical } in &[Point { x: 1, y: 2 }] { sum += x + vertical; }
            for One::Only(a, ..) in vec![One::Only(1, 2)] { sum += a; }
            for [first, .., last] in vec![[1, 2, 3]] { sum += first + last; }
            for ((a, b), c @ (_, d)) in vec![((1, 2), (3, 4))] { sum += a + b + c.0 + d; }
            for (&a, &mut ref b) in vec![(&1, &mut 2)] { sum += a + b; }
            for ref n in vec![1] { sum += *n; }
            for mut n in vec![1] { n += 1; sum += n; }
            for _ in 0..1 { sum += 1; }
            for () in vec![()] { sum += 1; }
            while let Some(1..=5) | None = Some(sum) { sum += 100; }
            log.note("matched");
            Some(sum)
        }
    }
    same(plain, checked);
}

#[test]
fn headers_of_every_kind() {
    twins! {
        (log: &Log) -> Option<u32> {
            struct Stepper(u32);
            impl Iterator for Stepper {
                type Item = u32;
                fn next(&mut self) -> Option<u32> {
                    self.0 = self.0.checked_sub(1)?;
                    Some(self.0)
                }
            }
            let mut sum = 0;
            for n in (Stepper(3)) { sum += n; }
            for n in { Stepper(3) } { sum += n; }
            for n in if sum > 1 { 0..2 } else { 0..3 } { sum += n; }
            for n in match sum { 0 => vec![1], _ => vec![2, 3] } { sum += n; }
            for n in (|| Stepper(2))() { sum += n; }
            for n in Some(1) { sum += n; }
            for n in Ok::<u32, ()>(1) { sum += n; }
            for n in &mut Stepper(3) { sum += n; }
            let boxed: Box<dyn Iterator<Item = u32>> = Box::new(Stepper(3));
            for n in boxed { sum += n; }
            for c in "abc".chars().rev().filter(|c| *c != 'b') { sum += c as u32; }
            for (a, b) in (0..3).zip(vec![1, 2, 3]).step_by(2) { sum += a * b; }
            for n in std::iter::repeat(1).take(2).chain(None) { sum += n; }
            for n in *&0..1 { sum += n; }
            // SAFETY: there is a value.
            for n in unsafe { Some(3).unwrap_unchecked() }..5 { sum += n; }
            log.note("iterated");
            Some(sum)
        }
    }
    same(plain, checked);
}
