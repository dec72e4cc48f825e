//! All errors of one run, together.

use proc_macro2::{Span, TokenStream};

/// Collects errors so that a user sees all of them at once.
#[derive(Default)]
pub(crate) struct Errors {
    all: Option<syn::Error>,
}

impl Errors {
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.all {
            Some(all) => all.combine(error),
            None => self.all = Some(error),
        }
    }

    pub(crate) fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(syn::Error::new(span, message));
    }

    pub(crate) fn append(&mut self, other: Self) {
        if let Some(error) = other.all {
            self.push(error);
        }
    }

    /// Keeps the value of a result, or its error.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_none()
    }

    pub(crate) fn into_tokens(self) -> TokenStream {
        self.all
            .map(|error| error.to_compile_error())
            .unwrap_or_default()
    }
}
