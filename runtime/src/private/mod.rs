//! What expansions of the attribute may name. Nothing here is for users, and all of it may change
//! in any release: `safepoint` pins `safepoint-macros` to the same version for that.

mod hoist;
mod leave;
mod race;
#[path = "../strips/mod.rs"]
pub mod strips;
mod watch;

pub use self::{
    hoist::{
        HoistHandle, HoistNothing, HoistPlace, HoistReference, HoistValue, Place, Token, Value,
    },
    leave::{FromCancelled, SeenFuture},
    race::{
        Awaitable, Awaited, NoFuture, PollCancelled, Race, Ticking, UnlessPanicking, YieldNow,
        awaited, yield_now,
    },
    watch::{Checkpoint, Polling, Watch, Watching},
};
pub use crate::{
    CancelToken, Cancelled, Reason, Site, SiteKind,
    ambient::{Anchor, Lent, lend as ambient},
};

/// Leaves an annotated function by unwinding.
#[cold]
pub fn unwind(cancelled: Cancelled) -> ! {
    crate::catch::unwind(cancelled)
}

/// `checkpoint!()`.
#[inline]
pub fn check_ambient(site: &'static str) -> Result<(), Cancelled> {
    crate::ambient::with(|token| check(token, site))
}

/// `checkpoint!(token)`.
#[inline]
pub fn check<T: Watch + ?Sized>(token: &T, site: &'static str) -> Result<(), Cancelled> {
    token.watch().checkpoint(site).map_or(Ok(()), Err)
}
