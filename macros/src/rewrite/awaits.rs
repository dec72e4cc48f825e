//! Awaits: cancellation points where they are seen (S8), errors where a macro hides them.

use proc_macro2::TokenStream;
use syn::visit_mut;
use syn::{Expr, Macro};

use super::{Rewriter, Scope};
use crate::decide::Exit;
use crate::frame::Mark;
use crate::{emit, moved, words};

/// Macros that await what they are given.
pub(super) const HIDING: [&str; 4] = ["select", "select_biased", "join", "try_join"];

impl Rewriter<'_> {
    pub(super) fn visit_await(&mut self, node: &mut Expr) {
        visit_mut::visit_expr_mut(self, node);
        let Expr::Await(inner) = &*node else {
            return;
        };
        if self.scope == Scope::Lost && !moved::is_made_elsewhere("await", inner.await_token.span) {
            self.refuse_lost(inner.await_token.span);
        }
        match self.scope {
            Scope::Foreign(what) if self.wraps_futures => {
                self.refuse_unchecked(inner.await_token.span, what);
            }
            _ if self.is_unmarked() && (self.frame.mark == Mark::Overlooking || !self.races()) => {
                self.note_unchecked(inner.await_token.span);
            }
            _ => {}
        }
        if self.races() {
            self.frame.watches = true;
            let breaks = matches!(self.frame.exit, Exit::Break);
            let ended = self.turn.as_mut().filter(|_| breaks).map(|turn| {
                turn.used = true;
                &turn.label
            });
            *node = emit::awaited(&self.frame, inner, ended);
        }
    }

    /// Whether awaits here are cancellation points. In the break mode they are where there is a loop to end.
    fn races(&self) -> bool {
        self.scope == Scope::Body
            && self.frame.asynchronous
            && self.frame.args.awaits.unwrap_or(true)
            && (self.turn.is_some() || !matches!(self.frame.exit, Exit::Break))
    }

    pub(super) fn refuse_hidden_awaits(&mut self, node: &Macro) {
        let Some(name) = node.path.segments.last().map(|last| &last.ident) else {
            return;
        };
        if self.races()
            && HIDING.iter().any(|hiding| name == hiding)
            && !names_cancelled(node.tokens.clone())
        {
            let message = if name.to_string().starts_with("select") {
                format!(
                    "`#[cancellable]` does not see the awaits in `{name}!`; give it a branch on `cancelled()` of a \
                     token, or leave it out with `#[checkpoint(skip)]`"
                )
            } else {
                format!(
                    "`#[cancellable]` does not see the awaits in `{name}!`; await \
                     `token.run_until_cancelled(async {{ {name}!(…) }})`, or leave it out with `#[checkpoint(skip)]`"
                )
            };
            self.errors.at(name.span(), message);
        }
    }
}

/// Whether the arguments of a macro take care of cancellation themselves.
fn names_cancelled(tokens: TokenStream) -> bool {
    const NAMES: [&str; 4] = [
        "cancelled",
        "cancelled_owned",
        "run_until_cancelled",
        "run_until_cancelled_owned",
    ];
    words::any(tokens, &|word| NAMES.iter().any(|name| word == name))
}
