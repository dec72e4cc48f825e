//! Parameters whose type may be a token under another name: the attribute knows tokens by their names.
//!
//! The expansion asks only where it has found no token and takes the ambient one. It asks of the type alone, and nothing of this ever runs.

use std::marker::PhantomData;

use crate::CancelToken;

/// A parameter, of which no value is ever made.
#[derive(Debug)]
pub struct Parameter<T: ?Sized>(PhantomData<T>);

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct ByItsName;

/// Nothing implements this: it is what the compiler says.
#[diagnostic::on_unimplemented(
    message = "this parameter is a cancellation token under another name, and would not be watched",
    label = "the attribute does not know this name of a token",
    note = "name the token to watch: `#[cancellable(token = EXPR)]`; or write its type as `CancelToken` or `CancellationToken`"
)]
pub trait NamesToken {}

impl<T: ?Sized> Parameter<T> {
    /// Never runs.
    #[must_use]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: ?Sized> Default for Parameter<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// The methods of the tokens' own types come before that of [`NamesNoToken`].
macro_rules! tokens {
    ($($token:ty),+) => {$(
        impl Parameter<$token> {
            /// Never runs.
            pub fn __is_named<N: NamesToken>(self, _: N) {}
        }
    )+};
}

tokens!(CancelToken, &CancelToken);

#[cfg(feature = "tokio-util")]
tokens!(
    tokio_util::sync::CancellationToken,
    &tokio_util::sync::CancellationToken
);

/// Any other type.
pub trait NamesNoToken: Sized {
    /// Never runs.
    fn __is_named(self, _: ByItsName) {}
}

impl<T: ?Sized> NamesNoToken for Parameter<T> {}
