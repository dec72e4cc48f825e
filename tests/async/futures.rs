//! The futures that the attribute stands on: who is woken, what is left behind, on which executor.

use std::{
    future::{Future, pending, ready},
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
    thread,
};

use safepoint::{CancelSource, CancelToken, Cancelled, FutureExt as _, cancellable, checkpoint};

use crate::support::Task;

type Waits = Pin<Box<dyn Future<Output = Result<(), Cancelled>>>>;

/// A pointer to a token is that token: the await is woken, and need not look again and again. (What is returned may
/// outlive the pointer.)
#[test]
fn pointer_to_a_token_wakes_an_await() {
    #[cancellable(token = token)]
    async fn shared(token: Arc<CancelToken>) -> Result<(), Cancelled> {
        pending().await
    }
    #[cancellable(token = token.as_ref().unwrap())]
    async fn optional(token: Option<&CancelToken>) -> Result<(), Cancelled> {
        pending().await
    }
    #[cancellable(token = token)]
    fn returned(token: &Arc<CancelToken>) -> Waits {
        Box::pin(async { pending().await })
    }
    #[cancellable(token = token)]
    fn returned_of_a_mutable(token: &mut CancelToken) -> Waits {
        Box::pin(async { pending().await })
    }
    let all: [fn(CancelToken) -> Waits; 4] = [
        |token| Box::pin(shared(Arc::new(token))),
        |token| Box::pin(async move { optional(Some(&token)).await }),
        |token| returned(&Arc::new(token)),
        |mut token| returned_of_a_mutable(&mut token),
    ];
    for waits in all {
        let source = CancelSource::new();
        let task = Arc::new(Task::default());
        let mut waits = waits(source.token());
        assert!(task.poll(waits.as_mut()).is_pending());
        assert_eq!(task.woken(), 0);
        source.cancel();
        assert_eq!(task.woken(), 1);
        assert!(matches!(task.poll(waits.as_mut()), Poll::Ready(Err(_))));
    }
}

#[test]
fn all_waiters_are_woken_once() {
    let source = CancelSource::new();
    let token = source.token();
    let mut waiters: Vec<_> = (0..1_000)
        .map(|_| (Arc::new(Task::default()), Box::pin(token.cancelled())))
        .collect();
    for (task, waiter) in &mut waiters {
        assert!(task.poll(waiter.as_mut()).is_pending());
    }
    source.cancel();
    for (task, waiter) in &mut waiters {
        assert_eq!(task.woken(), 1);
        assert!(task.poll(waiter.as_mut()).is_ready());
    }
}

#[test]
fn dropped_waiter_is_neither_woken_nor_kept() {
    let source = CancelSource::new();
    let token = source.token();
    let task = Arc::new(Task::default());
    for _ in 0..1_000 {
        let mut waiter = Box::pin(token.clone().cancelled_owned());
        assert!(task.poll(waiter.as_mut()).is_pending());
    }
    // Nothing holds the task's waker any more.
    assert_eq!(Arc::strong_count(&task), 1);
    source.cancel();
    assert_eq!(task.woken(), 0);
}

#[test]
fn task_that_has_moved_is_woken_where_it_is() {
    let source = CancelSource::new();
    let token = source.token();
    let [first, second] = [(); 2].map(|()| Arc::new(Task::default()));
    let mut waiter = pin!(token.cancelled());
    assert!(first.poll(waiter.as_mut()).is_pending());
    assert!(second.poll(waiter.as_mut()).is_pending());
    assert_eq!(Arc::strong_count(&first), 1);
    source.cancel();
    assert_eq!((first.woken(), second.woken()), (0, 1));
}

#[test]
fn owned_future_outlives_its_token_and_its_source() {
    let source = CancelSource::new();
    let task = Arc::new(Task::default());
    let mut waiter = Box::pin(source.token().cancelled_owned());
    assert!(task.poll(waiter.as_mut()).is_pending());
    let cancelling = thread::spawn(move || source.cancel());
    assert!(cancelling.join().unwrap());
    assert_eq!(task.woken(), 1);
    assert!(task.poll(waiter.as_mut()).is_ready());
}

#[test]
fn completed_future_may_be_polled_again() {
    let source = CancelSource::new();
    source.cancel();
    let token = source.token();
    let task = Arc::new(Task::default());
    let mut waiter = pin!(token.cancelled());
    assert!(task.poll(waiter.as_mut()).is_ready());
    assert!(task.poll(waiter.as_mut()).is_ready());
}

#[test]
fn value_that_is_ready_wins_over_a_cancellation() {
    let source = CancelSource::new();
    source.cancel();
    let token = source.token();
    let task = Arc::new(Task::default());
    let value = task.poll(pin!(token.run_until_cancelled(ready(7))));
    assert!(matches!(value, Poll::Ready(Ok(7))));
    let nothing = task.poll(pin!(token.run_until_cancelled(pending::<()>())));
    assert!(matches!(nothing, Poll::Ready(Err(_))));
}

#[test]
fn future_on_never_waits_and_keeps_nothing() {
    let never = CancelToken::never();
    let task = Arc::new(Task::default());
    assert!(task.poll(pin!(never.cancelled())).is_pending());
    assert_eq!(Arc::strong_count(&task), 1);
}

#[test]
fn waits_end_on_every_executor() {
    #[cancellable]
    async fn annotated(token: CancelToken) -> Result<(), Cancelled> {
        pending::<()>().await;
        Ok(())
    }
    fn waits(source: &CancelSource) -> impl Future<Output = Cancelled> + use<> {
        let child = source.token().child();
        async move {
            let cancelled = annotated(child.token()).await.unwrap_err();
            child.token().cancelled().await;
            cancelled
        }
    }
    let source = CancelSource::new();
    thread::scope(|threads| {
        let (first, second, third) = (waits(&source), waits(&source), waits(&source));
        let all = [
            threads.spawn(|| ::futures::executor::block_on(first)),
            threads.spawn(|| {
                let builder = &mut tokio::runtime::Builder::new_current_thread();
                builder.build().unwrap().block_on(second)
            }),
            threads.spawn(|| {
                let mut builder = tokio::runtime::Builder::new_multi_thread();
                let runtime = builder.worker_threads(2).build().unwrap();
                let task = runtime.spawn(third);
                runtime.block_on(task).unwrap()
            }),
        ];
        source.cancel();
        for waiting in all {
            assert!(waiting.join().unwrap().came_from(&source.token()));
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ambient_token_follows_a_task_from_poll_to_poll() {
    #[cancellable]
    async fn turns() -> Result<u32, Cancelled> {
        let mut turns = 0;
        while turns < 100 {
            tokio::task::yield_now().await;
            turns += 1;
        }
        Ok(turns)
    }
    let source = CancelSource::new();
    let task = tokio::spawn(async { (turns().await, checkpoint()) }.with_token(source.token()));
    let (turned, checked) = task.await.unwrap();
    assert_eq!(turned.unwrap(), 100);
    assert!(checked.is_ok());
    source.cancel();
    let task = tokio::spawn(async { (turns().await, checkpoint()) }.with_token(source.token()));
    let (turned, checked) = task.await.unwrap();
    assert!(turned.is_err() && checked.is_err());
    assert!(!CancelToken::current().is_cancelled());
}
