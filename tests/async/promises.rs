//! What is promised of async functions (S8), as far as no other file here shows it. `tests/tidy/rows.md` says where the rest is.

#![allow(
    clippy::all,
    clippy::pedantic,
    reason = "awaits stand where one would not put them"
)]

use std::{
    future::{Future, pending, poll_fn, ready},
    pin::pin,
    task::{Context, Poll, Waker},
};

use safepoint::{CancelSource, CancelToken, Cancelled, cancellable, shield_async};

use crate::support::{cancelled_while_pending, run, sites};

fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// S8: each loop checks, whether it awaits or not. What is ready at once is awaited without a check.
#[test]
fn each_loop_checks() {
    #[cancellable]
    async fn loops() -> Result<(), Cancelled> {
        for n in [1, 2, 3] {
            ready(n).await;
        }
        let mut n = 0;
        while n < 3 {
            n += ready(1).await;
        }
        loop {
            n -= 1;
            if ready(n).await == 0 {
                break;
            }
        }
        while let Some(m) = ready((n < 3).then_some(n)).await {
            n = std::hint::black_box(m + 1);
        }
        Ok(())
    }
    let lines: Vec<u32> = sites(|| run(loops()).unwrap())
        .iter()
        .map(|site| site.line())
        .collect();
    let first = lines[0];
    let of_line = |line: u32| lines.iter().filter(|other| **other == first + line).count();
    let counts = [0, 1, 5, 8, 14].map(of_line);
    assert_eq!(counts, [1, 4, 4, 3, 4], "{lines:?}");
}

/// Functions with an await somewhere, of which each is pending for ever but for the token.
macro_rules! cancellation_points {
    ($($name:ident: $body:block)*) => {
        /// S8: each await is a cancellation point, wherever it stands.
        #[test]
        fn each_await_is_a_cancellation_point() {
            $(
                #[cancellable]
                async fn $name() -> Result<u32, Cancelled> $body
                let result = cancelled_while_pending($name);
                assert!(result.is_err(), stringify!($name));
            )*
        }
    };
}

cancellation_points! {
    statement: { pending::<()>().await; Ok(1) }
    tail: { pending().await }
    argument: { Ok(u32::max(pending().await, 1)) }
    operand: { Ok(1 + pending::<u32>().await) }
    question_mark: { Ok(pending::<Result<u32, Cancelled>>().await?) }
    method_call: { Ok(pending::<Option<u32>>().await.unwrap_or(1)) }
    condition: { if pending().await { Ok(1) } else { Ok(2) } }
    scrutinee: { match pending::<u32>().await { n => Ok(n) } }
    guard: { match 1 { n if pending().await => Ok(n), n => Ok(n + 1) } }
    let_else: { let Some(n) = pending::<Option<u32>>().await else { return Ok(1) }; Ok(n) }
    value_of_a_block: { let n = { pending::<u32>().await }; Ok(n) }
    value_of_a_break: { Ok(loop { break pending::<u32>().await }) }
    returned: { return pending().await }
    field: { struct Held { n: u32 } Ok(Held { n: pending().await }.n) }
    index: { Ok([1, 2][pending::<usize>().await]) }
    header: { let mut sum = 0; for n in pending::<Vec<u32>>().await { sum += n; } Ok(sum) }
    body_of_a_loop: { for _ in 0..3 { pending::<()>().await; } Ok(1) }
    condition_of_a_while: { while pending().await {} Ok(1) }
    await_of_what_an_await_gives: { Ok(pending::<std::future::Ready<u32>>().await.await) }
}

/// S8: the future is polled first. Cancelled, and ready when it is polled again: ready wins.
#[test]
fn value_that_becomes_ready_with_the_cancellation_wins() {
    #[cancellable]
    async fn second_time(token: &CancelToken) -> Result<u32, Cancelled> {
        let mut polls = 0;
        let value = poll_fn(|_| {
            polls += 1;
            if polls == 1 {
                Poll::Pending
            } else {
                Poll::Ready(polls)
            }
        });
        Ok(value.await)
    }
    let source = CancelSource::new();
    let token = source.token();
    let mut future = pin!(second_time(&token));
    let mut context = Context::from_waker(Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_pending());
    source.cancel();
    assert!(matches!(
        future.as_mut().poll(&mut context),
        Poll::Ready(Ok(2))
    ));
}

/// S8: the checks themselves never await; without `yield_every` the executor gets no turn.
#[test]
fn checks_never_await() {
    #[cancellable]
    async fn loops(limit: u64) -> Result<u64, Cancelled> {
        let mut sum = 0;
        for n in 0..limit {
            sum += n;
        }
        for n in 0..limit {
            sum ^= std::hint::black_box(n);
        }
        while sum > 3 {
            sum /= ready(2).await;
        }
        Ok(sum)
    }
    let checks = sites(|| assert!(poll_once(loops(1000)).is_ready()));
    assert!(checks.len() > 1000);
}

/// S8: what `send` holds is dropped with it when the token wins, and kept by a shield or where awaits are left alone.
#[test]
fn dropped_send_loses_its_value_and_a_kept_one_does_not() {
    type Sender = tokio::sync::mpsc::Sender<u32>;
    #[cancellable]
    async fn raced(sender: &Sender, token: &CancelToken) -> Result<(), Cancelled> {
        sender.send(2).await.ok();
        Ok(())
    }
    #[cancellable]
    async fn shielded(sender: &Sender, token: &CancelToken) -> Result<(), Cancelled> {
        shield_async(|_| sender.send(2)).await.ok();
        Ok(())
    }
    #[cancellable(awaits = false)]
    async fn alone(sender: &Sender, token: &CancelToken) -> Result<(), Cancelled> {
        sender.send(2).await.ok();
        Ok(())
    }
    macro_rules! arrives {
        ($send:ident) => {{
            let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
            sender.try_send(1).unwrap();
            let source = CancelSource::new();
            let token = source.token();
            let mut future = pin!($send(&sender, &token));
            let mut context = Context::from_waker(Waker::noop());
            assert!(future.as_mut().poll(&mut context).is_pending());
            source.cancel();
            let ended = future.as_mut().poll(&mut context).is_ready();
            assert_eq!(receiver.try_recv(), Ok(1));
            if !ended {
                assert!(future.as_mut().poll(&mut context).is_ready());
            }
            receiver.try_recv().is_ok()
        }};
    }
    assert!(!arrives!(raced));
    assert!(arrives!(shielded));
    assert!(arrives!(alone));
}
