//! Casts of the user's that may be what settles a type.
//!
//! The compiler looks at casts last of all, in the order in which they stand. So does it come to ours, which settles how a
//! leaf loop is divided where nothing else does (`runtime/src/strips/choose.rs`): where another cast stands behind the loop, ours
//! must stand behind that one.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Expr, ExprCast, ExprForLoop, Item, Macro, Type};

use crate::decide::peeled;
use crate::leaf::PRIMITIVES;

/// Whether there is such a cast behind the header of a `for` loop. The counters of `while` loops are numbers, of which casts settle nothing.
pub(crate) fn stand_behind_loops(look: impl FnOnce(&mut Casts)) -> bool {
    let mut casts = Casts::default();
    look(&mut casts);
    casts.behind
}

/// In the order of the source.
#[derive(Default)]
pub(crate) struct Casts {
    loops: bool,
    behind: bool,
}

impl<'ast> Visit<'ast> for Casts {
    fn visit_expr_for_loop(&mut self, node: &'ast ExprForLoop) {
        self.visit_expr(&node.expr);
        self.loops = true;
        self.visit_block(&node.body);
    }

    fn visit_expr_cast(&mut self, node: &'ast ExprCast) {
        visit::visit_expr_cast(self, node);
        self.behind |= self.loops && may_settle(&node.ty);
    }

    fn visit_macro(&mut self, node: &'ast Macro) {
        self.behind |= self.loops && any(node.tokens.clone());
    }

    fn visit_item(&mut self, _: &'ast Item) {}
    fn visit_type(&mut self, _: &'ast Type) {}

    fn visit_expr(&mut self, node: &'ast Expr) {
        if !matches!(node, Expr::Const(_)) {
            visit::visit_expr(self, node);
        }
    }
}

/// Casts to numbers, by far the most, settle nothing: what is cast must be known by then.
fn may_settle(ty: &Type) -> bool {
    match peeled(ty) {
        Type::Path(path) => !path.path.get_ident().is_some_and(is_number),
        _ => true,
    }
}

/// Whether there may be one among tokens that nobody parses.
fn any(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let found = match token {
            TokenTree::Group(group) => any(group.stream()),
            TokenTree::Ident(word) if word == "as" => {
                !matches!(tokens.peek(), Some(TokenTree::Ident(ty)) if is_number(ty))
            }
            _ => false,
        };
        if found {
            return true;
        }
    }
    false
}

fn is_number(name: &Ident) -> bool {
    PRIMITIVES.iter().any(|number| name == number)
}
