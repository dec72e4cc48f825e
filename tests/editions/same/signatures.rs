//! Signatures of every kind: what is written there is what the caller sees.

use std::{borrow::Cow, cell::RefCell, fmt::Display, panic::Location, pin::Pin, rc::Rc};

use safepoint::{CancelToken, Cancelled, cancellable};
use safepoint_tests::count_checkpoints;

/// Pitfall 14 (tests/pitfalls/rows.md).
#[test]
fn reborrow_of_a_mutable_argument_is_returned() {
    #[cancellable]
    fn find<'a>(list: &'a mut Vec<u32>, wanted: u32) -> Option<&'a mut u32> {
        for item in list.iter_mut() {
            if *item == wanted {
                return Some(item);
            }
        }
        None
    }
    #[cancellable]
    fn last(list: &mut [u32]) -> Result<&mut u32, Cancelled> {
        let mut index = 0;
        while index + 1 < list.len() {
            index += 1;
        }
        Ok(&mut list[index])
    }
    let mut list = vec![1, 2, 3];
    *find(&mut list, 2).unwrap() = 7;
    assert!(find(&mut list, 9).is_none());
    *last(&mut list).unwrap() += 1;
    assert_eq!(list, [1, 7, 4]);
}

/// Pitfall 13 (tests/pitfalls/rows.md).
#[test]
fn closures_of_branches_are_coerced_to_one_box() {
    #[cancellable]
    fn choose(first: bool) -> Result<Box<dyn Fn() -> u32>, Cancelled> {
        if first {
            Ok(Box::new(|| 1))
        } else {
            Ok(Box::new(|| 2))
        }
    }
    #[cancellable(on_cancel = return Box::new(|| 0))]
    fn choose_bare(first: bool) -> Box<dyn Fn() -> u32> {
        if first {
            Box::new(|| 1)
        } else {
            Box::new(|| 2)
        }
    }
    assert_eq!(choose(true).unwrap()() + choose_bare(false)(), 3);
}

/// Pitfall 14 (tests/pitfalls/rows.md).
#[test]
fn track_caller_gives_the_callers_line() {
    #[cancellable]
    #[track_caller]
    fn below() -> Option<&'static Location<'static>> {
        for _ in 0..1 {}
        Some(Location::caller())
    }
    #[track_caller]
    #[cancellable]
    fn above() -> Option<&'static Location<'static>> {
        Some(Location::caller())
    }
    assert_eq!(below().unwrap().line(), line!());
    assert_eq!(above().unwrap().line(), line!());
}

/// Pitfall 23 (tests/pitfalls/rows.md).
#[test]
fn attributes_and_doc_comments_stay() {
    #[must_use = "a reason"]
    #[cancellable]
    /// A doc comment.
    #[inline]
    #[deprecated = "for the test"]
    fn marked(#[allow(unused)] ignored: u32) -> Option<u32> {
        #![allow(unused_variables)]
        #[allow(unused_mut)]
        let mut unused = 1;
        #[cfg(any())]
        for _ in not_there {}
        #[cfg(not(any()))]
        for _ in 0..1 {
            let unused = 1;
        }
        #[allow(clippy::never_loop)]
        while true {
            break;
        }
        Some(unused)
    }
    #[allow(deprecated)]
    let value = marked(1);
    assert_eq!(value, Some(1));
}

/// Pitfall 28 (tests/pitfalls/rows.md).
#[test]
fn generics_bounds_and_defaults_stay() {
    #[cancellable]
    fn join<'a, T, I, const N: usize>(
        items: I,
        separators: [&'a str; N],
    ) -> Result<String, Cancelled>
    where
        T: Display + ?Sized + 'a,
        I: IntoIterator<Item = &'a T>,
    {
        let mut joined = String::new();
        for (item, separator) in items.into_iter().zip(separators.iter()) {
            joined += &format!("{}{}", item, separator);
        }
        Ok(joined)
    }
    #[cancellable]
    fn through_dyn(items: &mut dyn Iterator<Item = Box<dyn Display>>) -> Option<String> {
        let mut joined = String::new();
        for item in items {
            joined += &item.to_string();
        }
        Some(joined)
    }
    #[cancellable]
    fn with_closure<F: FnMut(u32) -> bool>(mut keep: F) -> Option<u32> {
        let mut n = 0;
        while keep(n) {
            n += 1;
        }
        Some(n)
    }
    #[cancellable]
    fn with_impl(items: impl IntoIterator<Item = impl Into<u64>>) -> Option<u64> {
        let mut sum = 0;
        for item in items {
            sum += item.into();
        }
        Some(sum)
    }
    assert_eq!(
        join::<str, _, 2>(vec!["a", "b"], ["-", "+"]).unwrap(),
        "a-b+"
    );
    let boxed: Vec<Box<dyn Display>> = vec![Box::new(1), Box::new("b")];
    assert_eq!(through_dyn(&mut boxed.into_iter()).unwrap(), "1b");
    assert_eq!(with_closure(|n| n < 4), Some(4));
    assert_eq!(with_impl(vec![1_u8, 2]), Some(3));
}

#[test]
fn patterns_of_parameters_stay() {
    struct Point {
        x: u32,
        y: u32,
    }
    #[cancellable]
    fn destructured(
        Point { x, y: vertical }: Point,
        (a, mut b): (u32, u32),
        [first, ..]: [u32; 3],
        &borrowed: &u32,
        _: u32,
    ) -> Option<u32> {
        for n in 0..x {
            b += n;
        }
        Some(vertical + a + b + first + borrowed)
    }
    let point = Point { x: 2, y: 3 };
    assert_eq!(destructured(point, (1, 1), [1, 2, 3], &1, 9), Some(8));
}

/// Pitfall 28 (tests/pitfalls/rows.md).
#[test]
fn unsafe_functions_stay_unsafe() {
    /// # Safety
    ///
    /// The pointer points to `count` numbers.
    #[cancellable]
    unsafe fn sum(start: *const u32, count: usize) -> Option<u32> {
        let mut sum = 0;
        for index in 0..count {
            // SAFETY: the caller promises it.
            sum += unsafe { *start.add(index) };
        }
        Some(sum)
    }
    let function: unsafe fn(*const u32, usize) -> Option<u32> = sum;
    let numbers = [1, 2, 3];
    // SAFETY: as many as there are.
    assert_eq!(unsafe { function(numbers.as_ptr(), 3) }, Some(6));
}

/// Pitfall 26 (tests/pitfalls/rows.md).
#[test]
fn impl_trait_is_returned_and_captures() {
    #[cancellable]
    fn doubled<'a>(numbers: &'a [u32]) -> Result<impl Iterator<Item = u32> + 'a, Cancelled> {
        for n in numbers {
            std::hint::black_box(n);
        }
        Ok(numbers.iter().map(|n| n * 2))
    }
    assert!(doubled(&[1, 2]).unwrap().eq(vec![2, 4]));
}

#[derive(Clone, Default)]
struct Machine {
    turns: u32,
}

impl Machine {
    #[cancellable]
    fn by_value(mut self) -> Option<u32> {
        while self.turns < 3 {
            self.turns += 1;
        }
        Some(self.turns)
    }

    #[cancellable]
    fn by_reference(&self) -> Option<u32> {
        for _ in 0..self.turns {}
        Some(self.turns)
    }

    #[cancellable]
    fn by_mutable_reference<'a>(&'a mut self) -> Option<&'a mut u32> {
        for _ in 0..3 {
            self.turns += 1;
        }
        Some(&mut self.turns)
    }

    #[cancellable]
    fn by_box(self: Box<Self>) -> Option<Self> {
        for _ in 0..1 {}
        Some(*self)
    }

    #[cancellable]
    fn by_rc(self: Rc<Self>) -> Option<u32> {
        Some(self.turns)
    }

    #[cancellable]
    fn by_pin(self: Pin<&mut Self>) -> Option<u32> {
        while false {}
        Some(self.turns)
    }

    #[cancellable]
    fn associated() -> Result<Self, Cancelled> {
        let mut turns = 0;
        loop {
            turns += 1;
            if turns == 5 {
                break Ok(Self { turns });
            }
        }
    }
}

/// Pitfall 28 (tests/pitfalls/rows.md).
#[test]
fn receivers_of_every_kind_stay() {
    let mut machine = Machine::default();
    assert_eq!(machine.clone().by_value(), Some(3));
    assert_eq!(machine.by_reference(), Some(0));
    *machine.by_mutable_reference().unwrap() += 1;
    assert_eq!(Box::new(machine.clone()).by_box().unwrap().turns, 4);
    assert_eq!(Rc::new(machine.clone()).by_rc(), Some(4));
    assert_eq!(Pin::new(&mut machine).by_pin(), Some(4));
    assert_eq!(Machine::associated().unwrap().turns, 5);
}

trait Works {
    type Output;

    fn required(&self) -> Option<u32>;

    #[cancellable]
    fn provided(&self) -> Option<u32> {
        let mut sum = 0;
        for _ in 0..3 {
            sum += self.required()?;
        }
        Some(sum)
    }

    fn output(&self) -> Result<Self::Output, Cancelled>;
}

impl Works for Machine {
    type Output = Cow<'static, str>;

    #[cancellable]
    fn required(&self) -> Option<u32> {
        Some(2)
    }

    #[cancellable]
    fn output(&self) -> Result<Self::Output, Cancelled> {
        for _ in 0..self.turns {
            return Ok(Cow::Borrowed("turned"));
        }
        Ok(format!("{} turns", self.turns).into())
    }
}

#[test]
fn methods_of_traits_stay() {
    let works: &dyn Works<Output = Cow<'static, str>> = &Machine::default();
    assert_eq!(works.required(), Some(2));
    assert_eq!(Machine::default().provided(), Some(6));
    assert_eq!(works.output().unwrap(), "0 turns");
}

#[test]
fn function_is_still_a_function_item() {
    #[cancellable]
    fn add(a: u32, b: u32) -> Option<u32> {
        Some(a + b)
    }
    let pointer: fn(u32, u32) -> Option<u32> = add;
    assert_eq!(pointer(1, 2), Some(3));
    assert_eq!(size_of_val(&add), 0);
    assert_eq!((1..4).map(|n| add(n, n)).flatten().sum::<u32>(), 12);
}

fn size_of_val<T>(_: &T) -> usize {
    std::mem::size_of::<T>()
}

#[test]
fn nested_annotated_functions_stand_apart() {
    #[cancellable]
    fn outer(token: &CancelToken) -> Result<u32, Cancelled> {
        #[cancellable]
        fn inner(limit: u32) -> Result<u32, Cancelled> {
            let mut sum = 0;
            for n in 0..limit {
                sum += n;
            }
            Ok(sum)
        }
        let mut sum = 0;
        for n in 0..3 {
            sum += inner(n)?;
        }
        Ok(sum)
    }
    assert_eq!(outer(&CancelToken::never()).unwrap(), 1);
}

#[test]
fn visibility_and_modules_stay() {
    mod inner {
        use safepoint::cancellable;

        #[cancellable]
        pub(crate) fn visible() -> Option<Private> {
            Some(Private(()))
        }
        pub(crate) struct Private(());
    }
    assert!(inner::visible().is_some());
}

#[test]
fn recursion_and_mutual_recursion() {
    #[cancellable]
    fn even(n: u32) -> Result<bool, Cancelled> {
        if n == 0 { Ok(true) } else { odd(n - 1) }
    }
    #[cancellable]
    fn odd(n: u32) -> Result<bool, Cancelled> {
        if n == 0 { Ok(false) } else { even(n - 1) }
    }
    #[cancellable]
    fn fib(n: u32) -> Result<u32, Cancelled> {
        Ok(if n < 2 { n } else { fib(n - 1)? + fib(n - 2)? })
    }
    assert!(even(10).unwrap());
    assert_eq!(fib(10).unwrap(), 55);
    assert_eq!(count_checkpoints(|| even(9)), 10);
}

#[test]
fn borrow_of_a_cell_may_be_held_across_a_loop() {
    #[cancellable]
    fn drain(cell: &RefCell<Vec<u32>>) -> Option<u32> {
        let mut list = cell.borrow_mut();
        let mut sum = 0;
        while let Some(n) = list.pop() {
            sum += n;
        }
        Some(sum)
    }
    assert_eq!(drain(&RefCell::new(vec![1, 2])), Some(3));
}
