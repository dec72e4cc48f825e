//! Async functions (pitfalls 9, 12, 13, 17).

use std::{
    future::{Future, ready},
    pin::pin,
    sync::Mutex,
    task::{Context, Poll, Waker},
};

use super::{Log, same, twins};

/// Runs a future of which every part is ready when it is polled.
fn run<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("something is not ready"),
    }
}

macro_rules! async_twins {
    ($($function:tt)*) => {
        #[allow(unused)]
        async fn plain $($function)*

        #[safepoint::cancellable]
        #[allow(unused)]
        async fn checked $($function)*
    };
}

/// Pitfall 17 (tests/pitfalls/rows.md).
#[test]
fn awaits_and_loops_of_an_async_function() {
    async_twins! {
        (log: &Log) -> Option<u32> {
            let mut sum = 0;
            'rows: for row in 0..4 {
                let _row = log.noisy("row");
                while ready(sum < 100).await {
                    let _turn = log.noisy("turn");
                    if row == 1 {
                        continue 'rows;
                    }
                    sum += ready(row + 1).await;
                    if sum % 3 == 0 {
                        break;
                    }
                }
            }
            let last = ready(Some(sum)).await?;
            Some(last)
        }
    }
    same(|log| run(plain(log)), |log| run(checked(log)));
}

/// Pitfall 12 (tests/pitfalls/rows.md).
#[test]
fn temporaries_around_awaits() {
    async_twins! {
        (log: &Log) -> Option<usize> {
            let jobs = Mutex::new(vec![1_usize, 2]);
            let mut done = 0;
            while let Some(job) = { let mut jobs = jobs.lock().unwrap(); jobs.pop() } {
                let _ = (log.noisy("before"), ready(job).await, log.noisy("after"));
                match ready(log.noisy("scrutinee").1.len()).await {
                    length => done += length + job,
                }
            }
            log.note("end");
            Some(ready(log.noisy("tail").1.len()).await + done)
        }
    }
    same(|log| run(plain(log)), |log| run(checked(log)));
}

#[test]
fn values_of_awaits_are_coerced_and_inferred() {
    async_twins! {
        (log: &Log) -> Option<u64> {
            let mut list = Vec::new();
            list.push(ready(1).await);
            let closure: Box<dyn Fn(u64) -> u64> = if ready(true).await {
                Box::new(|n| n + 1)
            } else {
                Box::new(|n| n)
            };
            let text: &dyn std::fmt::Display = ready(&7).await;
            log.note(text.to_string());
            Some(closure(list[0]))
        }
    }
    same(|log| run(plain(log)), |log| run(checked(log)));
}

#[test]
fn block_that_a_future_is_made_of() {
    twins! {
        (log: &Log) -> std::pin::Pin<Box<dyn Future<Output = Option<u32>> + '_>> {
            log.note("called");
            Box::pin(async move {
                let mut sum = 0;
                for n in 0..3 {
                    let _turn = log.noisy("turn");
                    sum += ready(n).await;
                }
                Some(sum)
            })
        }
    }
    same(|log| run(plain(log)), |log| run(checked(log)));
}

/// A block without `move`, which may outlive the reference to its token.
#[safepoint::cancellable]
fn without_move(
    token: &safepoint::CancelToken,
) -> std::pin::Pin<Box<dyn Future<Output = Option<u32>>>> {
    Box::pin(async {
        let mut sum = 0;
        for n in 0..3 {
            sum += ready(n).await;
        }
        Some(sum)
    })
}

#[test]
fn block_without_move_has_a_handle_of_its_token() {
    let source = safepoint::CancelSource::new();
    let live = without_move(&source.token());
    assert_eq!(run(live), Some(3));
    let cancelled = without_move(&source.token());
    source.cancel();
    assert_eq!(run(cancelled), None);
}
