//! Methods of the user's under names of `std`'s, which take the counter by `&mut self`; and other ways to a number that is divided.

/// What integers have not by themselves.
trait Moves {
    fn first(&mut self);
    fn swap(&mut self, a: u32, b: u32);
    fn abs(&mut self);
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

    fn abs(&mut self) {
        *self |= 64;
    }
}

#[test]
fn loops_whose_counter_is_moved_by_a_method_are_cancelled() {
    endless! {
        counter(k, end, sum) { while k < end { sum ^= k; k.first(); k += 1; } }
        counter_in_parentheses(k, end, sum) { while k < end { sum ^= k; (k).first(); k += 1; } }
        counter_in_a_branch(k, end, sum) { while k < end { k += 1; if k == 5 { k.first(); } } }
        number(k, end, sum) { k = 1; while k > 0 { sum ^= 1; k.swap(0, 31); k >>= 1; } }
        number_in_parentheses(k, end, sum) { k = 1; while k > 0 { (k).abs(); k /= 2; } }
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
    let count = checkpoints! { [] let (mut k, mut a) = (0_usize, 0); while k < super::TURNS { a ^= k.pow(2).min(k.wrapping_add(1)); k += 1; } let _ = a; };
    assert!(
        super::FORCED || count < super::TURNS as u64 / 16,
        "{count} checkpoints"
    );
    let count = checkpoints! { [] let mut a = 0; for n in 0..100_usize { let mut rest = n; while rest > 0 { a += rest.min(9).count_ones(); rest /= 10; } } let _ = a; };
    assert!(super::FORCED || count < 4, "{count} checkpoints");
}
