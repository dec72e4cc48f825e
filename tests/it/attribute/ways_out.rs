//! S4: out through the function's own type.

use std::{convert::Infallible, error::Error, io, ops::ControlFlow, task::Poll};

use safepoint::{CancelSource, CancelToken, Cancelled, Reason, cancellable, catch};
use safepoint_tests::{cancelled_at, cancelled_everywhere};

use super::touch;

fn cancelled() -> CancelToken {
    let source = CancelSource::new();
    source.cancel_with(Reason::message("the test"));
    source.token()
}

/// Runs work under a cancelled ambient token.
fn under_cancelled<R>(work: impl FnOnce() -> R) -> R {
    cancelled().run(work)
}

#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("stopped")]
    Stopped(#[from] Cancelled),
    #[error("other")]
    Other,
}

#[test]
fn result_of_cancelled_is_that_error() {
    #[cancellable]
    fn work() -> Result<u32, Cancelled> {
        Ok(touch(1))
    }
    assert_eq!(work().unwrap(), 1);
    let error = under_cancelled(work).unwrap_err();
    let line = line!() - 5;
    let text = format!(
        "cancelled: the test (noticed in work at {}:{line}, ",
        file!()
    );
    assert!(error.to_string().starts_with(&text), "{error}");
}

#[test]
fn result_of_another_error_is_converted() {
    #[cancellable]
    fn own(fail: bool) -> Result<u32, Failed> {
        if fail { Err(Failed::Other) } else { Ok(1) }
    }
    #[cancellable]
    fn boxed() -> Result<u32, Box<dyn Error + Send + Sync>> {
        Ok("1".parse()?)
    }
    #[cancellable]
    fn anyhow() -> anyhow::Result<u32> {
        Ok("1".parse()?)
    }
    #[cancellable]
    fn io() -> io::Result<u32> {
        Ok(1)
    }
    assert!(matches!(own(true), Err(Failed::Other)));
    assert!(matches!(
        under_cancelled(|| own(true)),
        Err(Failed::Stopped(_))
    ));
    assert!(under_cancelled(boxed).unwrap_err().is::<Cancelled>());
    assert!(under_cancelled(anyhow).unwrap_err().is::<Cancelled>());
    assert!(Cancelled::find(&under_cancelled(io).unwrap_err()).is_some());
}

#[test]
fn option_is_none() {
    #[cancellable]
    fn find(values: &[u32], wanted: u32) -> Option<usize> {
        for (index, value) in values.iter().enumerate() {
            if touch(*value) == wanted {
                return Some(index);
            }
        }
        None
    }
    assert_eq!(find(&[3, 4], 4), Some(1));
    assert_eq!(under_cancelled(|| find(&[3, 4], 4)), None);
}

#[test]
fn given_value_may_begin_with_any_token() {
    #[cancellable(on_cancel = return -1)]
    fn negative() -> i32 {
        1
    }
    #[cancellable(on_cancel = return &0)]
    fn reference() -> &'static i32 {
        &1
    }
    #[cancellable(on_cancel = return (2, 3).0 - 2)]
    fn tuple() -> i32 {
        1
    }
    #[cancellable(on_cancel = return [4][0])]
    fn array() -> i32 {
        1
    }
    #[cancellable(on_cancel = return { 5 } - 5)]
    fn block() -> i32 {
        1
    }
    #[cancellable(on_cancel = return |n| n + 6)]
    fn closure() -> fn(i32) -> i32 {
        |n| n
    }
    assert_eq!(
        [
            negative(),
            *reference(),
            tuple(),
            array(),
            block(),
            closure()(1)
        ],
        [1; 6]
    );
    under_cancelled(|| {
        assert_eq!([negative(), *reference(), tuple(), array()], [-1, 0, 0, 4]);
        assert_eq!([block(), closure()(1)], [0, 7]);
    });
}

#[test]
fn nothing_returns() {
    #[cancellable]
    fn push(target: &mut Vec<u32>) {
        for n in 0..3 {
            target.push(n);
        }
    }
    #[cancellable]
    fn push_unit(target: &mut Vec<u32>) -> () {
        for n in 0..3 {
            target.push(n);
        }
    }
    for push in [push, push_unit] {
        let lengths = cancelled_everywhere(|| {
            let mut target = Vec::new();
            push(&mut target);
            target.len()
        });
        assert_eq!(lengths, [3, 0, 0, 1, 2, 3]);
    }
}

#[test]
fn option_of_a_result_is_some_error() {
    #[cancellable]
    fn next() -> Option<Result<u32, Cancelled>> {
        None
    }
    #[cancellable]
    fn io() -> Option<io::Result<u32>> {
        None
    }
    assert!(next().is_none());
    assert!(under_cancelled(next).unwrap().is_err());
    assert!(under_cancelled(io).unwrap().is_err());
}

#[test]
fn control_flow_breaks() {
    #[cancellable]
    fn with_the_error() -> ControlFlow<Cancelled, u32> {
        ControlFlow::Continue(1)
    }
    #[cancellable]
    fn with_nothing() -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
    #[cancellable]
    fn with_a_result() -> ControlFlow<Result<u32, Cancelled>> {
        ControlFlow::Continue(())
    }
    #[cancellable]
    fn with_an_option() -> ControlFlow<Option<u8>, u8> {
        ControlFlow::Continue(1)
    }
    #[cancellable]
    fn with_an_option_of_a_result() -> ControlFlow<Option<Result<u8, Cancelled>>> {
        ControlFlow::Continue(())
    }
    #[cancellable]
    fn with_another() -> ControlFlow<ControlFlow<Option<u8>>> {
        ControlFlow::Continue(())
    }
    #[cancellable]
    fn ready() -> Poll<ControlFlow<Option<u8>>> {
        Poll::Pending
    }
    assert!(with_the_error().is_continue());
    let none = under_cancelled(with_an_option);
    assert!(matches!(none, ControlFlow::Break(None)));
    let error = under_cancelled(with_an_option_of_a_result);
    assert!(matches!(error, ControlFlow::Break(Some(Err(_)))));
    let inner = under_cancelled(with_another);
    assert!(matches!(
        inner,
        ControlFlow::Break(ControlFlow::Break(None))
    ));
    let ready = under_cancelled(ready);
    assert!(matches!(ready, Poll::Ready(ControlFlow::Break(None))));
    assert!(under_cancelled(with_the_error).is_break());
    assert!(under_cancelled(with_nothing).is_break());
    let ControlFlow::Break(result) = under_cancelled(with_a_result) else {
        panic!("it went on")
    };
    assert!(result.is_err());
}

#[test]
fn poll_is_ready_with_what_its_type_has() {
    #[cancellable]
    fn result() -> Poll<Result<u32, Cancelled>> {
        Poll::Pending
    }
    #[cancellable]
    fn unit() -> Poll<()> {
        Poll::Pending
    }
    #[cancellable]
    fn option_of_a_result() -> Poll<Option<Result<u32, Cancelled>>> {
        Poll::Pending
    }
    assert!(result().is_pending());
    assert!(matches!(under_cancelled(result), Poll::Ready(Err(_))));
    assert!(under_cancelled(unit).is_ready());
    let Poll::Ready(item) = under_cancelled(option_of_a_result) else {
        panic!("pending")
    };
    assert!(item.unwrap().is_err());
}

/// Pitfall 26 (tests/pitfalls/rows.md).
#[test]
fn impl_in_a_result_is_left_by_the_error() {
    #[cancellable]
    fn multiples(of: u32) -> Result<impl Iterator<Item = u32>, Cancelled> {
        let mut primes = Vec::new();
        for n in 0..4 {
            primes.push(touch(n));
        }
        Ok(primes.into_iter().map(move |n| n * of))
    }
    assert!(multiples(2).unwrap().eq([0, 2, 4, 6]));
    assert!(under_cancelled(|| multiples(2)).is_err());
}

#[test]
fn alias_of_a_type_is_that_type() {
    type Answer<T> = Result<T, Cancelled>;
    type Found = Option<u32>;
    #[cancellable]
    fn answer() -> Answer<u32> {
        Ok(1)
    }
    #[cancellable]
    fn found() -> Found {
        Some(1)
    }
    assert!(under_cancelled(answer).is_err());
    assert!(under_cancelled(found).is_none());
}

#[test]
fn associated_type_is_that_type() {
    trait Works {
        type Output;
        fn work(&self) -> Self::Output;
    }
    struct Worker;
    impl Works for Worker {
        type Output = Result<u32, Cancelled>;
        #[cancellable]
        fn work(&self) -> Self::Output {
            Ok(1)
        }
    }
    assert!(Worker.work().is_ok());
    assert!(under_cancelled(|| Worker.work()).is_err());
}

#[test]
fn error_type_may_be_generic() {
    #[cancellable]
    fn work<T, E: From<Cancelled>>(value: T) -> Result<T, E> {
        Ok(value)
    }
    assert!(under_cancelled(|| work::<_, io::Error>(1)).is_err());
    assert!(under_cancelled(|| work::<_, anyhow::Error>("text")).is_err());
}

#[test]
fn function_that_would_never_return_returns_the_error() {
    #[cancellable]
    fn forever() -> Result<Infallible, Cancelled> {
        let mut turns = 0_u64;
        loop {
            turns = touch(turns).wrapping_add(1);
        }
    }
    let Err(error) = cancelled_at(1000, forever);
    assert_eq!(error.reason().to_string(), "cancelled by the test");
}

struct Countdown(u32);

impl Iterator for Countdown {
    type Item = Result<u32, Cancelled>;

    #[cancellable]
    fn next(&mut self) -> Option<Result<u32, Cancelled>> {
        while self.0 > 0 {
            self.0 -= 1;
            if touch(self.0).is_multiple_of(2) {
                return Some(Ok(self.0));
            }
        }
        None
    }
}

/// A truncated sequence does not look like a whole one.
#[test]
fn cancelled_iterator_ends_with_an_error() {
    assert_eq!(
        Countdown(5).map(Result::unwrap).collect::<Vec<_>>(),
        [4, 2, 0]
    );
    let taken: Result<Vec<u32>, Cancelled> = cancelled_at(3, || Countdown(5).collect());
    assert!(taken.is_err());
}

struct Silent(u32);

impl Iterator for Silent {
    type Item = u32;

    #[cancellable(on_cancel = return None)]
    fn next(&mut self) -> Option<u32> {
        self.0 = self.0.checked_sub(1)?;
        Some(touch(self.0))
    }
}

#[test]
fn iterator_may_choose_to_end_silently() {
    assert_eq!(Silent(3).collect::<Vec<_>>(), [2, 1, 0]);
    assert_eq!(cancelled_at(2, || Silent(3).collect::<Vec<_>>()), [2]);
}

/// Evaluated once, only on cancel, where the body's own names are not in scope.
///
/// Pitfall 33 (tests/pitfalls/rows.md).
#[test]
fn on_cancel_return_gives_its_value() {
    #[cancellable(on_cancel = return { *evaluated += 1; limit })]
    fn work(limit: u32, evaluated: &mut u32) -> u32 {
        let mut done = 0;
        for limit in 0..limit {
            done += touch(limit);
        }
        done
    }
    let mut evaluated = 0;
    assert_eq!(work(4, &mut evaluated), 6);
    assert_eq!(evaluated, 0);
    let results = cancelled_everywhere(|| work(4, &mut evaluated));
    assert_eq!(results, [6, 4, 4, 4, 4, 4, 4]);
    assert_eq!(evaluated, 6);
}

/// Pitfall 33 (tests/pitfalls/rows.md).
#[test]
fn on_cancel_return_keeps_coercions_and_question_marks() {
    #[cancellable(on_cancel = return Ok(Box::new(|| 0)))]
    fn choose(first: bool) -> Result<Box<dyn Fn() -> u32>, Failed> {
        if first {
            Ok(Box::new(|| 1))
        } else {
            Err(Failed::Other)?;
            Ok(Box::new(|| 2))
        }
    }
    assert_eq!(choose(true).unwrap()(), 1);
    assert!(choose(false).is_err());
    assert_eq!(under_cancelled(|| choose(true)).unwrap()(), 0);
}

#[test]
fn on_cancel_break_ends_every_loop_and_goes_on() {
    #[cancellable(on_cancel = break)]
    fn best(rounds: u32) -> (u32, bool) {
        let mut best = 0;
        for _ in 0..rounds {
            for _ in 0..2 {
                best += touch(1);
            }
        }
        (best, true)
    }
    assert_eq!(best(3), (6, true));
    assert_eq!(under_cancelled(|| best(u32::MAX)), (0, true));
    // Checks of the outer loop, of the inner one, which takes two items and ends, and so on.
    assert_eq!(cancelled_at(3, || best(3)), (1, true));
}

#[test]
fn on_cancel_unwind_is_caught() {
    #[cancellable(on_cancel = unwind)]
    fn work(limit: u32) -> u32 {
        let mut sum = 0;
        for n in 0..limit {
            sum += touch(n);
        }
        sum
    }
    assert_eq!(catch(|| work(3)).unwrap(), 3);
    let error = under_cancelled(|| catch(|| work(3))).unwrap_err();
    assert_eq!(error.reason().to_string(), "the test");
    assert_eq!(error.site().function(), Some("work"));
}

#[test]
fn on_cancel_unwind_is_caught_by_a_scope() {
    #[cancellable(on_cancel = unwind)]
    fn work() -> u32 {
        loop {
            touch(1);
        }
    }
    let source = CancelSource::new();
    let result = source.token().scope(|s| {
        let task = s.spawn(|| Ok(work()));
        source.cancel();
        task.join()
    });
    assert!(result.unwrap_err().came_from(&source.token()));
}

/// No unwinding on a thread that is panicking already: the process would be aborted.
#[test]
fn on_cancel_unwind_goes_on_while_panicking() {
    #[cancellable(on_cancel = unwind)]
    fn clean_up(done: &mut u32) {
        for _ in 0..3 {
            *done += touch(1);
        }
    }
    struct CleansUp<'a>(&'a mut u32);
    impl Drop for CleansUp<'_> {
        fn drop(&mut self) {
            clean_up(self.0);
        }
    }
    let mut done = 0;
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _cleans_up = CleansUp(&mut done);
        under_cancelled(|| crate::support::planned_panic("with cleaning up to do"));
    }));
    assert!(caught.is_err());
    assert_eq!(done, 3);
}

#[test]
fn on_cancel_unwind_drops_what_it_passes() {
    struct Counts<'a>(&'a std::cell::Cell<u32>);
    impl Drop for Counts<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }
    #[cancellable(on_cancel = unwind)]
    fn work(dropped: &std::cell::Cell<u32>) {
        let _first = Counts(dropped);
        loop {
            let _second = Counts(dropped);
        }
    }
    let dropped = std::cell::Cell::new(0);
    assert!(cancelled_at(4, || catch(|| work(&dropped))).is_err());
    assert_eq!(dropped.get(), 3);
}
