//! What is refused: a loop that cannot be left from (S6), a mark or a call that means something else here.

use std::mem;

use proc_macro2::{Span, TokenStream};
use syn::{Expr, ExprCall, ExprLoop};

use super::loops::keyword;
use super::{Rewriter, Scope};
use crate::marks::Marks;
use crate::token::Source;
use crate::{breaks, token, words};

impl Rewriter<'_> {
    /// Reports marks that stand where they mean nothing.
    pub(super) fn refuse(&mut self, marks: &Marks, on_loop: bool, on_closure: bool) {
        if let Some((_, span)) = marks.every.filter(|_| !on_loop) {
            self.errors.at(
                span,
                "`every` is for a loop; put `#[checkpoint(every = N)]` on one",
            );
        }
        if let Some((_, span)) = marks.cancellable.as_ref().filter(|_| !on_closure) {
            self.errors.at(
                *span,
                "inside a function `#[cancellable]` marks a closure or an async block; put it on one, with parentheses \
                 around both where more follows: `(#[cancellable] async { … }).await`",
            );
        }
    }

    pub(super) fn refuse_foreign(&mut self, node: &Expr, what: &str) -> bool {
        if !mem::replace(&mut self.reported, true) {
            let function = &self.frame.function;
            let message = format!(
                "a loop in this {what} cannot return from `{function}`; mark the {what} `#[cancellable]`, so that it \
                 returns through its own type, or leave the loop out with `#[checkpoint(skip)]`"
            );
            self.errors.at(keyword(node), message);
        }
        true
    }

    pub(super) fn refuse_unchecked(&mut self, place: Span, what: &str) {
        if !mem::replace(&mut self.reported, true) {
            let function = &self.frame.function;
            let message = format!(
                "`{function}` returns a future inside of something else, and this await may be part of it, without a \
                 check; mark the {what} `#[cancellable]`, or leave it out with `#[checkpoint(skip)]`"
            );
            self.errors.at(place, message);
        }
    }

    pub(super) fn refuse_break(&mut self, node: &ExprLoop) -> bool {
        let objection = breaks::objection(node, &self.uninitialised);
        let refused = objection.is_some();
        if let Some((span, message)) = objection {
            self.errors.at(span, message);
        }
        refused
    }

    pub(super) fn refuse_lost(&mut self, place: Span) -> bool {
        if !mem::replace(&mut self.reported, true) {
            let function = &self.frame.function;
            let message = format!(
                "another attribute has moved this out of the body of `{function}`; put `#[cancellable]` above that attribute"
            );
            self.errors.at(place, message);
        }
        true
    }

    pub(super) fn refuse_around(&mut self, node: &Expr) -> bool {
        let function = &self.frame.function;
        let message = format!(
            "`{function}` can be left from the block that its future is made of, but not from this loop beside it; \
             move the loop into the block, or leave it out with `#[checkpoint(skip)]`"
        );
        self.errors.at(keyword(node), message);
        true
    }

    pub(super) fn refuse_ambient_scope(&mut self, node: &ExprCall) {
        if self.scope == Scope::Body
            && let Source::Parameter(name) | Source::Reference(name) = &self.frame.source
            && let Some(span) = token::ambient_scope(&node.func)
        {
            let message = format!(
                "`scope` looks for the ambient token and does not see `{name}`; write `{name}.scope(…)`, \
                 or `#[checkpoint(skip)]` before the statement where another `scope` is meant"
            );
            self.errors.at(span, message);
        }
    }

    pub(super) fn refuse_unknown(&mut self, tokens: &TokenStream) {
        if !matches!(self.scope, Scope::Skipped)
            && let Some(span) = words::first_loop(tokens.clone())
        {
            self.errors.at(
                span,
                "`#[cancellable]` does not know this syntax and cannot check the loop in it; \
                 leave it out with `#[checkpoint(skip)]`",
            );
        }
    }
}
