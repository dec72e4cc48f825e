//! Shielded futures hold the races in whose polls they are pending, from the first of these to their end.

use std::{
    future::{Future, pending, ready},
    panic::{AssertUnwindSafe, resume_unwind},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::Poll,
};

use futures::{FutureExt as _, StreamExt as _, channel::oneshot, stream::FuturesUnordered};
use safepoint::{CancelSource, CancelToken, Cancelled, FutureExt as _, cancellable, shield_async};
use tokio_util::sync::CancellationToken;

use crate::support::Task;

/// Is pending once, and then ready.
async fn half_way() -> &'static str {
    let mut pending = true;
    std::future::poll_fn(move |_| {
        if std::mem::replace(&mut pending, false) {
            Poll::Pending
        } else {
            Poll::Ready("whole")
        }
    })
    .await
}

/// S8: a shield keeps an await whole.
#[test]
fn shielded_future_is_kept_by_awaits_and_races_around_it() {
    #[cancellable]
    async fn saves() -> Result<&'static str, Cancelled> {
        async fn through_another() -> &'static str {
            shield_async(|_| half_way()).await
        }
        Ok(through_another().await)
    }
    let source = CancelSource::new();
    let token = source.token();
    let task = Arc::new(Task::default());
    let saves = token.run(saves).with_token(token.clone());
    let mut saves = pin!(token.run_until_cancelled(saves));
    assert!(task.poll(saves.as_mut()).is_pending());
    source.cancel();
    let Poll::Ready(Ok(outcome)) = task.poll(saves) else {
        panic!("it was dropped, or still waits")
    };
    assert_eq!(outcome.unwrap(), "whole");
}

#[test]
fn part_of_a_shielded_future_is_opened_again() {
    #[cancellable]
    async fn looks() -> Result<(), Cancelled> {
        ready(()).await;
        Ok(())
    }
    let source = CancelSource::new();
    source.cancel();
    let token = source.token();
    let task = Arc::new(Task::default());
    let shielded = token.run(|| {
        shield_async(|outer| async move {
            let inside = looks().await.is_ok() && safepoint::pending();
            let opened = async { looks().await.is_err() }.with_token(outer).await;
            inside && opened
        })
    });
    assert!(matches!(task.poll(pin!(shielded)), Poll::Ready(true)));
}

/// Says so when it is dropped before it is finished.
struct File {
    dropped: Arc<AtomicBool>,
}

impl Drop for File {
    fn drop(&mut self) {
        self.dropped.store(true, Relaxed);
    }
}

/// Waits for a word, shielded; and whether it was dropped while it waited.
fn save(go_on: oneshot::Receiver<()>) -> (impl Future<Output = ()>, Arc<AtomicBool>) {
    let dropped = Arc::new(AtomicBool::new(false));
    let file = File {
        dropped: Arc::clone(&dropped),
    };
    let saving = shield_async(|_| async {
        let file = file;
        go_on.await.unwrap();
        std::mem::forget(file);
    });
    (saving, dropped)
}

fn is_set(flag: &AtomicBool) -> bool {
    flag.load(Relaxed)
}

/// What polls only those of its parts that were woken passes the shielded one by.
#[test]
fn shield_holds_though_a_later_poll_passes_it_by() {
    #[cancellable]
    async fn all(
        parts: FuturesUnordered<futures::future::LocalBoxFuture<'_, ()>>,
    ) -> Result<(), Cancelled> {
        parts.collect::<Vec<()>>().await;
        Ok(())
    }
    let source = CancelSource::new();
    let task = Arc::new(Task::default());
    let (go_on, word) = oneshot::channel();
    let (other, other_word) = oneshot::channel::<()>();
    let (saving, dropped) = save(word);
    let parts = [
        saving.boxed_local(),
        async {
            other_word.await.unwrap();
            pending::<()>().await;
        }
        .boxed_local(),
    ];
    let mut all = pin!(
        source
            .token()
            .run(|| all(parts.into_iter().collect()))
            .with_token(source.token())
    );
    assert!(task.poll(all.as_mut()).is_pending());
    other.send(()).unwrap();
    source.cancel();
    assert!(task.poll(all.as_mut()).is_pending());
    assert!(!is_set(&dropped));
    go_on.send(()).unwrap();
    assert!(matches!(task.poll(all.as_mut()), Poll::Ready(Err(_))));
    assert!(!is_set(&dropped));
}

/// It was pending in this poll, but is there no more.
#[test]
fn shield_that_is_dropped_holds_nothing() {
    #[cancellable]
    async fn waits() -> Result<(), Cancelled> {
        async {
            assert!(shield_async(|_| pending::<()>()).now_or_never().is_none());
            futures::select_biased! {
                () = pin!(shield_async(|_| pending::<()>()).fuse()) => {}
                () = ready(()).fuse() => {}
            }
            pending::<()>().await;
        }
        .await;
        Ok(())
    }
    let source = CancelSource::new();
    let task = Arc::new(Task::default());
    let mut waits = pin!(source.token().run(waits).with_token(source.token()));
    assert!(task.poll(waits.as_mut()).is_pending());
    source.cancel();
    assert_eq!(task.woken(), 1);
    assert!(matches!(task.poll(waits), Poll::Ready(Err(_))));
}

/// Whoever polls it then: the task that it held is woken.
#[test]
fn shield_that_ends_elsewhere_wakes_what_it_held() {
    let source = CancelSource::new();
    let token = source.token();
    let task = Arc::new(Task::default());
    let (go_on, word) = oneshot::channel();
    let mut saving = Some(Box::pin(save(word).0));
    let (sender, receiver) = oneshot::channel();
    let mut sender = Some(sender);
    let mut race = pin!(token.run_until_cancelled(std::future::poll_fn(|task| {
        if let Some(mut saving) = saving.take() {
            assert!(saving.poll_unpin(task).is_pending());
            assert!(sender.take().unwrap().send(saving).is_ok());
        }
        Poll::<()>::Pending
    })));
    assert!(task.poll(race.as_mut()).is_pending());
    source.cancel();
    assert!(task.poll(race.as_mut()).is_pending());
    go_on.send(()).unwrap();
    let woken = task.woken();
    futures::executor::block_on(async { receiver.await.unwrap().await });
    assert_eq!(task.woken(), woken + 1);
    assert!(matches!(task.poll(race), Poll::Ready(Err(_))));
}

/// What panics beside it, and is caught, does not open it.
#[test]
fn shield_holds_though_its_neighbour_panics() {
    #[cancellable]
    async fn panics(_token: &CancelToken) -> Result<(), Cancelled> {
        async { resume_unwind(Box::new("planned")) }.await
    }
    #[cancellable]
    async fn both(saving: impl Future<Output = ()>) -> Result<(), Cancelled> {
        let never = CancelToken::never();
        let panics = AssertUnwindSafe(panics(&never)).catch_unwind();
        let ((), caught) = futures::future::join(saving, panics).await;
        assert!(caught.is_err());
        Ok(())
    }
    let source = CancelSource::new();
    let task = Arc::new(Task::default());
    let (go_on, word) = oneshot::channel();
    let (saving, dropped) = save(word);
    let mut both = pin!(
        source
            .token()
            .run(|| both(saving))
            .with_token(source.token())
    );
    assert!(task.poll(both.as_mut()).is_pending());
    source.cancel();
    assert!(task.poll(both.as_mut()).is_pending());
    go_on.send(()).unwrap();
    assert!(matches!(task.poll(both), Poll::Ready(Ok(()))));
    assert!(!is_set(&dropped));
}

/// Tokens that cannot wake, and tokio-util's, are held as ours are.
#[test]
fn shield_holds_races_with_tokens_of_others() {
    #[cancellable(token = stop)]
    async fn polled(stop: &AtomicBool, saving: impl Future<Output = ()>) -> Result<(), Cancelled> {
        saving.await;
        pending().await
    }
    #[cancellable]
    async fn theirs(
        token: &CancellationToken,
        saving: impl Future<Output = ()>,
    ) -> Result<(), Cancelled> {
        saving.await;
        pending().await
    }
    let (stop, token) = (AtomicBool::new(false), CancellationToken::new());
    macro_rules! is_kept {
        ($race:ident($token:expr), $cancel:expr) => {{
            let task = Arc::new(Task::default());
            let (go_on, word) = oneshot::channel();
            let (saving, dropped) = save(word);
            let mut race = pin!($race($token, saving));
            assert!(task.poll(race.as_mut()).is_pending());
            $cancel;
            assert!(task.poll(race.as_mut()).is_pending());
            go_on.send(()).unwrap();
            assert!(matches!(task.poll(race), Poll::Ready(Err(_))));
            !is_set(&dropped)
        }};
    }
    assert!(is_kept!(polled(&stop), stop.store(true, Relaxed)));
    assert!(is_kept!(theirs(&token), token.cancel()));
}

/// A race inside the outer one may be ready, and leave something pending that the outer one drops.
#[test]
fn shield_holds_the_outer_race_though_the_inner_one_is_ready() {
    #[cancellable]
    async fn inner(
        parts: &mut FuturesUnordered<futures::future::LocalBoxFuture<'_, ()>>,
    ) -> Result<(), Cancelled> {
        while let Some(()) = parts.next().await {}
        Ok(())
    }
    let never = CancelToken::never();
    let source = CancelSource::new();
    let token = source.token();
    let task = Arc::new(Task::default());
    let (go_on, word) = oneshot::channel();
    let (saving, dropped) = save(word);
    let mut parts: FuturesUnordered<_> = [saving.boxed_local(), ready(()).boxed_local()]
        .into_iter()
        .collect();
    let whole = never.run(|| inner(&mut parts)).with_token(never.clone());
    let mut outer = Box::pin(token.run_until_cancelled(whole));
    assert!(task.poll(outer.as_mut()).is_pending());
    source.cancel();
    assert!(task.poll(outer.as_mut()).is_pending());
    go_on.send(()).unwrap();
    assert!(matches!(task.poll(outer.as_mut()), Poll::Ready(Ok(Ok(())))));
    drop(outer);
    assert!(!is_set(&dropped));
}

/// A waker may poll its task at once.
#[test]
fn task_that_is_polled_while_it_is_woken_ends() {
    type Race = std::pin::Pin<Box<dyn Future<Output = Result<(), Cancelled>> + Send>>;
    #[derive(Default)]
    struct Inline(std::sync::Mutex<Option<Race>>);
    impl std::task::Wake for Inline {
        fn wake(self: Arc<Self>) {
            let race = self.0.lock().unwrap().take();
            if let Some(mut race) = race {
                let waker = std::task::Waker::from(Arc::clone(&self));
                let mut context = std::task::Context::from_waker(&waker);
                if race.as_mut().poll(&mut context).is_pending() {
                    *self.0.lock().unwrap() = Some(race);
                }
            }
        }
    }
    let source = CancelSource::new();
    let token = source.token();
    let (go_on, word) = oneshot::channel();
    let (saving, dropped) = save(word);
    let task = Arc::new(Inline::default());
    *task.0.lock().unwrap() = Some(Box::pin(async move {
        let both = futures::future::join(saving, pending::<()>());
        token.run_until_cancelled(both).await.map(|_| ())
    }));
    std::task::Wake::wake(Arc::clone(&task));
    source.cancel();
    assert!(task.0.lock().unwrap().is_some());
    go_on.send(()).unwrap();
    assert!(task.0.lock().unwrap().is_none());
    assert!(!is_set(&dropped));
}
