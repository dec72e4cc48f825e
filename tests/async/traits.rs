//! The attribute on a whole trait whose methods have bodies: async by themselves, by `async_trait` in either order, and by what they return.

use std::future::{Future, pending};

use async_trait::async_trait;
use safepoint::{Cancelled, cancellable};

use crate::support::{cancelled_while_pending, run, stops_in_loop};

/// Some trait in which both methods are provided.
macro_rules! provided {
    ($name:ident: $(#[$attribute:meta])*) => {
        $(#[$attribute])*
        trait $name {
            fn limit(&self) -> u32;

            async fn turns(&self) -> Result<u32, Cancelled> {
                let mut turns = 0;
                for _ in 0..self.limit() {
                    turns += 1;
                }
                Ok(turns)
            }

            async fn waits(&self) -> Result<u32, Cancelled> {
                pending::<()>().await;
                Ok(self.limit())
            }
        }

        impl $name for u32 {
            fn limit(&self) -> u32 {
                *self
            }
        }
    };
}

provided!(Native: #[cancellable(every = 1)]);
provided!(Below: #[async_trait] #[cancellable(every = 1)]);
provided!(Above: #[cancellable(every = 1)] #[async_trait]);

/// Pitfall 17 (tests/pitfalls/rows.md).
#[test]
fn native_async_methods_that_an_annotated_trait_provides() {
    stops_in_loop(|| run(Native::turns(&3)));
    assert!(cancelled_while_pending(|| Native::waits(&3)).is_err());
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn async_trait_over_an_annotated_trait() {
    stops_in_loop(|| run(Below::turns(&3)));
    assert!(cancelled_while_pending(|| Below::waits(&3)).is_err());
    let object: &(dyn Below + Sync) = &3;
    stops_in_loop(|| run(object.turns()));
}

/// Pitfall 18 (tests/pitfalls/rows.md).
#[test]
fn async_trait_under_an_annotated_trait() {
    stops_in_loop(|| run(Above::turns(&3)));
    assert!(cancelled_while_pending(|| Above::waits(&3)).is_err());
    let object: &(dyn Above + Sync) = &3;
    stops_in_loop(|| run(object.turns()));
}

#[cancellable(every = 1)]
trait Returned {
    fn limit(&self) -> u32;

    fn turns(&self) -> impl Future<Output = Result<u32, Cancelled>> + Send {
        let limit = self.limit();
        async move {
            let mut turns = 0;
            for _ in 0..limit {
                turns += 1;
            }
            Ok(turns)
        }
    }

    fn waits(&self) -> impl Future<Output = Result<(), Cancelled>> + Send {
        async {
            pending::<()>().await;
            Ok(())
        }
    }
}

impl Returned for u32 {
    fn limit(&self) -> u32 {
        *self
    }
}

/// Pitfall 17 (tests/pitfalls/rows.md).
#[test]
fn futures_that_methods_of_an_annotated_trait_return() {
    stops_in_loop(|| run(Returned::turns(&3)));
    assert!(cancelled_while_pending(|| Returned::waits(&3)).is_err());
}
