//! All errors of one run, together.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Attribute;

/// Collects errors so that a user sees all of them at once.
#[derive(Default)]
pub(crate) struct Errors {
    all: Vec<Error>,
}

struct Error {
    error: syn::Error,
    /// The `#[cfg(…)]` of what it is about: where that is left out, nothing is wrong.
    cfgs: Vec<Attribute>,
}

impl Errors {
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.all.extend(error.into_iter().map(|error| Error {
            error,
            cfgs: Vec::new(),
        }));
    }

    pub(crate) fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(syn::Error::new(span, message));
    }

    /// Appends what is wrong with a part that has these attributes.
    pub(crate) fn append(&mut self, attributes: &[Attribute], other: Self) {
        let cfgs = attributes.iter().filter(|it| it.path().is_ident("cfg"));
        self.all.extend(other.all.into_iter().map(|mut error| {
            error.cfgs.extend(cfgs.clone().cloned());
            error
        }));
    }

    /// Keeps the value of a result, or its error.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(crate) fn into_tokens(self) -> TokenStream {
        let all = self.all.into_iter().map(|Error { error, cfgs }| {
            let error = error.into_compile_error();
            quote! { #(#cfgs)* #error }
        });
        all.collect()
    }
}
