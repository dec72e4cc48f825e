//! Awaits as cancellation points: who wins, who wakes, what is dropped when, what stays `Send`.

use std::{
    cell::{Cell, RefCell},
    future::{Future, pending, poll_fn, ready},
    pin::pin,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use enough::{Stop, StopReason};
use safepoint::{
    CancelSource, CancelToken, Cancelled, FutureExt as _, Pollable, StopToken, cancellable,
};

use crate::support::{cancelled_while_pending, run, sites};

#[cancellable]
async fn adds(token: &CancelToken) -> Result<u32, Cancelled> {
    Ok(ready(1).await + ready(2).await)
}

/// S8: the future is polled first, and a value that is ready wins.
#[test]
fn ready_value_wins() {
    #[cancellable]
    async fn takes(
        future: impl Future<Output = u32>,
        token: &CancelToken,
    ) -> Result<u32, Cancelled> {
        Ok(future.await)
    }
    let source = CancelSource::new();
    let cancels = poll_fn(|_| {
        source.cancel();
        Poll::Ready(7)
    });
    assert_eq!(run(takes(cancels, &source.token())).unwrap(), 7);
    assert_eq!(run(adds(&CancelToken::never())).unwrap(), 3);
}

struct Counting(AtomicUsize);

impl Wake for Counting {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[cancellable]
async fn waits(token: &CancelToken) -> Result<(), Cancelled> {
    pending::<()>().await;
    Ok(())
}

/// S8: what is pending is raced with the token.
#[test]
fn cancelling_wakes_a_pending_await_once() {
    let source = CancelSource::new();
    let token = source.token();
    let counting = Arc::new(Counting(AtomicUsize::new(0)));
    let waker = Waker::from(Arc::clone(&counting));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(waits(&token));
    assert!(future.as_mut().poll(&mut context).is_pending());
    assert_eq!(counting.0.load(Ordering::Relaxed), 0);
    source.cancel();
    assert_eq!(counting.0.load(Ordering::Relaxed), 1);
    assert!(matches!(
        future.as_mut().poll(&mut context),
        Poll::Ready(Err(_))
    ));
}

#[test]
fn error_tells_the_await() {
    let error =
        cancelled_while_pending(|| async { waits(&CancelToken::current()).await }).unwrap_err();
    let site = error.site().to_string();
    assert!(
        site.contains("tests/async/awaits.rs") || site.contains("async/awaits.rs"),
        "{site}"
    );
    assert!(error.to_string().contains("noticed in waits"), "{error}");
}

#[tokio::test]
async fn cancelling_wakes_a_task_on_another_thread() {
    #[cancellable]
    async fn waits() -> Result<(), Cancelled> {
        pending::<()>().await;
        Ok(())
    }
    let source = CancelSource::new();
    let task = tokio::spawn(waits().with_token(source.token()));
    tokio::task::yield_now().await;
    source.cancel();
    assert!(task.await.unwrap().is_err());
}

#[cancellable(token = stop)]
async fn waits_on_a_flag(stop: &AtomicBool) -> Result<(), Cancelled> {
    pending::<()>().await;
    Ok(())
}

#[test]
fn token_that_cannot_wake_is_polled() {
    let stop = AtomicBool::new(false);
    let setting = async {
        stop.store(true, Ordering::Relaxed);
    };
    let (result, ()) =
        ::futures::executor::block_on(futures::future::join(waits_on_a_flag(&stop), setting));
    assert!(result.is_err());
}

/// Those of the table at `Pollable` that are polled; the two that wake are in `tokens.rs`.
#[test]
fn each_token_that_cannot_wake_is_polled() {
    struct Switch(Arc<AtomicBool>);
    impl Pollable for Switch {
        fn is_cancelled(&self) -> bool {
            self.0.load(Ordering::Relaxed)
        }
    }
    impl Stop for Switch {
        fn check(&self) -> Result<(), StopReason> {
            if self.is_cancelled() {
                Err(StopReason::Cancelled)
            } else {
                Ok(())
            }
        }
    }
    macro_rules! polled {
        ($($token:expr, $stop:ident: $ty:ty = $given:expr, $set:expr;)*) => { $({
            #[cancellable(token = $token)]
            async fn waits($stop: $ty) -> Result<(), Cancelled> {
                pending::<()>().await;
                Ok(())
            }
            let setting = async { $set.store(true, Ordering::Relaxed) };
            let both = futures::future::join(waits($given), setting);
            let (result, ()) = ::futures::executor::block_on(both);
            assert!(result.is_err(), stringify!($ty));
        })* };
    }
    let shared = Arc::new(AtomicBool::new(false));
    let switch = || Switch(Arc::default());
    let (own, theirs, known) = (switch(), switch(), switch());
    let (boxed, counted) = (Box::new(switch()), Rc::new(switch()));
    let set = Arc::clone(&boxed.0);
    polled! {
        stop, stop: Arc<AtomicBool> = Arc::clone(&shared), shared;
        stop, stop: Box<Switch> = boxed, set;
        stop, stop: &Switch = &own, own.0;
        stop, stop: Rc<Switch> = Rc::clone(&counted), counted.0;
        stop, stop: &dyn Stop = &theirs, theirs.0;
        StopToken(stop), stop: &Switch = &known, known.0;
    }
}

struct Logged<'l>(&'static str, &'l RefCell<Vec<&'static str>>);

impl Drop for Logged<'_> {
    fn drop(&mut self) {
        self.1.borrow_mut().push(self.0);
    }
}

fn hold<'t>(
    temporary: &'t Logged<'_>,
    log: &RefCell<Vec<&'static str>>,
) -> impl Future<Output = &'t str> {
    let _ = log;
    let name = temporary.0;
    async move { name }
}

macro_rules! drops {
    ($($attribute:meta)?) => {{
        $(#[$attribute])?
        async fn drops(log: &RefCell<Vec<&'static str>>) -> Result<(), Cancelled> {
            let _first = Logged("first", log);
            match hold(&Logged("temporary", log), log).await {
                name => log.borrow_mut().push(if name.is_empty() { "" } else { "arm" }),
            }
            log.borrow_mut().push("statement");
            let _second = (Logged("second", log), hold(&Logged("other", log), log).await.len());
            Ok(())
        }
        let log = RefCell::default();
        run(drops(&log)).unwrap();
        log.into_inner()
    }};
}

#[test]
fn drop_order_and_temporaries_are_as_before() {
    assert_eq!(drops!(cancellable), drops!());
}

/// S8: a future that loses is dropped at its await.
#[test]
fn losing_future_is_dropped_before_the_locals() {
    #[cancellable]
    async fn loses(log: &RefCell<Vec<&'static str>>) -> Result<(), Cancelled> {
        let _local = Logged("local", log);
        let inner = Logged("future", log);
        async move {
            let _inner = inner;
            pending::<()>().await;
        }
        .await;
        Ok(())
    }
    let log = RefCell::default();
    assert!(cancelled_while_pending(|| loses(&log)).is_err());
    assert_eq!(log.into_inner(), ["future", "local"]);
}

/// As the error for a mark on all of it says.
#[test]
fn marked_block_in_parentheses_may_be_awaited_at_once() {
    #[cancellable(every = 1)]
    async fn waits() -> Result<u32, Cancelled> {
        let turns = (#[cancellable]
        async {
            let mut turns = 0;
            for _ in 0..3 {
                turns += 1;
            }
            Ok::<u32, Cancelled>(turns)
        })
        .await?;
        Ok(turns)
    }
    // Two entries, three turns, and the check that finds the end.
    assert_eq!(sites(|| run(waits())).len(), 6);
}

fn is_send<T: Send>(value: T) -> T {
    value
}

/// S8: the checks keep nothing over an await.
///
/// Pitfall 12 (tests/pitfalls/rows.md).
#[test]
fn send_futures_stay_send() {
    // `Rc` is moved into the call before the second await.
    #[cancellable]
    async fn moves_away() -> Result<u32, Cancelled> {
        fn value(rc: Rc<u32>) -> u32 {
            Rc::unwrap_or_clone(rc)
        }
        Ok(value(poll_fn(|_| Poll::Ready(Rc::new(1))).await) + ready(2).await)
    }
    #[cancellable]
    async fn borrows(token: &CancelToken, cell: Cell<u32>) -> Result<u32, Cancelled> {
        for _ in 0..2 {
            ready(()).await;
        }
        while ready(false).await {}
        Ok(cell.into_inner())
    }
    #[cancellable(token = token.clone(), yield_every = 2)]
    async fn yields(token: Arc<AtomicBool>) -> Result<(), Cancelled> {
        for _ in 0..5 {
            ready(()).await;
        }
        Ok(())
    }
    assert_eq!(run(is_send(moves_away())).unwrap(), 3);
    assert_eq!(
        run(is_send(borrows(&CancelToken::never(), Cell::new(1)))).unwrap(),
        1
    );
    run(is_send(yields(Arc::default()))).unwrap();
}

#[test]
fn generic_and_borrowing_futures_can_be_spawned() {
    #[cancellable]
    async fn shared<'a, T: Sync>(
        items: &'a [T],
        name: &'a str,
        token: &CancelToken,
    ) -> Result<(&'a T, usize), Cancelled> {
        let first = ready(&items[0]).await;
        for _ in items {
            ready(name).await;
        }
        Ok((first, name.len()))
    }
    let whole = is_send(async {
        let items = vec![1, 2];
        let token = CancelToken::never();
        shared(&items, "name", &token)
            .await
            .map(|(first, length)| *first + length)
    });
    assert_eq!(run(whole).unwrap(), 5);
}

#[cancellable(awaits = false)]
async fn awaits_are_left_alone() -> Result<u32, Cancelled> {
    tokio::task::yield_now().await;
    Ok(1)
}

#[cancellable]
async fn some_awaits_are_left_alone() -> Result<u32, Cancelled> {
    let mut turns = 0;
    #[checkpoint(skip)]
    let one = async { 1 }.await;
    #[checkpoint(skip)]
    {
        tokio::task::yield_now().await;
        turns += 1;
    }
    #[checkpoint(skip)]
    while turns < 2 {
        tokio::task::yield_now().await;
        turns += 1;
    }
    Ok(one + turns)
}

/// S8: `awaits = false` and `#[checkpoint(skip)]` keep awaits whole.
#[test]
fn skipped_awaits_go_on_to_their_end() {
    // Entry is the only checkpoint.
    assert_eq!(sites(|| run(awaits_are_left_alone()).unwrap()).len(), 1);
    assert_eq!(
        sites(|| run(some_awaits_are_left_alone()).unwrap()).len(),
        1
    );
}

#[test]
fn await_of_anything_that_becomes_a_future() {
    struct Soon;
    impl IntoFuture for Soon {
        type Output = u8;
        type IntoFuture = std::future::Ready<u8>;
        fn into_future(self) -> Self::IntoFuture {
            ready(1)
        }
    }
    #[cancellable]
    async fn soon() -> Result<u8, Cancelled> {
        let question = async { Ok::<_, Cancelled>(Soon.await) }.await?;
        Ok(question + Soon.await)
    }
    assert_eq!(run(soon()).unwrap(), 2);
}
