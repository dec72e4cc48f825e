//! `while` loops that count: what their condition asks is asked as often as it is written, unless nobody can tell.

use std::cell::Cell;
use std::cmp::Ordering;
use std::ops::{Add, AddAssign};
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

use safepoint::{CancelToken, Cancelled, cancellable};
use safepoint_tests::{cancelled_at_with, count_checkpoints_with};

use super::{FORCED, TURNS, touch};

thread_local! { pub(super) static ASKED: Cell<usize> = const { Cell::new(0) }; }

fn ask() {
    ASKED.set(ASKED.get() + 1);
}

/// A number of the user's, that counts how often it is compared.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Own(pub(super) usize);

impl PartialOrd for Own {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        ask();
        self.0.partial_cmp(&other.0)
    }
}

impl AddAssign<usize> for Own {
    fn add_assign(&mut self, step: usize) {
        self.0 += step;
    }
}

/// A list of the user's, that counts how often it is asked for its length.
pub(super) struct List(pub(super) Vec<u8>);

impl List {
    pub(super) fn len(&self) -> usize {
        ask();
        self.0.len()
    }
}

#[test]
fn numbers_of_the_users_are_compared_as_often_as_it_is_written() {
    #[cancellable]
    fn count(token: &CancelToken, end: Own) -> Result<Own, Cancelled> {
        let mut number = Own(0);
        while number < end {
            number += 1;
        }
        Ok(number)
    }
    ASKED.set(0);
    count(&CancelToken::never(), Own(TURNS)).unwrap();
    assert_eq!(ASKED.get(), TURNS + 1);
}

#[test]
fn lists_of_the_users_are_asked_for_their_length_as_often_as_it_is_written() {
    #[cancellable]
    fn sum(token: &CancelToken, list: &List) -> Result<u8, Cancelled> {
        let (mut i, mut sum) = (0, 0);
        while i < list.len() {
            sum ^= list.0[i];
            i += 1;
        }
        Ok(sum)
    }
    ASKED.set(0);
    sum(&CancelToken::never(), &List(vec![1; TURNS])).unwrap();
    assert_eq!(ASKED.get(), TURNS + 1);
}

/// A number that is moved in the loop, and a field of the same name that the condition compares.
#[test]
fn field_that_bears_the_name_of_a_variable_is_none() {
    struct Place {
        i: usize,
    }
    #[cancellable]
    fn walk(token: &CancelToken, mut place: Place, end: usize) -> Result<usize, Cancelled> {
        let mut sum = 0;
        while place.i < end {
            let mut i = place.i;
            i += 1;
            sum ^= i;
            place.i = i;
        }
        Ok(sum)
    }
    let plain = (1..=10).fold(0, |sum, i| sum ^ i);
    assert_eq!(
        walk(&CancelToken::never(), Place { i: 0 }, 10).unwrap(),
        plain
    );
}

/// Lists in constants, statics, fields, boxes and behind references, of types that are found later.
#[test]
fn lists_may_stand_anywhere() {
    const TABLE: [u8; 5] = [1, 2, 3, 4, 5];
    static NAMES: &[&str] = &["a", "b", "c"];
    struct Both {
        boxed: Box<[u8]>,
        text: String,
    }
    #[cancellable]
    fn sums(
        token: &CancelToken,
        both: &mut Both,
        lent: &&mut Vec<u8>,
    ) -> Result<Vec<usize>, Cancelled> {
        let mut sums = Vec::new();
        let mut i = 0;
        while i < TABLE.len() {
            i += 1;
        }
        sums.push(i);
        i = 0;
        while i < NAMES.len() {
            i += 2;
        }
        sums.push(i);
        i = 0;
        while i < both.boxed.len() && i < both.text.len() {
            both.boxed[i] += 1;
            i += 1;
        }
        sums.push(i);
        let mut left = lent.len();
        while left > 0 {
            left -= 1;
        }
        sums.push(left);
        let mut late = Vec::new();
        i = 0;
        while i < late.len() {
            i += 1;
        }
        late.push(i);
        sums.extend(late);
        Ok(sums)
    }
    let mut both = Both {
        boxed: vec![0; 4].into(),
        text: "abc".into(),
    };
    let sums = sums(&CancelToken::never(), &mut both, &&mut vec![1, 2]);
    assert_eq!(sums.unwrap(), [5, 4, 3, 0, 0]);
    assert_eq!(*both.boxed, [1, 1, 1, 0]);
}

/// Plain code only reads what is packed, and never refers to it.
#[test]
fn lists_may_be_packed() {
    #[repr(C, packed)]
    struct Packed<'a> {
        tag: u8,
        list: &'a [u8],
    }
    #[cancellable]
    fn count(token: &CancelToken, packed: &Packed<'_>) -> Result<usize, Cancelled> {
        let mut i = 0;
        while i < packed.list.len() {
            i += 1;
        }
        Ok(i + usize::from(packed.tag))
    }
    let packed = Packed {
        tag: 1,
        list: &[1, 2, 3],
    };
    assert_eq!(count(&CancelToken::never(), &packed).unwrap(), 4);
}

/// What a closure names decides what it captures: here the list, and not the variable that refers to it.
#[test]
fn closures_capture_no_more() {
    #[cancellable(on_cancel = unwind)]
    fn counting<'a>(list: &'a [u8]) -> impl Fn() -> usize + 'a {
        || {
            let mut i = 0;
            while i < list.len() {
                i += 1;
            }
            i
        }
    }
    assert_eq!(counting(&[1, 2, 3])(), 3);
}

/// So does a block that is the body.
#[test]
fn blocks_capture_no_more() {
    #[cancellable(on_cancel = unwind)]
    fn counting<'a>(list: &'a [u8]) -> impl Future<Output = usize> + 'a {
        async {
            let mut i = 0;
            while i < list.len() {
                i += 1;
            }
            i
        }
    }
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(
        pin!(counting(&[1, 2, 3])).poll(&mut context),
        Poll::Ready(3)
    );
}

/// Names do not tell what is a constant.
#[test]
fn what_is_compared_may_bear_any_name() {
    struct Config {
        least: usize,
    }
    #[allow(non_upper_case_globals, reason = "as C and old code have it")]
    const config: Config = Config { least: 2 };
    #[allow(non_upper_case_globals, reason = "the same")]
    static mut place: usize = 0;
    #[allow(non_upper_case_globals, reason = "the same")]
    #[cancellable]
    fn walk<const n: usize>(token: &CancelToken) -> Result<[usize; 3], Cancelled> {
        let (mut i, mut j) = (0, 0);
        while i < config.least + 1 {
            i += 1;
        }
        while j < n + 1 {
            j += 1;
        }
        // SAFETY: nothing else uses it.
        unsafe {
            while place < config.least + n + 1 {
                place += 1;
            }
            Ok([i, j, place])
        }
    }
    assert_eq!(walk::<4>(&CancelToken::never()).unwrap(), [3, 5, 7]);
}

/// A condition that is not come to is not asked.
#[test]
fn what_is_behind_an_and_is_left_alone() {
    static LISTS: LazyLock<List> = LazyLock::new(|| {
        ask();
        List(vec![1; 3])
    });
    #[cancellable]
    fn count(token: &CancelToken, end: usize) -> Result<usize, Cancelled> {
        let mut i = 0;
        while i < end && i < LISTS.0.len() {
            i += 1;
        }
        Ok(i)
    }
    ASKED.set(0);
    assert_eq!(count(&CancelToken::never(), 0).unwrap(), 0);
    assert_eq!(ASKED.get(), 0);
    assert_eq!(count(&CancelToken::never(), 9).unwrap(), 3);
    assert_eq!(ASKED.get(), 1);
}

/// Operators of the user's that give an integer.
#[test]
fn what_the_users_compute_is_computed_as_often_as_it_is_written() {
    #[derive(Clone, Copy)]
    struct Half(usize);
    impl Add for Half {
        type Output = usize;
        fn add(self, other: Self) -> usize {
            ask();
            self.0 + other.0
        }
    }
    #[derive(Clone, Copy)]
    struct Sum {
        n: usize,
    }
    impl Add for Sum {
        type Output = Self;
        fn add(self, other: Self) -> Self {
            ask();
            Self {
                n: self.n + other.n,
            }
        }
    }
    const HALF: Half = Half(TURNS / 2);
    #[cancellable]
    fn of_variables(token: &CancelToken, left: Half, right: Half) -> Result<usize, Cancelled> {
        let mut i = 0;
        while i < left + right {
            i += 1;
        }
        Ok(i)
    }
    #[cancellable]
    fn of_constants(token: &CancelToken) -> Result<usize, Cancelled> {
        let mut i = 0;
        while i < HALF + HALF {
            i += 1;
        }
        Ok(i)
    }
    #[cancellable]
    fn of_fields(token: &CancelToken, left: Sum, right: Sum) -> Result<usize, Cancelled> {
        let mut i = 0;
        while i < (left + right).n {
            i += 1;
        }
        Ok(i)
    }
    let (token, sum) = (CancelToken::never(), Sum { n: TURNS / 2 });
    ASKED.set(0);
    let turns: [&dyn Fn() -> Result<usize, Cancelled>; 3] = [
        &|| of_variables(&token, HALF, HALF),
        &|| of_constants(&token),
        &|| of_fields(&token, sum, sum),
    ];
    for turns in turns {
        assert_eq!(turns().unwrap(), TURNS);
        assert_eq!(ASKED.replace(0), TURNS + 1);
    }
}

/// Numbers that fit no integer of the macro's.
#[test]
fn offsets_may_be_as_large_as_they_are_written() {
    #[cancellable]
    fn walk(token: &CancelToken, list: &mut [u32], mut i: usize) -> Result<usize, Cancelled> {
        while i < list.len() {
            list[i + 0xFFFF_FFFF_FFFF_FFFF] = list[i - 2];
            list[i - 9_223_372_036_854_775_807 - 1] = list[i];
            i -= 18_446_744_073_709_551_615;
        }
        Ok(i)
    }
    assert_eq!(walk(&CancelToken::never(), &mut [1, 2], 2).unwrap(), 2);
}

/// The check before such a loop ends it alone.
#[test]
fn break_mode_ends_the_loop_and_not_the_one_around_it() {
    #[cancellable(on_cancel = break)]
    fn turns(token: &CancelToken, end: usize) -> (usize, usize) {
        let (mut after, mut counted) = (0, 0);
        for _ in 0..3 {
            touch(1);
            let mut i = 0;
            while i < end {
                i += 1;
            }
            counted += i;
            after += 1;
        }
        (after, counted)
    }
    assert_eq!(turns(&CancelToken::never(), TURNS), (3, 3 * TURNS));
    // Checkpoints: the `for`, and the `while` that stands behind a call.
    assert_eq!(cancelled_at_with(1, |token| turns(token, 7)), (0, 0));
    assert_eq!(cancelled_at_with(2, |token| turns(token, 7)), (1, 0));
    let (after, counted) = cancelled_at_with(3, |token| turns(token, 7));
    assert_eq!(after, 1);
    assert!(
        if FORCED { counted < 7 } else { counted == 7 },
        "{counted} turns"
    );

    #[cancellable(on_cancel = break)]
    fn alone(token: &CancelToken, list: &[u8]) -> usize {
        let mut i = 0;
        while i < list.len() {
            i += 1;
        }
        i
    }
    assert_eq!(alone(&CancelToken::never(), &[1, 2]), 2);
    assert_eq!(cancelled_at_with(1, |token| alone(token, &[1, 2])), 0);
}

#[test]
fn generic_numbers_count() {
    #[cancellable]
    fn sum<N: Copy + PartialOrd + AddAssign<N>>(
        token: &CancelToken,
        one: N,
        end: N,
    ) -> Result<N, Cancelled> {
        let mut sum = one;
        while sum < end {
            sum += one;
        }
        Ok(sum)
    }
    assert_eq!(sum(&CancelToken::never(), 1_u8, 200).unwrap(), 200);
    assert_eq!(sum(&CancelToken::never(), 0.5_f32, 200.0).unwrap(), 200.0);
    assert_eq!(sum(&CancelToken::never(), -3_i64, i64::MIN).unwrap(), -3);
}

/// What is behind the end is never looked at, wherever a strip ends.
#[test]
fn end_may_be_at_any_place_of_a_strip() {
    #[cancellable]
    fn up(token: &CancelToken, numbers: &[u32]) -> Result<u32, Cancelled> {
        let (mut i, mut sum) = (0, 0_u32);
        while i < numbers.len() {
            sum = sum.wrapping_mul(31).wrapping_add(numbers[i]);
            if sum % 3 == 0 {
                i += 1;
                continue;
            }
            sum ^= 1;
            i += 1;
        }
        Ok(sum)
    }
    let plain = |numbers: &[u32]| {
        numbers.iter().fold(0_u32, |sum, number| {
            let sum = sum.wrapping_mul(31).wrapping_add(*number);
            if sum % 3 == 0 { sum } else { sum ^ 1 }
        })
    };
    let numbers: Vec<u32> = (0..TURNS as u32).collect();
    let ends = (0..40)
        .chain(TURNS - 40..TURNS)
        .chain((40..TURNS).step_by(997));
    for end in ends {
        let numbers = &numbers[..end];
        assert_eq!(
            up(&CancelToken::never(), numbers).unwrap(),
            plain(numbers),
            "{end}"
        );
    }
}

#[test]
fn each_of_their_checkpoints_ends_them() {
    #[cancellable]
    fn count(token: &CancelToken, end: usize) -> Result<usize, Cancelled> {
        let mut i = 0;
        while i < end {
            i += 1;
        }
        Ok(i)
    }
    let all = count_checkpoints_with(|token| count(token, 3 * TURNS));
    assert!(all > 3, "{all} checkpoints");
    for n in [1, 2, all - 1, all] {
        let cancelled = cancelled_at_with(n, |token| count(token, 3 * TURNS));
        assert!(cancelled.is_err(), "at checkpoint {n} of {all}");
    }
    let none = count_checkpoints_with(|token| count(token, 0));
    assert_eq!(none, 1);
}
