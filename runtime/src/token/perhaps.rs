//! A handle of a node, or none: what a token is.
//!
//! Not an `Option<Handle>`, for an annotated function looks at its token's state byte whenever it is called, and would first have
//! to ask whether there is one. So `none` points to what begins like a node, and whose byte is always zero.
//!
//! 1. The pointer is that of a counted handle, or that of [`NEVER`].
//! 2. Of what it points to nothing but the state byte is looked at before that is known.

#[cfg(not(loom))]
pub(super) use counted::Perhaps;
#[cfg(loom)]
pub(super) use optional::Perhaps;

#[cfg(not(loom))]
mod counted {
    use std::{
        mem::{ManuallyDrop, offset_of},
        panic::{RefUnwindSafe, UnwindSafe},
        ptr::{self, NonNull},
    };

    use crate::{
        sync::AtomicU8,
        token::{handle::Handle, node::Node},
    };

    /// See the module.
    #[repr(transparent)]
    pub(in crate::token) struct Perhaps(NonNull<Node>);

    // SAFETY: what it is instead of is an `Option<Handle>`, which is; and `NEVER` is `Sync`.
    unsafe impl Send for Perhaps {}
    // SAFETY: the same.
    unsafe impl Sync for Perhaps {}

    // As a handle is.
    impl UnwindSafe for Perhaps {}
    impl RefUnwindSafe for Perhaps {}

    /// The beginning of a node that lives for ever.
    #[repr(C)]
    struct Beginning {
        before: [u8; 64],
        state: AtomicU8,
        after: [u8; 63],
    }

    static NEVER: Beginning = Beginning {
        before: [0; 64],
        state: AtomicU8::new(0),
        after: [0; 63],
    };

    const _: () = assert!(offset_of!(Beginning, state) == offset_of!(Node, state));

    impl Perhaps {
        pub(in crate::token) const fn none() -> Self {
            Self(NonNull::from_ref(&NEVER).cast())
        }

        pub(in crate::token) fn some(handle: Handle) -> Self {
            let handle = ManuallyDrop::new(handle);
            Self(handle.pointer())
        }

        #[inline]
        fn is_none(&self) -> bool {
            ptr::addr_eq(self.0.as_ptr(), &raw const NEVER)
        }

        #[inline]
        pub(in crate::token) fn get(&self) -> Option<&Handle> {
            if self.is_none() {
                None
            } else {
                // SAFETY: both types are nothing but such a pointer, and this one is a counted handle's (1).
                Some(unsafe { &*ptr::from_ref(self).cast::<Handle>() })
            }
        }

        /// The state byte; one that is always zero where there is no node.
        #[inline(always)]
        pub(crate) fn state(&self) -> &AtomicU8 {
            // SAFETY: a node and `NEVER` both begin with what stands before the byte, and live as long as `self` (1).
            unsafe { &(*self.0.cast::<Beginning>().as_ptr()).state }
        }
    }

    impl Clone for Perhaps {
        #[inline]
        fn clone(&self) -> Self {
            self.get()
                .cloned()
                .map_or(const { Self::none() }, Self::some)
        }
    }

    impl Drop for Perhaps {
        #[inline]
        fn drop(&mut self) {
            if !self.is_none() {
                // SAFETY: it is a counted handle (1), given up once.
                drop(unsafe { Handle::of_pointer(self.0) });
            }
        }
    }
}

#[cfg(loom)]
mod optional {
    use crate::{sync::AtomicU8, token::handle::Handle};

    /// loom's atomics are not made in constants.
    #[derive(Clone)]
    pub(in crate::token) struct Perhaps(Option<Handle>);

    impl Perhaps {
        pub(in crate::token) const fn none() -> Self {
            Self(None)
        }

        pub(in crate::token) fn some(handle: Handle) -> Self {
            Self(Some(handle))
        }

        pub(in crate::token) fn get(&self) -> Option<&Handle> {
            self.0.as_ref()
        }

        pub(crate) fn state(&self) -> &AtomicU8 {
            loom::lazy_static! { static ref NEVER: AtomicU8 = AtomicU8::new(0); }
            match &self.0 {
                Some(node) => node.state(),
                None => &NEVER,
            }
        }
    }
}
