//! Pointers to a token that can wake are watched as that token. (Pointers to others are [`Pollable`](crate::Pollable) themselves.)
//!
//! They are listed, token by token: an implementation for pointers to whatever is [`Watch`] could not stand beside the
//! one for whatever is `Pollable`. A reference to each is listed too: parameters have such types, and `as_ref` of an `Option`.

use std::future::Future;

use super::Watch;
use crate::CancelToken;

macro_rules! watch_pointers {
    ($token:ty) => {
        watch_pointers!(
            $token:
            &$token, &mut $token, ::std::boxed::Box<$token>, ::std::rc::Rc<$token>, ::std::sync::Arc<$token>,
            &&$token, &&mut $token, &::std::boxed::Box<$token>, &::std::rc::Rc<$token>, &::std::sync::Arc<$token>
        );
        // A clone of a box is another box, but of the same token.
        impl $crate::__private::Handle for ::std::boxed::Box<$token> {}
        impl $crate::__private::Handle for ::std::rc::Rc<$token> {}
        impl $crate::__private::Handle for ::std::sync::Arc<$token> {}
    };
    ($token:ty: $($pointer:ty),*) => {$(
        impl Watch for $pointer {
            type View<'w>
                = <$token as Watch>::View<'w>
            where
                Self: 'w;
            type Race<'w, F: Future>
                = <$token as Watch>::Race<'w, F>
            where
                Self: 'w;
            #[inline(always)]
            fn watch(&self) -> Self::View<'_> {
                Watch::watch(&**self)
            }
            #[inline]
            fn race<F: Future>(&self, future: F, site: &'static &'static str) -> Self::Race<'_, F> {
                Watch::race(&**self, future, site)
            }
        }
    )*};
}

#[cfg(feature = "tokio-util")]
pub(crate) use watch_pointers;

watch_pointers!(CancelToken);
