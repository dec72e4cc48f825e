//! What a future costs.

use std::{future::ready, mem::size_of_val, sync::Arc, sync::atomic::AtomicBool};

use safepoint::{CancelToken, Cancelled, cancellable};
use tokio_util::sync::CancellationToken;

const POINTER: usize = size_of::<usize>();

macro_rules! pair {
    ($(#[$attribute:meta])* fn $name:ident($($parameter:ident: $ty:ty),*) $body:block) => {
        mod $name {
            use super::*;
            $(#[$attribute])*
            pub(super) async fn annotated($($parameter: $ty),*) -> Result<(), Cancelled> $body
            pub(super) async fn plain($($parameter: $ty),*) -> Result<(), Cancelled> $body
        }
    };
}

pair! {
    #[cancellable]
    fn loops(token: &CancelToken) {
        let _ = token;
        for n in 0..3_u64 {
            std::hint::black_box(n);
        }
        Ok(())
    }
}

pair! {
    #[cancellable(awaits = false)]
    fn awaits_alone(token: &CancelToken, payload: [u64; 8]) {
        let _ = token;
        for n in payload {
            ready(n).await;
        }
        Ok(())
    }
}

pair! {
    #[cancellable]
    fn raced(token: &CancelToken, payload: [u64; 8]) {
        let _ = token;
        ready(payload).await;
        ready(payload).await;
        Ok(())
    }
}

#[test]
fn loops_cost_no_field() {
    let token = CancelToken::never();
    assert_eq!(
        size_of_val(&loops::annotated(&token)),
        size_of_val(&loops::plain(&token))
    );
}

#[test]
fn loops_around_awaits_cost_one_pointer() {
    let token = CancelToken::never();
    let plain = size_of_val(&awaits_alone::plain(&token, [0; 8]));
    let annotated = size_of_val(&awaits_alone::annotated(&token, [0; 8]));
    assert!(annotated <= plain + POINTER, "{annotated} against {plain}");
}

#[test]
fn raced_await_costs_one_pointer_and_its_registration() {
    // The registration: the token, the waiter, and the site.
    let token = CancelToken::never();
    let plain = size_of_val(&raced::plain(&token, [0; 8]));
    let annotated = size_of_val(&raced::annotated(&token, [0; 8]));
    assert!(
        annotated <= plain + 4 * POINTER,
        "{annotated} against {plain}"
    );
}

/// A pair whose futures await `ready` twice, and the pointers by which the annotated one is larger.
macro_rules! growth {
    ([$($attribute:tt)*] $($parameter:ident: $ty:ty = $value:expr)?) => {{
        #[cancellable($($attribute)*)]
        async fn annotated($($parameter: $ty,)? payload: [u64; 8]) -> Result<(), Cancelled> {
            $(let _ = &$parameter;)?
            for _ in 0..3 {
                ready(payload).await;
            }
            ready(payload).await;
            Ok(())
        }
        async fn plain($($parameter: $ty,)? payload: [u64; 8]) -> Result<(), Cancelled> {
            $(let _ = &$parameter;)?
            for _ in 0..3 {
                ready(payload).await;
            }
            ready(payload).await;
            Ok(())
        }
        let annotated = size_of_val(&annotated($($value,)? [0; 8]));
        let plain = size_of_val(&plain($($value,)? [0; 8]));
        (annotated - plain) / POINTER
    }};
}

/// As the attribute's documentation says.
#[test]
fn future_grows_by_so_many_words() {
    let stop = AtomicBool::new(false);
    assert!(growth!([] token: &CancelToken = &CancelToken::never()) <= 4);
    assert!(growth!([] token: CancelToken = CancelToken::never()) <= 4);
    assert!(growth!([]) <= 4);
    assert!(growth!([token = stop] stop: &AtomicBool = &stop) <= 7);
    assert!(growth!([token = stop] stop: Arc<AtomicBool> = Arc::default()) <= 6);
    assert!(growth!([] token: CancellationToken = CancellationToken::new()) <= 11);
    assert!(growth!([yield_every = 3] token: &CancelToken = &CancelToken::never()) <= 12);
}
