//! What expansions of the attribute may name. Nothing here is for users, and all of it may change
//! in any release: `safepoint` pins `safepoint-macros` to the same version for that.

mod future_in_type;
mod hoist;
mod leave;
mod pointers;
mod race;
#[path = "../strips/mod.rs"]
pub mod strips;
mod token_alias;
mod watch;

#[cfg(feature = "tokio-util")]
pub(crate) use self::pointers::watch_pointers;
pub use self::{
    future_in_type::{Checked, HoldsFuture, HoldsNone, Returned},
    hoist::{
        Handle, HoistHandle, HoistNothing, HoistOwn, HoistPlace, HoistReference, HoistValue, Place,
        ToMove, Token, Value,
    },
    leave::{FromCancelled, NeverNone},
    race::{
        Awaitable, Awaited, NoFuture, Race, Ticking, UnlessPanicking, YieldNow, awaited, yield_now,
    },
    token_alias::{ByItsName, NamesNoToken, NamesToken, Parameter},
    watch::{Checkpoint, Polling, Watch, Watching},
};
pub use crate::{
    CancelToken, Cancelled, Reason, Site, SiteKind,
    ambient::{Anchor, Lent, lend as ambient},
};

/// Leaves an annotated function by unwinding.
#[cold]
pub fn unwind<C: Checkpoint>(at: C, site: &'static str) -> ! {
    crate::catch::unwind(at.noticed(site))
}

/// A checkpoint: whether the token is cancelled. The site is described as `Site::described` reads it.
#[inline(always)]
pub fn notices<C: Checkpoint>(at: C, site: &'static str) -> bool {
    at.notices(site)
}

/// The same for leaving by unwinding, which a thread that is already panicking must not.
#[inline(always)]
pub fn notices_unless_panicking<C: Checkpoint>(at: C, site: &'static str) -> bool {
    at.notices(site) && !std::thread::panicking()
}

/// `checkpoint!()`.
#[inline]
pub fn check_ambient(site: &'static str) -> Result<(), Cancelled> {
    crate::ambient::with(|token| check(token, site))
}

/// `checkpoint!(token)`.
#[inline]
pub fn check<T: Watch + ?Sized>(token: &T, site: &'static str) -> Result<(), Cancelled> {
    let watch = token.watch();
    if watch.notices(site) {
        Err(watch.noticed(site))
    } else {
        Ok(())
    }
}
