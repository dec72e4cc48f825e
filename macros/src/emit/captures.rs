//! What a `macro_rules` has captured stays together.
//!
//! A capture is a group without delimiters, and one operand, whatever stands beside it. But the compiler takes what a procedural macro gives
//! back for mere tokens (rust-lang/rust#67062): of `$a && $b`, captured as `x` and `y || z`, it would make `(x && y) || z`.
//! What another macro is given goes through here untouched, groups and all.

use std::mem;

use proc_macro2::TokenStream;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, ExprParen, GenericArgument, Item, Pat, Stmt, token};

use super::inserted;

// Input:  $operand
// Output: ($operand)
/// Puts parentheses around the captured expressions of an item.
pub(crate) fn keep_together(item: &mut Item) {
    Captures.visit_item_mut(item);
}

// Input:  $operand + 1
// Output: ($operand) + 1
/// The same for an expression beside which something will stand.
pub(crate) fn keep_operand_together(expr: &mut Expr) {
    Captures.visit_expr_mut(expr);
}

/// And for one that stands alone.
pub(crate) fn keep_value_together(expr: &mut Expr) {
    visit_mut::visit_expr_mut(&mut Captures, expr);
}

struct Captures;

impl VisitMut for Captures {
    fn visit_expr_mut(&mut self, node: &mut Expr) {
        visit_mut::visit_expr_mut(self, node);
        let Expr::Group(group) = node else {
            return;
        };
        if is_one_operand(&group.expr) {
            return;
        }
        let nothing = Box::new(Expr::Verbatim(TokenStream::new()));
        *node = Expr::Paren(ExprParen {
            attrs: mem::take(&mut group.attrs),
            paren_token: token::Paren(inserted(group.group_token.span)),
            expr: mem::replace(&mut group.expr, nothing),
        });
    }

    /// Nothing stands beside a statement, and in parentheses a block would be none.
    fn visit_stmt_mut(&mut self, node: &mut Stmt) {
        match node {
            Stmt::Expr(node, _) => visit_mut::visit_expr_mut(self, node),
            node => visit_mut::visit_stmt_mut(self, node),
        }
    }

    // In these no parentheses may stand.
    fn visit_attribute_mut(&mut self, _: &mut Attribute) {}
    fn visit_pat_mut(&mut self, node: &mut Pat) {
        if !matches!(node, Pat::Lit(_) | Pat::Range(_)) {
            visit_mut::visit_pat_mut(self, node);
        }
    }
    fn visit_generic_argument_mut(&mut self, node: &mut GenericArgument) {
        if let GenericArgument::Type(node) = node {
            self.visit_type_mut(node);
        }
    }
}

fn is_one_operand(expr: &Expr) -> bool {
    match expr {
        Expr::Group(inner) => is_one_operand(&inner.expr),
        Expr::Array(_)
        | Expr::Await(_)
        | Expr::Call(_)
        | Expr::Field(_)
        | Expr::Index(_)
        // On the left of `=`.
        | Expr::Infer(_)
        | Expr::Lit(_)
        | Expr::Macro(_)
        | Expr::MethodCall(_)
        | Expr::Paren(_)
        | Expr::Path(_)
        | Expr::Repeat(_)
        | Expr::Try(_)
        | Expr::Tuple(_)
        // Nobody knows what it is.
        | Expr::Verbatim(_) => true,
        _ => false,
    }
}
