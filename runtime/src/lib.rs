//! Makes long-running work stoppable.

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
pub use safepoint_macros::cancellable;
pub use scope::{Scope, Task, TaskOutput, scope};
pub use shield::{Shielded, pending, shield, shield_async, shield_for};
pub use site::{Site, SiteKind};
pub use timeout::timeout;
pub use token::{CancelSource, CancelToken, DropGuard, Registration};
