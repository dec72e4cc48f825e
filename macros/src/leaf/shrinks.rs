//! Loops that end by themselves after few iterations: each divides the number that their condition compares.
//!
//! `while rest > 0 { …; rest /= 10 }` turns as often as `rest` has digits, if that is an integer. Whether it is, the runtime tells
//! (`runtime/src/strips/by_name.rs`).

use syn::visit::{self, Visit};
use syn::{
    BinOp, Expr, ExprAssign, ExprBinary, ExprContinue, ExprMethodCall, ExprRawAddr, ExprReference,
    ExprUnsafe, ExprWhile, Ident, PatIdent, Stmt,
};

use super::distance::leads_anywhere;
use super::index::{is_compound, names_one};
use super::{integers, number, peeled, variable};

/// Such a loop.
pub(crate) struct Shrinks {
    /// The number that is divided.
    pub(crate) number: Ident,
    /// Whether a negative one would never get to the end: shifted to the right, it stays negative.
    pub(crate) unless_negative: bool,
    /// How often it turns at most, where the number has 64 bits.
    pub(super) turns: u64,
}

/// What a condition may compare the number with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// It goes on above or from a number that is not negative.
    Below,
    /// It goes on while the number is not zero.
    Zero,
}

/// Judges a loop that is leaf. `safe`: no pointer may be followed there.
pub(crate) fn shrinks(node: &ExprWhile, safe: bool) -> Option<Shrinks> {
    let (number, end) = compared(&node.cond)
        .into_iter()
        .find(|(number, _)| !may_be_static(number) && !touches(node, number, safe))?;
    let mut statements = node.body.stmts.iter();
    let (shifted, bits) = statements.find_map(|statement| division(statement, number))?;
    Some(Shrinks {
        number: number.clone(),
        unless_negative: shifted && end == End::Zero,
        turns: 64_u64.div_ceil(bits),
    })
}

/// Whether a name is written as statics are: a `static mut` may bear others, too.
fn may_be_static(name: &Ident) -> bool {
    !name.to_string().contains(char::is_lowercase)
}

/// The variables that a condition compares with what they come to.
fn compared(condition: &Expr) -> Vec<(&Ident, End)> {
    let Expr::Binary(node) = peeled(condition) else {
        return Vec::new();
    };
    if matches!(node.op, BinOp::And(_)) {
        return [compared(&node.left), compared(&node.right)].concat();
    }
    let (name, least) = match (variable(&node.left), variable(&node.right), &node.op) {
        (Some(name), _, BinOp::Gt(_)) => (name, number(&node.right).map(|_| End::Below)),
        (_, Some(name), BinOp::Lt(_)) => (name, number(&node.left).map(|_| End::Below)),
        (Some(name), _, BinOp::Ge(_)) => (name, positive(&node.right)),
        (_, Some(name), BinOp::Le(_)) => (name, positive(&node.left)),
        (Some(name), _, BinOp::Ne(_)) => (name, zero(&node.right)),
        (_, Some(name), BinOp::Ne(_)) => (name, zero(&node.left)),
        _ => return Vec::new(),
    };
    least.map(|end| (name, end)).into_iter().collect()
}

fn positive(expr: &Expr) -> Option<End> {
    number(expr).filter(|&least| least > 0).map(|_| End::Below)
}

fn zero(expr: &Expr) -> Option<End> {
    number(expr).filter(|&end| end == 0).map(|_| End::Zero)
}

/// Whether a statement divides the number; if by a shift, and by how many bits at least.
// Forms: x /= 10; x = x / 10; x >>= 1; x = x >> 1;
fn division(statement: &Stmt, name: &Ident) -> Option<(bool, u64)> {
    let (operator, by) = match statement {
        Stmt::Expr(Expr::Binary(node), _) if variable(&node.left) == Some(name) => {
            (&node.op, &node.right)
        }
        Stmt::Expr(Expr::Assign(node), _) if variable(&node.left) == Some(name) => {
            match peeled(&node.right) {
                Expr::Binary(value) if variable(&value.left) == Some(name) => {
                    (&value.op, &value.right)
                }
                _ => return None,
            }
        }
        _ => return None,
    };
    let by = number(by)?;
    let (shifted, bits) = match operator {
        BinOp::Div(_) | BinOp::DivAssign(_) => (false, by.checked_ilog2()?.into()),
        // By the whole width of a number, which may be 8, a shift changes nothing.
        BinOp::Shr(_) | BinOp::ShrAssign(_) if by < 8 => (true, u64::try_from(by).ok()?),
        _ => return None,
    };
    (bits > 0).then_some((shifted, bits))
}

/// Whether anything but one division may change the number, stand for another one, or go on without the division; or something else
/// that may be large is multiplied (a matrix that is raised to a power).
fn touches(node: &ExprWhile, name: &Ident, safe: bool) -> bool {
    let mut touches = Touches {
        name,
        safe,
        writes: 0,
        other: false,
    };
    touches.visit_expr(&node.cond);
    touches.visit_block(&node.body);
    touches.other || touches.writes != 1
}

fn multiplies(operator: &BinOp) -> bool {
    matches!(
        operator,
        BinOp::Mul(_)
            | BinOp::MulAssign(_)
            | BinOp::Div(_)
            | BinOp::DivAssign(_)
            | BinOp::Rem(_)
            | BinOp::RemAssign(_)
    )
}

struct Touches<'n> {
    name: &'n Ident,
    safe: bool,
    writes: usize,
    other: bool,
}

impl Touches<'_> {
    fn write(&mut self, left: &Expr) {
        let left = peeled(left);
        // A pointer that was taken before the loop may lead to the number, and another path to a `static mut`.
        self.other |= !self.safe && leads_anywhere(left)
            || matches!(left, Expr::Path(_)) && variable(left).is_none();
        self.writes += usize::from(match left {
            Expr::Path(_) => variable(left) == Some(self.name),
            // An integer is not what is indexed, nor has it fields.
            Expr::Index(_) | Expr::Field(_) | Expr::Unary(_) => false,
            Expr::Tuple(places) => return places.elems.iter().for_each(|place| self.write(place)),
            Expr::Array(places) => return places.elems.iter().for_each(|place| self.write(place)),
            // Of a tuple it would be another kind of change.
            _ => names_one(left, std::slice::from_ref(self.name)),
        });
    }

    fn is(&self, expr: &Expr) -> bool {
        variable(expr) == Some(self.name)
    }
}

impl<'ast> Visit<'ast> for Touches<'_> {
    fn visit_expr_assign(&mut self, node: &'ast ExprAssign) {
        self.write(&node.left);
        visit::visit_expr_assign(self, node);
    }

    fn visit_expr_binary(&mut self, node: &'ast ExprBinary) {
        if is_compound(&node.op) {
            self.write(&node.left);
        }
        let known = |side: &Expr| number(side).is_some() || self.is(side);
        self.other |= multiplies(&node.op) && !known(&node.left) && !known(&node.right);
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_reference(&mut self, node: &'ast ExprReference) {
        self.other |= node.mutability.is_some() && self.is(&node.expr);
        visit::visit_expr_reference(self, node);
    }

    fn visit_expr_raw_addr(&mut self, node: &'ast ExprRawAddr) {
        self.other |= self.is(&node.expr);
        visit::visit_expr_raw_addr(self, node);
    }

    fn visit_expr_method_call(&mut self, node: &'ast ExprMethodCall) {
        self.other |= self.is(&node.receiver) && !integers::are_left_by(&node.method.to_string());
        visit::visit_expr_method_call(self, node);
    }

    fn visit_pat_ident(&mut self, node: &'ast PatIdent) {
        let lent = node.by_ref.is_some() && node.mutability.is_some();
        self.other |= lent || node.ident == *self.name;
        visit::visit_pat_ident(self, node);
    }

    /// A pointer that was taken before the loop may lead to the number.
    fn visit_expr_unsafe(&mut self, _: &'ast ExprUnsafe) {
        self.other = true;
    }

    fn visit_expr_continue(&mut self, _: &'ast ExprContinue) {
        self.other = true;
    }
}
