//! Methods of the user's under names of `std`'s, which take a counter or its end by `&mut self`; and other ways to a number that is
//! divided.

use safepoint::{CancelToken, Cancelled, cancellable};
use safepoint_tests::{cancelled_at_with, count_checkpoints_with};

use super::TURNS;

/// What integers have not by themselves.
trait Moves {
    fn first(&mut self);
    fn swap(&mut self, a: u32, b: u32);
}

impl Moves for usize {
    fn first(&mut self) {
        *self = 0;
    }

    fn swap(&mut self, a: u32, b: u32) {
        let (low, high) = (*self >> a & 1, *self >> b & 1);
        if low != high {
            *self ^= 1 << a | 1 << b;
        }
    }
}

#[test]
fn loops_whose_counter_is_moved_by_a_method_are_cancelled() {
    endless! {
        counter(k, end, sum) { while k < end { sum ^= k; k.first(); k += 1; } }
        counter_in_parentheses(k, end, sum) { while k < end { sum ^= k; (k).first(); k += 1; } }
        counter_in_a_branch(k, end, sum) { while k < end { k += 1; if k == 5 { k.first(); } } }
        number(k, end, sum) { k = 1; while k > 0 { sum ^= 1; k.swap(0, 31); k >>= 1; } }
        number_in_parentheses(k, end, sum) { k = 1; while k > 0 { (k).swap(0, 31); k /= 2; } }
    }
}

#[test]
fn loops_that_divide_what_is_reached_otherwise_are_cancelled() {
    endless! {
        through_a_pointer(k, end, sum) {
            k = 5;
            let place = &raw mut k;
            // SAFETY: it points to a variable that lives.
            unsafe { while k > 0 { *place += 100; k /= 2; } }
        }
        through_a_pointer_to_an_array(k, end, sum) {
            k = 5;
            let place = (&raw mut k).cast::<[usize; 1]>();
            // SAFETY: as above; an array of one is laid out as that one.
            unsafe { while k > 0 { (*place)[0] = 9; k /= 2; } }
        }
        by_a_path(k, end, sum) {
            mod other {
                pub(super) static mut NUMBER: usize = 5;
            }
            use other::NUMBER;
            // SAFETY: nothing else uses it at the same time.
            unsafe { while NUMBER > 0 { other::NUMBER += 100; NUMBER /= 2; } }
        }
        by_another_name(k, end, sum) {
            mod other {
                pub(super) static mut NUMBER: usize = 5;
            }
            use other::{NUMBER, NUMBER as SAME};
            // SAFETY: as above.
            unsafe { while NUMBER > 0 { SAME += 100; NUMBER /= 2; } }
        }
    }
}

/// What integers have takes them by value, whatever traits there are.
#[test]
fn loops_that_call_methods_of_integers_are_left_as_they_are() {
    let count = checkpoints! { [] let (mut k, mut a) = (0_usize, 0); while k < TURNS { a ^= k.pow(2).min(k.wrapping_add(1)); k += 1; } let _ = a; };
    assert!(
        super::FORCED || count < TURNS as u64 / 16,
        "{count} checkpoints"
    );
    let count = checkpoints! { [] let mut a = 0; for n in 0..100_usize { let mut rest = n; while rest > 0 { a += rest.min(9).count_ones(); rest /= 10; } } let _ = a; };
    assert!(super::FORCED || count < 4, "{count} checkpoints");
}

/// The end is moved.
trait Grows {
    fn first(&mut self);
}

impl Grows for u32 {
    fn first(&mut self) {
        *self += 1;
    }
}

/// A list that grows for ever takes all memory: this one grows to an end.
trait GrowsToAnEnd {
    fn abs(&mut self);
}

impl GrowsToAnEnd for Vec<u8> {
    fn abs(&mut self) {
        if self.len() < 3 * TURNS {
            self.push(1);
        }
    }
}

struct Own {
    list: Vec<u8>,
}

impl Own {
    fn abs(&mut self) {
        self.list.abs();
    }

    #[cancellable]
    fn walk(&mut self, _token: &CancelToken) -> Result<usize, Cancelled> {
        let mut turns = 0;
        for _ in 0..2 {
            let mut i = 0;
            while i < self.list.len() {
                self.abs();
                i += 1;
            }
            turns += i;
        }
        Ok(turns)
    }
}

#[test]
fn loops_whose_end_is_moved_by_a_method_are_cancelled() {
    #[cancellable]
    fn number(token: &CancelToken) -> Result<u32, Cancelled> {
        let (mut k, mut end) = (0_u32, 3_u32);
        for _ in 0..3 {
            while k < end {
                end.first();
                k += 1;
            }
        }
        Ok(k)
    }
    assert!(cancelled_at_with(40, number).is_err());
    #[cancellable]
    fn list(list: &mut Vec<u8>, _token: &CancelToken) -> Result<usize, Cancelled> {
        let mut turns = 0;
        for _ in 0..2 {
            let mut i = 0;
            while i < list.len() {
                list.abs();
                i += 1;
            }
            turns += i;
        }
        Ok(turns)
    }
    // Told that so short a list ends soon, the first of the two would have no check.
    for count in [
        count_checkpoints_with(|token| list(&mut vec![1], token)),
        count_checkpoints_with(|token| Own { list: vec![1] }.walk(token)),
    ] {
        assert!(count > 2 * 3 * TURNS as u64 / 12_288, "{count} checkpoints");
    }
}

/// What is told of unsafe code is not said of a reference in safe code; and in unsafe code several at once count, too.
#[test]
fn references_in_safe_code_lead_to_nothing_else() {
    #[cancellable]
    fn digits(number: u64, sum: &mut u64, _token: &CancelToken) -> Result<(), Cancelled> {
        let mut rest = number;
        while rest > 0 {
            *sum += rest % 10;
            rest /= 10;
        }
        Ok(())
    }
    let mut sum = 0;
    let count = count_checkpoints_with(|token| digits(12_345, &mut sum, token));
    assert!(super::FORCED || count <= 2, "{count} checkpoints");
    assert_eq!(sum, 15);
    #[cancellable]
    #[expect(unsafe_op_in_unsafe_fn, reason = "as before 2024")]
    unsafe fn among_others(token: &CancelToken) -> Result<(), Cancelled> {
        let mut rest = 5_u64;
        let place = &raw mut rest;
        while rest > 0 {
            (*place, _) = (7, 1);
            rest /= 2;
        }
        Ok(())
    }
    // SAFETY: it follows a pointer to a variable of its own.
    assert!(cancelled_at_with(40, |token| unsafe { among_others(token) }).is_err());
}
