//! The same body, plain and annotated in every way, must do the same and leave to a variable the type that it had.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

/// How often the loops turned or what they added up, and the type that a variable has.
pub(crate) type Seen = (u64, &'static str);

pub(crate) fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing in it waits"),
    }
}

/// Each body in functions of every mode, in an async one, in a closure and in a block.
macro_rules! same {
    ($($name:ident { $($body:tt)* })*) => {$(
        #[test]
        #[allow(unused, reason = "the shape is what counts")]
        fn $name() {
            fn plain() -> Result<Seen, Cancelled> { $($body)* }
            #[cancellable]
            fn annotated() -> Result<Seen, Cancelled> { $($body)* }
            #[cancellable(every = 2)]
            fn of_two() -> Result<Seen, Cancelled> { $($body)* }
            #[cancellable(on_cancel = return Ok((0, "")))]
            fn with_a_value() -> Result<Seen, Cancelled> { $($body)* }
            #[cancellable(on_cancel = break)]
            fn that_breaks() -> Result<Seen, Cancelled> { $($body)* }
            #[cancellable(on_cancel = unwind)]
            fn that_unwinds() -> Result<Seen, Cancelled> { $($body)* }
            #[cancellable]
            async fn asynchronous() -> Result<Seen, Cancelled> { $($body)* }
            #[cancellable(entry = false)]
            fn around_a_closure() -> Result<Seen, Cancelled> {
                let closure = #[cancellable] || -> Result<Seen, Cancelled> { $($body)* };
                closure()
            }
            #[cancellable(entry = false)]
            async fn around_a_block() -> Result<Seen, Cancelled> {
                let block = #[cancellable] async { $($body)* };
                block.await
            }
            let plain = plain().unwrap();
            assert!(plain.0 > 0, "no loop has turned");
            assert_eq!(annotated().unwrap(), plain);
            assert_eq!(of_two().unwrap(), plain);
            assert_eq!(with_a_value().unwrap(), plain);
            assert_eq!(that_breaks().unwrap(), plain);
            assert_eq!(that_unwinds().unwrap(), plain);
            assert_eq!(ready(asynchronous()).unwrap(), plain);
            assert_eq!(around_a_closure().unwrap(), plain);
            assert_eq!(ready(around_a_block()).unwrap(), plain);
        }
    )*};
}
