//! What leaves a loop, or goes on with it, from inside: where the loop is divided into strips, it must still do so.

use proc_macro2::Span;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Block, Expr, ExprAsync, ExprBreak, ExprClosure, ExprConst, ExprContinue, ExprForLoop, ExprLoop,
    ExprWhile, Ident, Item, Label, Lifetime, Macro, Type,
};

/// The label of a loop.
pub(crate) fn label(node: &Expr) -> Option<&Label> {
    match node {
        Expr::Loop(node) => node.label.as_ref(),
        Expr::While(node) => node.label.as_ref(),
        Expr::ForLoop(node) => node.label.as_ref(),
        _ => None,
    }
}

/// A body whose `break`s leave the loop around the strips.
pub(crate) struct Jumps {
    /// The label of that loop.
    pub(crate) strips: Lifetime,
    /// Whether a `break` names it.
    pub(crate) broken: bool,
}

// Input:  for … { … break … break 'user … }
// Output: { … break '__strips1 … break 'user … }
/// Redirects the `break`s of a body that bear no label. A label of the user's stands around all (`emit`): two labels may be
/// written alike and be none the less different, where a macro made one of them, so none is ever compared.
pub(crate) fn redirect(body: &mut Block, number: usize, span: Span) -> Jumps {
    let mut redirection = Redirection {
        strips: strips(number, span),
        broken: false,
    };
    redirection.visit_block_mut(body);
    Jumps {
        strips: redirection.strips,
        broken: redirection.broken,
    }
}

/// The label of a loop around strips, or around one that divides its number.
pub(crate) fn strips(number: usize, span: Span) -> Lifetime {
    Lifetime {
        apostrophe: span,
        ident: Ident::new(&format!("__strips{number}"), span),
    }
}

struct Redirection {
    strips: Lifetime,
    broken: bool,
}

impl VisitMut for Redirection {
    fn visit_expr_break_mut(&mut self, node: &mut ExprBreak) {
        if node.label.is_none() {
            node.label = Some(self.strips.clone());
            self.broken = true;
        }
        visit_mut::visit_expr_break_mut(self, node);
    }

    // What is in there leaves that.
    fn visit_expr_loop_mut(&mut self, _: &mut ExprLoop) {}
    fn visit_expr_while_mut(&mut self, _: &mut ExprWhile) {}
    fn visit_expr_closure_mut(&mut self, _: &mut ExprClosure) {}
    fn visit_expr_async_mut(&mut self, _: &mut ExprAsync) {}
    fn visit_expr_const_mut(&mut self, _: &mut ExprConst) {}
    fn visit_item_mut(&mut self, _: &mut Item) {}
    fn visit_type_mut(&mut self, _: &mut Type) {}

    fn visit_expr_for_loop_mut(&mut self, node: &mut ExprForLoop) {
        self.visit_expr_mut(&mut node.expr);
    }
}

/// What a loop has in it that strips must reckon with.
#[derive(Default)]
pub(crate) struct Inside<'n> {
    label: Option<&'n Ident>,
    /// A `continue` that may name the loop: the label stands around the strips, where nothing can be continued.
    pub(crate) continued: bool,
    /// A macro, which may hide a `break`.
    pub(crate) hidden: bool,
    /// A condition that binds.
    binds: bool,
}

impl<'n> Inside<'n> {
    pub(crate) fn of(node: &'n Expr) -> Self {
        let mut inside = Self {
            label: label(node).map(|label| &label.name.ident),
            ..Self::default()
        };
        match node {
            Expr::ForLoop(node) => inside.visit_block(&node.body),
            Expr::While(node) => {
                inside.visit_expr(&node.cond);
                inside.binds = binds(&node.cond);
                inside.visit_block(&node.body);
            }
            _ => inside.visit_expr(node),
        }
        inside
    }

    /// Whether a loop that is not leaf can be in strips of so many iterations as the user wants.
    pub(crate) fn can_be_divided(&self, node: &Expr) -> bool {
        match node {
            // What a macro hides may name the label.
            Expr::ForLoop(_) => self.label.is_none() || !self.hidden,
            Expr::While(_) => !self.hidden && !self.binds,
            _ => false,
        }
    }
}

impl<'n> Visit<'n> for Inside<'n> {
    fn visit_expr_continue(&mut self, node: &'n ExprContinue) {
        let named = node.label.as_ref().map(|label| &label.ident);
        self.continued |= named.is_some() && named == self.label;
    }

    fn visit_expr(&mut self, node: &'n Expr) {
        self.hidden |= matches!(node, Expr::Verbatim(_));
        visit::visit_expr(self, node);
    }

    fn visit_macro(&mut self, _: &'n Macro) {
        self.hidden = true;
    }

    fn visit_item(&mut self, _: &'n Item) {}
}

fn binds(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(node) => binds(&node.left) || binds(&node.right),
        _ => false,
    }
}
