//! Indices that the compiler need not compare with a length, for the loop's own bound is that length:
//! `for i in 0..v.len() { … v[i] … }`.

use syn::visit::{self, Visit};
use syn::{BinOp, Expr, ExprForLoop, ExprMethodCall, Ident, Pat};

use super::chain::{Place, place};
use super::peeled;

/// A counter, and what it is below the length of.
#[derive(Default)]
pub(super) struct Covered {
    counter: Option<Ident>,
    slices: Vec<Place>,
}

impl Covered {
    pub(super) fn by_for(node: &ExprForLoop) -> Self {
        match (&*node.pat, peeled(&node.expr)) {
            (Pat::Ident(name), Expr::Range(range)) => {
                Self::of(Some(&name.ident), range.end.as_deref())
            }
            _ => Self::default(),
        }
    }

    pub(super) fn by_condition(condition: &Expr) -> Self {
        match peeled(condition) {
            Expr::Binary(binary) if matches!(binary.op, BinOp::Lt(_)) => match peeled(&binary.left)
            {
                Expr::Path(path) => Self::of(path.path.get_ident(), Some(&binary.right)),
                _ => Self::default(),
            },
            _ => Self::default(),
        }
    }

    fn of(counter: Option<&Ident>, bound: Option<&Expr>) -> Self {
        struct Lengths(Vec<Place>);
        impl<'ast> Visit<'ast> for Lengths {
            fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
                if call.method == "len" {
                    self.0.extend(place(&call.receiver));
                }
                visit::visit_expr_method_call(self, call);
            }
        }
        let mut lengths = Lengths(Vec::new());
        if let Some(bound) = bound {
            lengths.visit_expr(bound);
        }
        Self {
            counter: counter.cloned(),
            slices: lengths.0,
        }
    }

    /// Whether this index needs no comparison.
    pub(super) fn covers(&self, base: &Expr, index: &Expr) -> bool {
        match peeled(index) {
            // A literal one is looked at once, before the loop.
            Expr::Lit(_) => true,
            Expr::Path(path) => {
                path.path.get_ident() == self.counter.as_ref()
                    && place(base).is_some_and(|base| self.slices.contains(&base))
            }
            _ => false,
        }
    }
}
