//! Loops that divide the number that their condition compares: short by themselves if that is an integer.

use std::{cell::Cell, cmp::Ordering, ops::DivAssign};

use safepoint::{CancelSource, CancelToken, Cancelled, cancellable};
use safepoint_tests::{cancelled_at, count_checkpoints, count_checkpoints_with};

use super::{TURNS, touch};

leaf! {
    digits { let mut a = 0; for n in 0..TURNS { let mut rest = n; while rest > 0 { a += rest % 10; rest /= 10; } } }
    digits_until_none_is_left { let mut a = 0; for n in 0..TURNS { let mut rest = n; while rest != 0 { a += rest % 10; rest = rest / 10; } } }
    digits_but_the_last { let mut a = 0; for n in 0..TURNS { let mut rest = n; while rest >= 10 { a += 1; rest /= 10; } } }
    digits_the_other_way_round { let mut a = 0; for n in 0..TURNS { let mut rest = n; while 10 <= rest { a += 1; rest /= 10; } while 0 < rest { rest /= 2; } while 0 != rest { rest /= 2; } } }
    bits { let mut a = 0; for n in 0..TURNS { let mut rest = n; while rest != 0 { a += rest & 1; rest >>= 1; } } }
    bits_of_what_may_be_negative { let mut a = 0; for n in 0..TURNS as i64 { let mut rest = n; while rest > 0 { a += rest & 1; rest = rest >> 1; } } }
    power { let mut a = 1_u32; for n in 0..TURNS { let (mut base, mut rest) = (3_u32, n); while rest > 0 { if rest % 2 == 1 { a = a.wrapping_mul(base); } base = base.wrapping_mul(base); rest /= 2; } } }
    digits_while_something_else_holds { let mut a = 0; for n in 0..TURNS { let mut rest = n; while rest > 0 && a < TURNS { a += 1; rest /= 10; } } }
    digits_until_one_is_found { let mut a = 0; for n in 0..TURNS { let mut rest = n; while rest > 0 { if rest % 10 == 7 { break; } rest /= 10; } a ^= rest; } }
    digits_at_an_index_of_their_own { let mut v = [0; 10]; for n in 0..TURNS { let mut rest = n; while rest > 0 { v[rest % 10] += 1; rest /= 10; } } }
}

/// A number of the user's, of which nobody knows what dividing it does.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Own(u32);

impl PartialEq<i32> for Own {
    fn eq(&self, other: &i32) -> bool {
        i64::from(self.0) == i64::from(*other)
    }
}

impl PartialOrd<i32> for Own {
    fn partial_cmp(&self, other: &i32) -> Option<Ordering> {
        i64::from(self.0).partial_cmp(&i64::from(*other))
    }
}

impl DivAssign<i32> for Own {
    fn div_assign(&mut self, by: i32) {
        self.0 = touch(self.0) / by.unsigned_abs();
    }
}

not_leaf! {
    number_of_the_users { for _ in 0..TURNS { let mut rest = Own(1); while rest > 0 { rest /= 10; } } }
    number_that_is_enlarged_as_well { for n in 0..TURNS { let mut rest = n; while rest > 0 { if rest % 7 == 1 { rest += 1; } rest /= 10; } } }
    number_that_is_assigned_as_well { for n in 0..TURNS { let mut rest = n; while rest > 0 { if rest % 7 == 9 { (rest, _) = (7, 1); } rest /= 10; } } }
    number_that_is_lent { for n in 0..TURNS { let mut rest = n; while rest > 0 { let place = &mut rest; *place ^= 0; rest /= 10; } } }
    number_that_is_lent_by_a_pattern { for n in 0..TURNS { let mut rest = n; while rest > 0 { match rest { ref mut place => *place ^= 0 } rest /= 10; } } }
    number_that_is_hidden { for n in 0..TURNS { let mut rest = n; while rest > 0 { if rest % 7 == 9 { let rest = 1; if rest == 2 { break; } } rest /= 10; } } }
    division_that_is_left_out { for n in 0..TURNS { let mut rest = n; while rest > 0 { if rest % 7 == 9 { continue; } rest /= 10; } } }
    division_in_a_branch { for n in 0..TURNS { let mut rest = n; while rest > 0 { if rest % 7 != 9 { rest /= 10; } } } }
    division_by_one { for n in 0..TURNS { let mut rest = n; while rest > 0 { if rest == 1 { break; } rest /= 1; if rest > 0 { break; } } } }
    comparison_with_one { for n in 0..TURNS { let mut rest = n + 1; while rest != 1 { rest /= 10; if rest == 0 { break; } } } }
    comparison_from_zero { for n in 0..TURNS { let mut rest = n as i64; while rest >= 0 { rest /= 10; if rest == 0 { break; } } } }
    number_that_is_given_away_as_a_pointer { for n in 0..TURNS { let mut rest = n; while rest > 0 { let _place = &raw mut rest; rest /= 10; } } }
    number_that_a_pointer_may_lead_to { for n in 0..TURNS { let mut rest = n; let place = &raw mut rest; while rest > 0 { unsafe { *place ^= 0; } rest /= 10; } } }
    other_that_is_multiplied { let mut a = 1_f64; for n in 0..TURNS { let mut rest = n + 1; while rest > 0 { a = a * a; rest /= 2; } } }
    other_that_is_multiplied_by_it { let (mut a, b) = (1_f64, 1_f64); for n in 0..TURNS { let mut rest = n + 1; while rest > 0 { a *= b; rest >>= 1; } } }
    shift_by_a_whole_byte { for n in 0..TURNS { let mut rest = n + 1; while rest > 0 { rest >>= 8; } } }
    division_by_what_is_not_written { let by = touch(10); for n in 0..TURNS { let mut rest = n + 1; while rest > 0 { rest /= by; } } }
}

/// A loop that nothing is around has one check, before it.
#[test]
fn one_check_before_it() {
    #[cancellable]
    fn digits(mut number: u64) -> Result<u32, Cancelled> {
        let mut count = 0;
        while number > 0 {
            count += 1;
            number /= 10;
        }
        Ok(count)
    }
    assert_eq!(count_checkpoints(|| digits(u64::MAX).map(drop)), 1);
    #[cancellable]
    fn digits_of_a_call(number: u64) -> Result<u32, Cancelled> {
        let (mut rest, mut count) = (touch(number), 0);
        while rest > 0 {
            count += 1;
            rest /= 10;
        }
        Ok(count)
    }
    assert_eq!(
        count_checkpoints(|| digits_of_a_call(u64::MAX).map(drop)),
        2
    );
    assert_eq!(digits_of_a_call(1000).unwrap(), 4);
}

#[test]
fn every_one_in_a_loop_that_divides() {
    let count = checkpoints! { []
        let mut rest = u64::MAX;
        #[checkpoint(every = 1)]
        while rest > 0 { rest /= 10; }
    };
    assert!(count >= 20, "{count} checkpoints");
}

/// A `static mut` may be changed under another name. And no reference may be made to it.
#[test]
fn number_that_is_a_static() {
    static mut REST: u64 = 12345;
    let count = checkpoints! { []
        unsafe { while REST > 0 { REST /= 10; } }
    };
    assert_eq!(count, 1 + 5 + 1);
}

/// What the number is may be found only behind the loop.
#[test]
fn number_whose_type_comes_later() {
    let count = checkpoints! { []
        let mut rest = "12345".parse().unwrap();
        while rest > 0 { rest /= 10; }
        let _: u16 = rest;
    };
    assert_eq!(count, 2);
}

/// Shifted to the right, a negative number comes to -1 and stays there.
#[test]
fn negative_number_that_is_shifted_for_ever_is_cancelled() {
    #[cancellable]
    fn shift(mut number: i32) -> Result<(), Cancelled> {
        while number != 0 {
            number >>= 1;
        }
        Ok(())
    }
    cancelled_at(100, || shift(-5)).unwrap_err();
}

/// A number of the user's may stay what it is for ever.
#[test]
fn number_that_division_leaves_alone_is_cancelled() {
    #[derive(PartialEq)]
    struct Stays;
    impl PartialEq<i32> for Stays {
        fn eq(&self, _: &i32) -> bool {
            false
        }
    }
    impl DivAssign<i32> for Stays {
        fn div_assign(&mut self, _: i32) {}
    }
    #[cancellable]
    fn divide(mut number: Stays) -> Result<(), Cancelled> {
        while number != 0 {
            number /= 10;
        }
        Ok(())
    }
    cancelled_at(100, || divide(Stays)).unwrap_err();
}

/// The check of the break mode ends this loop, and what comes after it is run.
#[test]
fn break_mode_ends_the_loop_alone() {
    #[cancellable(on_cancel = break)]
    fn digits(number: u64, token: &CancelToken) -> (u32, bool) {
        let (mut rest, mut count) = (touch(number), 0);
        while rest > 0 {
            count += 1;
            rest /= 10;
        }
        (count, true)
    }
    let source = CancelSource::new();
    assert_eq!(digits(1234, &source.token()), (4, true));
    let checks = count_checkpoints_with(|token| digits(1234, token));
    assert_eq!(checks, 1);
    source.cancel();
    assert_eq!(digits(1234, &source.token()), (0, true));
}

/// A number of the user's that tells what is asked of it.
struct Told<'t> {
    number: u32,
    asked: &'t Cell<u32>,
}

impl PartialEq<i32> for Told<'_> {
    fn eq(&self, other: &i32) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd<i32> for Told<'_> {
    fn partial_cmp(&self, other: &i32) -> Option<Ordering> {
        self.asked.set(self.asked.get() + 1);
        i64::from(self.number).partial_cmp(&i64::from(*other))
    }
}

impl DivAssign<i32> for Told<'_> {
    fn div_assign(&mut self, by: i32) {
        self.number /= by.unsigned_abs();
    }
}

/// Five digits are six questions, and a check comes before each.
#[test]
fn number_of_the_users_is_asked_as_often_as_written_and_behind_a_check() {
    #[cancellable]
    fn digits(asked: &Cell<u32>) -> Result<u32, Cancelled> {
        let mut count = 0;
        let mut rest = Told {
            number: 12345,
            asked,
        };
        while rest > 0 {
            count += 1;
            rest /= 10;
        }
        Ok(count)
    }
    let asked = Cell::new(0);
    assert_eq!(digits(&asked).unwrap(), 5);
    assert_eq!(asked.get(), 6);
    assert_eq!(count_checkpoints(|| digits(&asked).map(drop)), 1 + 6);
    for turns in 0..6 {
        let asked = Cell::new(0);
        cancelled_at(2 + u64::from(turns), || digits(&asked).map(drop)).unwrap_err();
        assert_eq!(asked.get(), turns, "cancelled before turn {turns}");
    }
}

/// Whatever its number is, such a loop is left, and gone on with, where it is written so.
#[test]
fn loop_over_a_number_of_the_users_is_left_where_it_is_written() {
    macro_rules! left {
        ($($of:ident: $value:expr),*) => {[$({
            #[cancellable]
            fn $of() -> Result<Vec<u32>, Cancelled> {
                let (mut a, mut b, mut c, mut d) = (0, 0, 0, 0);
                let mut rest = $value;
                while rest > 0 { a += 1; if a == 2 { break; } rest /= 10; }
                'own: while rest > 0 { b += 1; if b == 3 { break 'own; } rest /= 10; }
                let mut rest = $value;
                'again: while rest > 0 { c += 1; rest /= 10; if c < 9 { continue 'again; } c += 100; }
                let mut rest = $value;
                'around: for _ in 0..3 { while rest > 0 { d += 1; rest /= 10; if d % 2 == 0 { continue 'around; } if d == 5 { break 'around; } } }
                Ok(vec![a, b, c, d])
            }
            $of().unwrap()
        }),*]};
    }
    let [own, integer] = left!(own: Own(1_234_567), integer: 1_234_567);
    assert_eq!(own, integer);
    assert_eq!(own, [2, 3, 7, 5]);
}

/// In the break mode the check of each turn ends this loop alone, too.
#[test]
fn break_mode_ends_the_loop_over_a_number_of_the_users_alone() {
    /// A number that cancels when it is divided.
    struct Cancels<'s>(u32, &'s CancelSource);
    impl PartialEq<i32> for Cancels<'_> {
        fn eq(&self, other: &i32) -> bool {
            i64::from(self.0) == i64::from(*other)
        }
    }
    impl DivAssign<i32> for Cancels<'_> {
        fn div_assign(&mut self, by: i32) {
            self.0 /= by.unsigned_abs();
            self.1.cancel();
        }
    }
    #[cancellable(on_cancel = break)]
    fn digits(source: &CancelSource, token: &CancelToken) -> (u32, u32) {
        let (mut count, mut rounds) = (0, 0);
        for _ in 0..2 {
            let mut rest = Cancels(touch(12345), source);
            while rest != 0 {
                count += 1;
                rest /= 10;
            }
            rounds += touch(1);
        }
        (count, rounds)
    }
    let source = CancelSource::new();
    assert_eq!(digits(&source, &source.token()), (1, 1));
    // Before each round and behind the last, and before each of six questions, twice.
    let elsewhere = CancelSource::new();
    let checks = count_checkpoints_with(|token| digits(&elsewhere, token));
    assert_eq!(checks, 3 + 2 * 6);
}
