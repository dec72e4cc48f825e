//! Makes long-running work stoppable.
//!
//! A thread cannot be killed safely: work must stop itself. Put [`#[cancellable]`](macro@cancellable) on a function, and
//! its loops check a cancellation token; pass it a [`CancelToken`], or run it where one is ambient.
//!
//! ```
//! use safepoint::{CancelSource, Cancelled, cancellable};
//! use std::time::Duration;
//!
//! #[cancellable]
//! fn longest_collatz(limit: u64) -> Result<u64, Cancelled> {
//!     let mut longest = 0;
//!     for start in 1..limit {
//!         let (mut n, mut steps) = (start, 0);
//!         while n != 1 {
//!             n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
//!             steps += 1;
//!         }
//!         longest = longest.max(steps);
//!     }
//!     Ok(longest)
//! }
//!
//! assert_eq!(longest_collatz(10).unwrap(), 19);
//! let error = safepoint::timeout(Duration::from_millis(5), || longest_collatz(u64::MAX)).unwrap_err();
//! println!("{error}"); // cancelled: deadline exceeded (noticed in longest_collatz at src/main.rs:9, 60 µs later)
//! ```
//!
//! | to | use |
//! |---|---|
//! | cancel | [`CancelSource`]: by hand, after a time, with a reason, when dropped, with any of several |
//! | check by hand | [`CancelToken::check`], [`checkpoint()`], [`checkpoint!`] |
//! | wait, and be woken | [`CancelToken::sleep`], [`wait`](CancelToken::wait), [`cancelled`](CancelToken::cancelled) |
//! | be told | [`CancelToken::on_cancel`], [`on_cancel_during`](CancelToken::on_cancel_during) |
//! | pass the token on without a parameter | [`CancelToken::run`], [`timeout`], [`FutureExt::with_token`] |
//! | run tasks that end together | [`scope()`], [`CancelToken::scope`] |
//! | clean up in peace | [`shield`], [`shield_for`], [`shield_async`] |
//! | leave by unwinding, and be caught | `on_cancel = unwind`, [`catch`] |
//! | look on at every checkpoint | [`Probe`], [`CancelSource::observe`] |
//!
//! # Features
//!
//! The default build depends on the attribute and on `pin-project-lite` alone. `tokio-util` and `enough` make the tokens of those crates
//! usable as ours, and ours as theirs.

mod ambient;
mod cancelled;
mod catch;
mod checkpoint;
mod future;
#[cfg(any(feature = "enough", feature = "tokio-util"))]
mod integrations;
mod pollable;
mod probe;
mod reason;
mod scope;
mod shield;
mod site;
mod sync;
mod timeout;
mod token;
mod wait;

#[doc(hidden)]
#[path = "private/mod.rs"]
pub mod __private;

pub use cancelled::Cancelled;
pub use catch::catch;
pub use checkpoint::checkpoint;
pub use future::{FutureExt, RunUntilCancelled, UntilCancelled, UntilCancelledOwned, WithToken};
#[cfg(feature = "enough")]
pub use integrations::StopToken;
#[cfg(feature = "tokio-util")]
pub use integrations::TokioToken;
pub use pollable::Pollable;
pub use probe::Probe;
pub use reason::Reason;
#[doc = include_str!("cancellable.md")]
pub use safepoint_macros::cancellable;
pub use scope::{Scope, Task, TaskOutput, scope};
pub use shield::{Shielded, pending, shield, shield_async, shield_for};
pub use site::{Site, SiteKind};
pub use timeout::timeout;
pub use token::{CancelSource, CancelToken, DropGuard, Registration};

/// The README's example runs with the other examples.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
