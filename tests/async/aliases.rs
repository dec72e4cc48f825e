//! Functions that run a block with awaits of their own and give no future away: whatever they return, they compile, in
//! every mode. One that gives a future away compiles where its blocks are marked. What does not is in `ui/`.

use std::{
    collections::HashMap,
    fmt::{Debug, Display},
    future::{Future, pending, ready},
    ops::ControlFlow,
};

use futures::{executor::block_on, future::BoxFuture};
use safepoint::{CancelSource, CancelToken, Cancelled, cancellable};
use tokio::task::JoinHandle;

use crate::support::{cancelled_at, sites};

type Turns<T = u32> = Result<T, Cancelled>;
type Boxed<'a> = BoxFuture<'a, Turns>;

#[cancellable]
fn result() -> Turns {
    block_on(async { Ok(ready(3).await) })
}

#[cancellable(entry = false)]
fn generic<T: Clone, const N: usize>(value: T) -> Option<[Vec<T>; N]> {
    block_on(async { Some(std::array::from_fn(|_| vec![value.clone()])).filter(|_| N > 0) })
        .or(block_on(async { ready(None).await }))
}

#[cancellable(on_cancel = break)]
fn given<T>(value: T) -> T {
    block_on(async { ready(value).await })
}

#[cancellable(on_cancel = unwind)]
fn borrowed<'a>(text: &'a str, other: &str) -> (&'a str, Option<Result<&'a str, usize>>) {
    let length = block_on(async { ready(other.len()).await });
    (text, Some(Err(length)))
}

#[cancellable(on_cancel = return Box::new(|_| 0))]
fn function(more: u32) -> Box<dyn Fn(u32) -> u32> {
    let more = block_on(async { ready(more).await });
    Box::new(move |number| number + more)
}

#[cancellable(on_cancel = break)]
fn itself<F: FnOnce() -> R, R: Debug>(value: F) -> F {
    block_on(async { ready(value).await })
}

/// What this gives when it is called has no end.
#[allow(dead_code)] // no stable function is one
#[cancellable(on_cancel = break)]
fn endless<F: FnOnce() -> F>(value: F) -> F {
    block_on(async { ready(value).await })
}

#[cancellable]
fn projected<I: IntoIterator<Item: Clone>>(items: I) -> Turns<HashMap<u8, I::IntoIter>> {
    block_on(async { Ok(HashMap::from([(1, ready(items.into_iter()).await)])) })
}

#[cancellable]
fn unsized_inside(text: &str) -> Turns<Box<dyn Iterator<Item = Box<str>> + '_>> {
    let text = block_on(async { ready(text).await });
    Ok(Box::new(text.lines().map(Box::from)))
}

#[cancellable]
fn opaque(number: &u32) -> Turns<impl Display + use<'_>> {
    Ok(block_on(async { ready(number).await }))
}

#[cancellable(on_cancel = break)]
fn opaque_items(numbers: &[u32]) -> impl Iterator<Item = Result<&u32, Cancelled>> {
    block_on(async { ready(numbers.iter().map(Ok)).await })
}

#[cancellable(on_cancel = unwind)]
fn opaque_beside_an_item() -> impl Fn() -> Result<(), u8> {
    // It hides the name in the signature.
    use std::fmt::Result;
    let result: Result = block_on(async { ready(Ok(())).await });
    move || result.map_err(|_| 1)
}

#[cancellable(on_cancel = return ControlFlow::Break(7))]
fn list() -> ControlFlow<u8, List> {
    ControlFlow::Continue(List(block_on(async { ready(None).await })))
}

struct List(Option<Box<List>>);

#[cancellable(on_cancel = unwind)]
fn never() -> ! {
    block_on(async { ready(()).await });
    panic!("is expected")
}

#[cancellable]
async fn in_another_future<T: Clone>(value: &T) -> Turns<Vec<T>> {
    let each = (0..3).map(|_| async { ready(value.clone()).await });
    Ok(futures::future::join_all(each).await)
}

#[cancellable]
fn in_a_block<T: Clone + Sync + Send>(value: &T) -> BoxFuture<'_, Turns<Vec<T>>> {
    Box::pin(async move {
        let each = (0..3).map(|_| async { ready(value.clone()).await });
        Ok(futures::future::join_all(each).await)
    })
}

#[cancellable]
fn boxed_and_not_pinned() -> Box<dyn Future<Output = Turns> + Unpin> {
    Box::new(Box::pin(async {
        let inner = async { ready(1).await };
        Ok(inner.await)
    }))
}

#[cancellable(on_cancel = unwind)]
fn opaque_with_an_unsized_part() -> impl AsRef<std::path::Path> {
    block_on(async { ready(String::from("a")).await })
}

#[cancellable(awaits = false)]
async fn task_whose_awaits_are_left_alone() -> Turns<JoinHandle<u32>> {
    ready(()).await;
    Ok(tokio::spawn(async { ready(1).await }))
}

#[cancellable(on_cancel = unwind)]
fn task_that_looks_at_the_ambient_token() -> JoinHandle<u32> {
    tokio::spawn(async { ready(1).await })
}

struct Pinned(std::marker::PhantomPinned, u32);

#[cancellable]
fn pinned() -> Turns<std::pin::Pin<Box<Pinned>>> {
    let number = block_on(async { ready(1).await });
    Ok(Box::pin(Pinned(std::marker::PhantomPinned, number)))
}

/// No closure is one.
#[allow(dead_code)] // it is shown that it compiles
#[cancellable(on_cancel = break)]
fn of_two_kinds<F: Fn(u8) -> u8 + Fn(u16) -> u16>(function: F) -> F {
    block_on(async { ready(function).await })
}

#[cancellable(on_cancel = unwind)]
fn given_futures() -> impl Fn(Boxed<'static>) -> bool {
    let more = block_on(async { ready(1).await });
    move |future| block_on(future).is_ok_and(|number| number > more)
}

macro_rules! noted {
    ($word:ident = $value:expr) => {
        assert!($value, stringify!($word))
    };
}

#[cancellable]
fn word_in_a_macro() -> Turns<Boxed<'static>> {
    noted!(async = true);
    Ok(wrap(ready(Ok(3))))
}

/// They compile; and what they give is what they would give without the attribute.
#[tokio::test]
async fn what_is_not_hidden_is_not_refused() {
    assert_eq!(boxed_and_not_pinned().await.unwrap(), 1);
    assert_eq!(
        opaque_with_an_unsized_part().as_ref(),
        std::path::Path::new("a")
    );
    let task = task_whose_awaits_are_left_alone().await.unwrap();
    assert_eq!(task.await.unwrap(), 1);
    assert_eq!(task_that_looks_at_the_ambient_token().await.unwrap(), 1);
    assert_eq!(pinned().unwrap().1, 1);
    assert!(!given_futures()(wrap(ready(Ok(1)))));
    assert_eq!(word_in_a_macro().unwrap().await.unwrap(), 3);
}

#[test]
fn function_that_gives_no_future_away_may_await_in_a_block_in_any_mode() {
    assert_eq!(result().unwrap(), 3);
    assert_eq!(generic::<_, 2>('x'), Some([vec!['x'], vec!['x']]));
    assert_eq!(given("given"), "given");
    assert_eq!(borrowed("a", "bcd"), ("a", Some(Err(3))));
    assert_eq!(function(1)(2), 3);
    assert_eq!(cancelled_at(1, || function(1))(2), 0);
    assert_eq!(itself(|| 5)(), 5);
    assert_eq!(projected([1]).unwrap().remove(&1).unwrap().next(), Some(1));
    assert_eq!(unsized_inside("a\nb").unwrap().count(), 2);
    assert_eq!(opaque(&3).unwrap().to_string(), "3");
    assert_eq!(opaque_items(&[1, 2]).flatten().sum::<u32>(), 3);
    assert_eq!(opaque_beside_an_item()(), Ok(()));
    assert!(list().continue_value().unwrap().0.is_none());
    assert!(std::panic::catch_unwind(|| never()).is_err());
    assert_eq!(block_on(in_another_future(&'x')).unwrap(), ['x'; 3]);
    assert_eq!(block_on(in_a_block(&'x')).unwrap(), ['x'; 3]);
    assert_eq!(sites(result).len(), 1);
}

fn wrap<'a>(work: impl Future<Output = Turns> + Send + 'a) -> Boxed<'a> {
    Box::pin(work)
}

#[cancellable]
fn marked(token: &CancelToken) -> Turns<Boxed<'_>> {
    Ok(wrap(
        #[cancellable]
        async move {
            pending().await
        },
    ))
}

#[cancellable(on_cancel = unwind)]
fn marked_task(token: CancelToken) -> JoinHandle<Turns> {
    tokio::spawn(
        #[cancellable(on_cancel = return token.check().map(|()| 0))]
        async move {
            pending().await
        },
    )
}

#[cancellable(entry = false)]
fn left_out() -> Vec<Boxed<'static>> {
    let mut futures = Vec::new();
    futures.push(wrap(
        #[checkpoint(skip)]
        async {
            Ok(ready(3).await)
        },
    ));
    futures
}

#[cancellable]
fn skipped() -> Option<Boxed<'static>> {
    #[checkpoint(skip)]
    let future = wrap(async { Ok(ready(3).await) });
    Some(future)
}

#[cancellable]
fn given_by_a_call() -> Turns<Boxed<'static>> {
    Ok(wrap(ready(Ok(3))))
}

#[tokio::test]
async fn future_may_be_given_away_where_its_block_is_marked() {
    let source = CancelSource::new();
    let token = source.token();
    let (future, task) = (marked(&token).unwrap(), marked_task(source.token()));
    source.cancel();
    assert!(future.await.is_err());
    assert!(task.await.unwrap().is_err());
    assert_eq!(left_out().remove(0).await.unwrap(), 3);
    assert_eq!(skipped().unwrap().await.unwrap(), 3);
    assert_eq!(given_by_a_call().unwrap().await.unwrap(), 3);
}
