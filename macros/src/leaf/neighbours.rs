//! Loops that look at an element and at one beside it: `if list[i] < list[i - 1] { … }`.

use syn::visit::{self, Visit};
use syn::{
    Expr, ExprAssign, ExprBinary, ExprForLoop, ExprIndex, Ident, Pat, PatIdent, RangeLimits,
};

use super::serial::offset;
use super::{index, peeled};

/// How the numbers of a range of integers are counted where its loop does so. None: it does not, or stores anything, or looks at more of them.
///
/// Whether each number is said not to be below the first: not where the largest or the smallest is kept, for of floats the compiler makes no vectors
/// then (`runtime/src/strips/numbers.rs`).
pub(crate) fn looks_beside(node: &ExprForLoop) -> Option<bool> {
    let Expr::Range(range) = peeled(&node.expr) else {
        return None;
    };
    let Pat::Ident(counter) = &*node.pat else {
        return None;
    };
    let plain =
        counter.by_ref.is_none() && counter.mutability.is_none() && counter.subpat.is_none();
    let half_open = matches!(range.limits, RangeLimits::HalfOpen(_));
    if !plain || !half_open || range.start.is_none() || range.end.is_none() {
        return None;
    }
    let mut found = Found {
        counter: &counter.ident,
        reads: Vec::new(),
        others: false,
        keeps_extreme: false,
    };
    found.visit_block(&node.body);
    (!found.others && found.has_pairs_only()).then_some(!found.keeps_extreme)
}

struct Found<'a> {
    counter: &'a Ident,
    /// Lists, and how far from the counter they are read.
    reads: Vec<(&'a Expr, i128)>,
    /// A store, a loop, or another variable of that name.
    others: bool,
    keeps_extreme: bool,
}

impl Found<'_> {
    /// Whether two elements of a list are read, and of none more than two.
    fn has_pairs_only(&self) -> bool {
        let beside = |&(list, distance): &(&Expr, i128)| {
            let mut others: Vec<i128> = self
                .reads
                .iter()
                .filter(|(other, _)| *other == list)
                .map(|&(_, other)| other)
                .collect();
            others.retain(|&other| other != distance);
            others.sort_unstable();
            others.dedup();
            others.len()
        };
        self.reads.iter().map(beside).max() == Some(1)
    }

    fn give(&mut self, place: &Expr) {
        self.others |= !matches!(peeled(place), Expr::Path(_));
    }
}

impl<'a> Visit<'a> for Found<'a> {
    fn visit_expr(&mut self, node: &'a Expr) {
        match node {
            Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) | Expr::Closure(_) => {
                self.others = true;
            }
            Expr::MethodCall(call) => {
                self.keeps_extreme |= call.method == "max" || call.method == "min";
            }
            _ => {}
        }
        visit::visit_expr(self, node);
    }

    fn visit_expr_index(&mut self, node: &'a ExprIndex) {
        if let Some(distance) = offset(&node.index, self.counter) {
            self.reads.push((&node.expr, distance));
        }
        visit::visit_expr_index(self, node);
    }

    fn visit_expr_assign(&mut self, node: &'a ExprAssign) {
        self.give(&node.left);
        visit::visit_expr_assign(self, node);
    }

    fn visit_expr_binary(&mut self, node: &'a ExprBinary) {
        if index::is_compound(&node.op) {
            self.give(&node.left);
        }
        visit::visit_expr_binary(self, node);
    }

    fn visit_pat_ident(&mut self, node: &'a PatIdent) {
        self.others |= node.ident == *self.counter;
    }
}
