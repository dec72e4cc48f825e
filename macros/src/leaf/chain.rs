//! Which variables carry something from one iteration to the next. What is computed from them waits for the iteration
//! before; a processor computes the rest of several iterations at a time.

use syn::visit::{self, Visit};
use syn::{
    BinOp, Block, Expr, ExprAssign, ExprBinary, ExprForLoop, Ident, Lit, Member, Pat, PatIdent,
};

use super::index::{Wild, is_compound};
use super::peeled;

/// The variables, and fields of variables, that carry something.
#[derive(Default)]
pub(super) struct Chain(Vec<Place>);

/// A variable, and the fields that lead into it: `self.row`.
pub(super) type Place = Vec<Ident>;

/// What stands before a loop's body.
#[derive(Clone, Copy)]
pub(super) enum Head<'a> {
    None,
    /// The pattern and the header of a `for`.
    Items(&'a ExprForLoop),
    /// The condition of a `while`.
    Condition(&'a Expr),
}

impl Chain {
    /// Those of a loop: what its body assigns and does not declare. A mere counter is ready at once.
    pub(super) fn of_loop(head: Head<'_>, body: &Block, wild: &Wild) -> Self {
        let mut assigned = Assigned {
            places: Vec::new(),
            declared: Vec::new(),
            wild,
        };
        match head {
            Head::None => {}
            Head::Items(node) => assigned.visit_pat(&node.pat),
            Head::Condition(condition) => assigned.visit_expr(condition),
        }
        assigned.visit_block(body);
        let Assigned {
            mut places,
            declared,
            ..
        } = assigned;
        places.retain(|place| !declared.contains(&place[0]));
        Self(places)
    }

    /// Whether a variable or a field of one is, or is a part of, or has a part that carries something.
    pub(super) fn holds(&self, expr: &Expr) -> bool {
        place(expr).is_some_and(|place| {
            let related =
                |carried: &Place| carried.iter().zip(&place).all(|(one, other)| one == other);
            self.0.iter().any(related)
        })
    }

    /// Variables are given something that was carried.
    pub(super) fn reach(&mut self, pattern: &Pat) {
        struct Names<'c>(&'c mut Chain);
        impl<'ast> Visit<'ast> for Names<'_> {
            fn visit_pat_ident(&mut self, node: &'ast PatIdent) {
                self.0.0.push(vec![node.ident.clone()]);
                visit::visit_pat_ident(self, node);
            }
        }
        Names(self).visit_pat(pattern);
    }

    /// The same for what is assigned to.
    pub(super) fn reach_place(&mut self, assigned: &Expr) {
        self.0.extend(place(assigned));
    }
}

/// The place that an expression names, or that what it names is a part of.
pub(super) fn place(expr: &Expr) -> Option<Place> {
    match peeled(expr) {
        Expr::Path(path) => path.path.get_ident().map(|name| vec![name.clone()]),
        Expr::Field(field) => {
            let mut place = place(&field.base)?;
            if let Member::Named(name) = &field.member {
                place.push(name.clone());
            }
            Some(place)
        }
        Expr::Index(index) => place(&index.expr),
        Expr::Unary(unary) => place(&unary.expr),
        _ => None,
    }
}

struct Assigned<'w> {
    places: Vec<Place>,
    declared: Vec<Ident>,
    wild: &'w Wild,
}

impl Assigned<'_> {
    fn add(&mut self, left: &Expr, right: &Expr) {
        match peeled(left) {
            Expr::Tuple(tuple) => tuple.elems.iter().for_each(|left| self.add(left, right)),
            // What is counted with, or set to a number that is there already.
            Expr::Path(_) if self.wild.is_tame(right) => {}
            left => self.places.extend(place(left)),
        }
    }
}

impl<'ast> Visit<'ast> for Assigned<'_> {
    fn visit_expr_assign(&mut self, node: &'ast ExprAssign) {
        self.add(&node.left, &node.right);
        visit::visit_expr_assign(self, node);
    }

    fn visit_expr_binary(&mut self, node: &'ast ExprBinary) {
        if is_compound(&node.op) {
            self.add(&node.left, &node.right);
        }
        visit::visit_expr_binary(self, node);
    }

    fn visit_pat_ident(&mut self, node: &'ast PatIdent) {
        self.declared.push(node.ident.clone());
        visit::visit_pat_ident(self, node);
    }
}

/// Whether an iteration divides what the next one begins with: `rest /= 10`. By a power of two that is a shift.
pub(super) fn divides(body: &Block) -> bool {
    struct Divisions(bool);
    impl Divisions {
        fn by(&mut self, divisor: &Expr) {
            self.0 |=
                !matches!(peeled(divisor), Expr::Lit(literal) if is_power_of_two(&literal.lit));
        }
    }
    impl<'ast> Visit<'ast> for Divisions {
        fn visit_expr_binary(&mut self, node: &'ast ExprBinary) {
            if matches!(node.op, BinOp::DivAssign(_) | BinOp::RemAssign(_)) {
                self.by(&node.right);
            }
            visit::visit_expr_binary(self, node);
        }

        fn visit_expr_assign(&mut self, node: &'ast ExprAssign) {
            if let Expr::Binary(value) = peeled(&node.right)
                && matches!(value.op, BinOp::Div(_) | BinOp::Rem(_))
            {
                self.by(&value.right);
            }
            visit::visit_expr_assign(self, node);
        }
    }
    let mut divisions = Divisions(false);
    divisions.visit_block(body);
    divisions.0
}

fn is_power_of_two(literal: &Lit) -> bool {
    match literal {
        Lit::Int(number) => number.base10_parse().is_ok_and(u128::is_power_of_two),
        _ => false,
    }
}
