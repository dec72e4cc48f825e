//! How far a counter is from its end: where each iteration moves it by one, and nothing else does, that is how often the loop turns.

use syn::ext::IdentExt as _;
use syn::visit::{self, Visit};
use syn::{
    BinOp, Block, Expr, ExprAssign, ExprBinary, ExprContinue, ExprMethodCall, ExprRawAddr,
    ExprReference, ExprUnsafe, ExprWhile, Ident, PatIdent, Stmt, UnOp,
};

use super::chain::place;
use super::index::{computes, is_compound};
use super::{integers, number, peeled, variable};

/// From one number to another.
pub(crate) struct Distance {
    pub(crate) low: Expr,
    pub(crate) high: Expr,
    /// Whether it is the lower one that moves, and is below the other for certain: not where the two are only told to differ.
    pub(crate) rises: bool,
    /// Whether the one that stays may be a `static mut`.
    pub(crate) may_be_static: bool,
}

/// Judges a loop that counts, in a function of these variables. The counter must be one of them, and so must all that it changes: a `static mut` may
/// be moved by anything, and may have other names, one of them in the condition.
pub(super) fn distance(node: &ExprWhile, variables: &[Ident]) -> Option<Distance> {
    let mut found = Changes::default();
    found.visit_expr(&node.cond);
    found.visit_block(&node.body);
    let known = |name: &Ident| name == "self" || variables.contains(name);
    if found.anything || !found.variables.iter().all(known) {
        return None;
    }
    // Of several comparisons the first: what is behind it may not be looked at.
    let comparison = first(&node.cond)?;
    let (left, right) = (&*comparison.left, &*comparison.right);
    [(left, right, true), (right, left, false)]
        .into_iter()
        .find_map(|(counter, end, in_order)| {
            let name = variable(counter)?;
            let upwards = found.moves_by_one(&node.body, name)?;
            let towards_it = match comparison.op {
                BinOp::Lt(_) => in_order == upwards,
                BinOp::Gt(_) => in_order != upwards,
                BinOp::Ne(_) => true,
                _ => false,
            };
            if !(towards_it && found.leaves(end)) {
                return None;
            }
            let may_be_static = match peeled(end) {
                Expr::Path(path) => {
                    let name = path.path.get_ident();
                    name.is_none_or(|name| !variables.contains(&name.unraw()))
                }
                _ => false,
            };
            let (low, high) = if upwards {
                (counter, end)
            } else {
                (end, counter)
            };
            Some(Distance {
                low: low.clone(),
                high: high.clone(),
                rises: upwards && !matches!(comparison.op, BinOp::Ne(_)),
                may_be_static,
            })
        })
}

fn first(condition: &Expr) -> Option<&ExprBinary> {
    match peeled(condition) {
        Expr::Binary(node) if matches!(node.op, BinOp::And(_)) => first(&node.left),
        Expr::Binary(node) => Some(node),
        _ => None,
    }
}

/// What a body changes.
#[derive(Default)]
struct Changes {
    /// Variables (`r#k` is `k`), once for each time they are assigned to, and those that are lent or hidden by another one.
    variables: Vec<Ident>,
    /// Variables on which methods are called, with their names: a trait of the user's may have them change an integer, or a list.
    receivers: Vec<(Ident, String)>,
    /// Whether it may change what is not seen, or leave out what follows.
    anything: bool,
}

impl Changes {
    /// Whether each iteration moves a variable by one and does nothing else with it; and if so, whether it grows.
    fn moves_by_one(&self, body: &Block, name: &Ident) -> Option<bool> {
        let own = |changed: &&Ident| **changed == name.unraw();
        if self.variables.iter().filter(own).count() != 1 || !self.integer_is_left(name) {
            return None;
        }
        body.stmts.iter().find_map(|statement| match statement {
            Stmt::Expr(Expr::Binary(node), _)
                if variable(&node.left) == Some(name) && number(&node.right) == Some(1) =>
            {
                match node.op {
                    BinOp::AddAssign(_) => Some(true),
                    BinOp::SubAssign(_) => Some(false),
                    _ => None,
                }
            }
            _ => None,
        })
    }

    /// Whether an end stays where it is. A literal has no type of its own, nor have two; and a field may be packed.
    fn leaves(&self, end: &Expr) -> bool {
        match peeled(end) {
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_none_or(|name| !self.changes(name) && self.integer_is_left(name)),
            Expr::MethodCall(call) if call.method == "len" => place(&call.receiver)
                .is_some_and(|list| !self.changes(&list[0]) && self.list_is_left(&list[0])),
            Expr::Cast(cast) => self.leaves(&cast.expr),
            Expr::Binary(node) if computes(&node.op) => {
                // What is shifted has its own type, whatever it is shifted by.
                let shifts = matches!(node.op, BinOp::Shr(_));
                let literal = |side: &Expr| matches!(peeled(side), Expr::Lit(_));
                let stays = |side| literal(side) || self.leaves(side);
                stays(&node.left)
                    && stays(&node.right)
                    && !(literal(&node.left) && (shifts || literal(&node.right)))
            }
            _ => false,
        }
    }

    fn integer_is_left(&self, name: &Ident) -> bool {
        self.called_on(name).all(integers::are_left_by)
    }

    /// What is called on `self` may change each list in it.
    fn list_is_left(&self, name: &Ident) -> bool {
        self.called_on(name)
            .all(|method| name != "self" && integers::lists_are_left_by(method))
    }

    fn called_on(&self, name: &Ident) -> impl Iterator<Item = &str> {
        let name = name.unraw();
        let called = self.receivers.iter().filter(move |(it, _)| *it == name);
        called.map(|(_, method)| &**method)
    }

    fn changes(&self, name: &Ident) -> bool {
        self.variables.contains(&name.unraw())
    }

    fn change(&mut self, changed: &Expr) {
        match peeled(changed) {
            changed if leads_anywhere(changed) => self.anything = true,
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) => self.variables.push(name.unraw()),
                None => self.anything = true,
            },
            // No length changes with an element, nor anything with what is thrown away.
            Expr::Index(_) | Expr::Infer(_) => {}
            Expr::Field(_) => match place(changed) {
                Some(place) => self.variables.push(place[0].unraw()),
                None => self.anything = true,
            },
            // Each of several at once: `(a, b) = (b, a)`.
            Expr::Tuple(places) => places.elems.iter().for_each(|place| self.change(place)),
            Expr::Array(places) => places.elems.iter().for_each(|place| self.change(place)),
            _ => self.anything = true,
        }
    }
}

impl<'ast> Visit<'ast> for Changes {
    fn visit_expr_assign(&mut self, node: &'ast ExprAssign) {
        self.change(&node.left);
        visit::visit_expr_assign(self, node);
    }

    fn visit_expr_binary(&mut self, node: &'ast ExprBinary) {
        if is_compound(&node.op) {
            self.change(&node.left);
        }
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_reference(&mut self, node: &'ast ExprReference) {
        if node.mutability.is_some() {
            self.change(&node.expr);
        }
        visit::visit_expr_reference(self, node);
    }

    fn visit_expr_raw_addr(&mut self, node: &'ast ExprRawAddr) {
        self.change(&node.expr);
        visit::visit_expr_raw_addr(self, node);
    }

    fn visit_expr_method_call(&mut self, node: &'ast ExprMethodCall) {
        if let Some(name) = variable(&node.receiver) {
            self.receivers.push((name.unraw(), node.method.to_string()));
        }
        visit::visit_expr_method_call(self, node);
    }

    fn visit_pat_ident(&mut self, node: &'ast PatIdent) {
        self.anything |= node.by_ref.is_some() && node.mutability.is_some();
        self.variables.push(node.ident.unraw());
        visit::visit_pat_ident(self, node);
    }

    /// A pointer that was taken before the loop may lead anywhere.
    fn visit_expr_unsafe(&mut self, _: &'ast ExprUnsafe) {
        self.anything = true;
    }

    fn visit_expr_continue(&mut self, _: &'ast ExprContinue) {
        self.anything = true;
    }
}

/// Whether there is a pointer on the way to a place.
pub(super) fn leads_anywhere(expr: &Expr) -> bool {
    match peeled(expr) {
        Expr::Unary(node) => matches!(node.op, UnOp::Deref(_)),
        Expr::Field(node) => leads_anywhere(&node.base),
        Expr::Index(node) => leads_anywhere(&node.expr),
        _ => false,
    }
}
