//! Loops that count: their condition compares a variable that each iteration moves by a step.

use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, ExprBinary, ExprField, ExprPath, ExprWhile, Ident, UnOp};

use crate::frame::Frame;

use super::distance::{Distance, distance};
use super::index::{Wild, computes, names_one};
use super::peeled;
use super::serial::Work;

/// What is known of such a loop.
pub(crate) struct Counter {
    /// What must be so that its condition can be asked more often than it is written. None: nothing is enough.
    pub(crate) ask_again: Option<Vec<Ask>>,
    /// How often it turns, where that can be told before.
    pub(crate) distance: Option<Distance>,
    work: Work,
}

/// What is to be asked.
pub(crate) enum Ask {
    /// Whether a variable is an integer. It may be a `static mut`, to which nothing may refer.
    Counter(Expr),
    /// Whether what is computed with is an integer. Operators take it by value, so that it can be copied, or is a constant.
    Operand(Expr),
    /// Whether a variable or a constant is a list of `std`'s. (A constant has no place that a pointer could lead to.)
    ListIn(Expr),
    /// The same of a field, which may be packed, so that nothing may refer to it.
    ListAt(Expr),
}

impl Counter {
    /// Judges a loop that is leaf. Others than these cannot be vectorised, strips or not.
    pub(crate) fn of(node: &ExprWhile, frame: &Frame) -> Option<Self> {
        let steps = steps(&node.body);
        let wild = Wild::of_block(&node.body);
        if leaves(&node.body) || !compares(&node.cond, &wild, &steps) {
            return None;
        }
        let mut condition = Condition {
            steps,
            captured: frame.captures,
            asks: Vec::new(),
        };
        let known = condition.compare(&node.cond, true);
        Some(Self {
            ask_again: known.map(|()| condition.asks),
            distance: distance(node, &frame.variables),
            work: Work::of(&node.body, &wild),
        })
    }

    /// Whether each strip is told the number at which it ends, if types are what `ask_again` asks for.
    pub(crate) fn ends_are_told(&self) -> bool {
        let rises = self
            .distance
            .as_ref()
            .is_some_and(|distance| distance.rises);
        rises && self.ask_again.is_some() && self.work != Work::Back
    }

    /// Whether types choose how it is divided. `twice`: it is also written as it was.
    pub(crate) fn chooses(&self, twice: bool) -> bool {
        twice || self.ends_are_told()
    }

    /// Whether some of its iterations should be written one after another.
    pub(crate) fn is_serial(&self) -> bool {
        self.work != Work::Vectors && !self.ends_are_told()
    }
}

fn compares(condition: &Expr, wild: &Wild, steps: &[Ident]) -> bool {
    let Expr::Binary(binary) = peeled(condition) else {
        return false;
    };
    match binary.op {
        BinOp::And(_) => {
            compares(&binary.left, wild, steps) && compares(&binary.right, wild, steps)
        }
        BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) | BinOp::Ne(_) => {
            let sides = [&*binary.left, &*binary.right];
            // Where both move, as of two indices that meet, the compiler does not know how often the loop turns.
            // So too where one moves by a step that is not written: it might wrap.
            let moves = |side: &Expr| names_one(side, steps);
            let known = |side: &&Expr| {
                let tame = if moves(side) {
                    wild.is_tame(side)
                } else {
                    is_computed(side, wild)
                };
                tame && !wild.strides(side)
            };
            sides.iter().all(known) && moves(sides[0]) != moves(sides[1])
        }
        _ => false,
    }
}

/// Whether an end is made of what is no data. It may be divided, as an index may not: it is computed once.
fn is_computed(expr: &Expr, wild: &Wild) -> bool {
    match peeled(expr) {
        Expr::Binary(node) if computes(&node.op) => {
            is_computed(&node.left, wild) && is_computed(&node.right, wild)
        }
        Expr::Cast(cast) => is_computed(&cast.expr, wild),
        expr => wild.is_tame(expr),
    }
}

/// The variables that are moved by a step: `i += 1`, `j += i`, `n -= 2`.
fn steps(body: &Block) -> Vec<Ident> {
    struct Steps(Vec<Ident>);
    impl<'ast> Visit<'ast> for Steps {
        fn visit_expr_binary(&mut self, node: &'ast ExprBinary) {
            if matches!(node.op, BinOp::AddAssign(_) | BinOp::SubAssign(_))
                && let Expr::Path(path) = &*node.left
                && let Some(name) = path.path.get_ident()
            {
                self.0.push(name.clone());
            }
            visit::visit_expr_binary(self, node);
        }
    }
    let mut steps = Steps(Vec::new());
    steps.visit_block(body);
    steps.0
}

/// Whether anything leaves a loop from inside.
fn leaves(body: &Block) -> bool {
    struct Exits(bool);
    impl<'ast> Visit<'ast> for Exits {
        fn visit_expr(&mut self, node: &'ast Expr) {
            self.0 |= matches!(node, Expr::Break(_) | Expr::Return(_) | Expr::Try(_));
            visit::visit_expr(self, node);
        }
    }
    let mut exits = Exits(false);
    exits.visit_block(body);
    exits.0
}

/// Collects what is to be asked of the types in a condition. Its functions give none where they do not know enough.
struct Condition {
    steps: Vec<Ident>,
    captured: bool,
    asks: Vec<Ask>,
}

impl Condition {
    /// `always`: it is looked at in each iteration, whatever stands before it.
    fn compare(&mut self, condition: &Expr, always: bool) -> Option<()> {
        let Expr::Binary(node) = peeled(condition) else {
            return None;
        };
        if matches!(node.op, BinOp::And(_)) {
            self.compare(&node.left, always)?;
            return self.compare(&node.right, false);
        }
        let before = self.asks.len();
        self.side(&node.left, always)?;
        self.side(&node.right, always)?;
        // What it names may be a field that is called as a variable is.
        let counts = |ask: &Ask| match ask {
            Ask::Counter(_) => true,
            Ask::Operand(Expr::Path(path)) => counts_with(&self.steps, path),
            _ => false,
        };
        self.asks[before..].iter().any(counts).then_some(())
    }

    /// What is compared. With an integer only integers are, if nobody has said otherwise.
    fn side(&mut self, expr: &Expr, always: bool) -> Option<()> {
        let expr = peeled(expr);
        match expr {
            Expr::Path(path) => {
                if counts_with(&self.steps, path) {
                    self.asks.push(Ask::Counter(expr.clone()));
                }
                Some(())
            }
            Expr::Field(field) if is_in_variable(field) => Some(()),
            _ => self.operand(expr, always),
        }
    }

    /// What is computed with.
    fn operand(&mut self, expr: &Expr, always: bool) -> Option<()> {
        let expr = peeled(expr);
        match expr {
            Expr::Lit(_) => return Some(()),
            // Only what the language knows can be cast.
            Expr::Cast(cast) => return self.side(&cast.expr, always),
            Expr::Unary(node) if matches!(node.op, UnOp::Neg(_)) => {
                return self.operand(&node.expr, always);
            }
            Expr::Binary(node) => {
                self.operand(&node.left, always)?;
                return self.operand(&node.right, always);
            }
            Expr::MethodCall(call) => return self.list(&call.receiver, always),
            Expr::Path(_) => {}
            // What leads to it may be a `Deref` of the user's.
            Expr::Field(field) if always && is_in_variable(field) => {}
            _ => return None,
        }
        self.asks.push(Ask::Operand(expr.clone()));
        Some(())
    }

    /// What is asked for its length.
    fn list(&mut self, expr: &Expr, always: bool) -> Option<()> {
        let expr = peeled(expr);
        let ask = match expr {
            _ if self.captured => return None,
            // A constant is made anew.
            Expr::Path(path) if always || is_variable(path) => Ask::ListIn,
            Expr::Field(field) if always && is_in_variable(field) => Ask::ListAt,
            _ => return None,
        };
        self.asks.push(ask(expr.clone()));
        Some(())
    }
}

fn counts_with(steps: &[Ident], path: &ExprPath) -> bool {
    let name = path.path.get_ident();
    name.is_some_and(|name| steps.contains(name))
}

/// By its name: constants are written in capitals.
fn is_variable(path: &ExprPath) -> bool {
    path.path
        .get_ident()
        .is_some_and(|name| name.to_string().contains(char::is_lowercase))
}

fn is_in_variable(field: &ExprField) -> bool {
    match peeled(&field.base) {
        Expr::Path(path) => is_variable(path),
        Expr::Field(field) => is_in_variable(field),
        _ => false,
    }
}
