//! The walk over a body that finds whether it is leaf, and about what it costs.

use syn::{Attribute, BinOp, Block, Expr, ExprForLoop, ExprMethodCall, Local, Pat, Stmt, UnOp};

use super::index::Wild;
use super::known::Known;
use super::{MOST_INSIDE, methods};

/// Weighs expressions; `None` is for what is not leaf.
pub(super) struct Weigher {
    wild: Wild,
    /// Variables of which a bound is known.
    known: Known,
    /// Whether there is a loop inside whose length is not known, so that the weight is not either.
    unbounded: bool,
}

impl Weigher {
    pub(super) fn new(wild: Wild) -> Self {
        Self::knowing(wild, Known::default())
    }

    pub(super) fn knowing(wild: Wild, known: Known) -> Self {
        Self {
            wild,
            known,
            unbounded: false,
        }
    }

    /// The weight of an iteration, given that of what is in it.
    pub(super) fn weight(&self, inside: u64) -> Option<u32> {
        (!self.unbounded).then(|| u32::try_from(inside.max(1)).unwrap_or(u32::MAX))
    }

    /// The pattern of a `for` loop, of whose items something may be known.
    pub(super) fn items(&mut self, node: &ExprForLoop) -> Option<u64> {
        let weight = self.pattern(&node.pat)?;
        self.known.items(node);
        Some(weight)
    }

    pub(super) fn block(&mut self, node: &Block) -> Option<u64> {
        node.stmts.iter().try_fold(0_u64, |sum, statement| {
            Some(sum.saturating_add(self.statement(statement)?))
        })
    }

    pub(super) fn statement(&mut self, node: &Stmt) -> Option<u64> {
        match node {
            Stmt::Local(node) => self.local(node),
            Stmt::Expr(node, _) => self.expr(node),
            Stmt::Item(_) | Stmt::Macro(_) => None,
        }
    }

    fn local(&mut self, node: &Local) -> Option<u64> {
        unmarked(&node.attrs)?;
        self.pattern(&node.pat)?;
        let Some(init) = &node.init else {
            return Some(0);
        };
        let diverge = match &init.diverge {
            Some((_, otherwise)) => self.expr(otherwise)?,
            None => 0,
        };
        Some(self.expr(&init.expr)?.saturating_add(diverge))
    }

    /// A pattern calls nothing, unless a macro stands in it.
    pub(super) fn pattern(&mut self, node: &Pat) -> Option<u64> {
        match node {
            Pat::Ident(node) => {
                self.known.forget(&node.ident);
                node.subpat
                    .as_ref()
                    .map_or(Some(0), |(_, inner)| self.pattern(inner))
            }
            Pat::Lit(_) | Pat::Path(_) | Pat::Range(_) | Pat::Rest(_) | Pat::Wild(_) => Some(0),
            Pat::Or(node) => self.patterns(node.cases.iter()),
            Pat::Paren(node) => self.pattern(&node.pat),
            Pat::Reference(node) => self.pattern(&node.pat),
            Pat::Slice(node) => self.patterns(node.elems.iter()),
            Pat::Struct(node) => self.patterns(node.fields.iter().map(|field| &*field.pat)),
            Pat::Tuple(node) => self.patterns(node.elems.iter()),
            Pat::TupleStruct(node) => self.patterns(node.elems.iter()),
            Pat::Type(node) => self.pattern(&node.pat),
            Pat::Guard(node) => Some(
                self.pattern(&node.pat)?
                    .saturating_add(self.expr(&node.guard)?),
            ),
            _ => None,
        }
    }

    fn patterns<'a>(&mut self, nodes: impl Iterator<Item = &'a Pat>) -> Option<u64> {
        let mut sum = 0_u64;
        for node in nodes {
            sum = sum.saturating_add(self.pattern(node)?);
        }
        Some(sum)
    }

    fn all<'a>(&mut self, own: u64, nodes: impl IntoIterator<Item = &'a Expr>) -> Option<u64> {
        let mut sum = own;
        for node in nodes {
            sum = sum.saturating_add(self.expr(node)?);
        }
        Some(sum)
    }

    fn optional(&mut self, own: u64, node: Option<&Expr>) -> Option<u64> {
        self.all(own, node)
    }

    pub(super) fn expr(&mut self, node: &Expr) -> Option<u64> {
        match node {
            Expr::Lit(_) | Expr::Path(_) | Expr::Continue(_) | Expr::Infer(_) => Some(0),
            Expr::Paren(node) => self.expr(&node.expr),
            Expr::Group(node) => self.expr(&node.expr),
            Expr::Field(node) => self.expr(&node.base),
            Expr::Reference(node) => self.expr(&node.expr),
            Expr::RawAddr(node) => self.expr(&node.expr),
            Expr::Cast(node) => self.all(1, [&*node.expr]),
            Expr::Unary(node) => self.all(
                if matches!(node.op, UnOp::Deref(_)) {
                    1
                } else {
                    4
                },
                [&*node.expr],
            ),
            Expr::Binary(node) => self.all(operator(&node.op), [&*node.left, &*node.right]),
            Expr::Assign(node) => self.all(1, [&*node.right, &*node.left]),
            Expr::Index(node) => {
                let own = if self.wild.is_tame(&node.index) {
                    2
                } else {
                    12
                };
                self.all(own, [&*node.expr, &*node.index])
            }
            Expr::Range(node) => {
                self.all(0, node.start.iter().chain(&node.end).map(|bound| &**bound))
            }
            Expr::Tuple(node) => self.all(0, &node.elems),
            Expr::Array(node) => self.all(0, &node.elems),
            Expr::Repeat(node) => self.all(16, [&*node.expr]),
            Expr::Struct(node) => self.all(
                0,
                node.fields
                    .iter()
                    .map(|field| &field.expr)
                    .chain(node.rest.as_deref()),
            ),
            Expr::Let(node) => {
                self.pattern(&node.pat)?;
                self.all(2, [&*node.expr])
            }
            Expr::Try(node) => self.all(4, [&*node.expr]),
            Expr::Break(node) => self.optional(1, node.expr.as_deref()),
            Expr::Return(node) => self.optional(1, node.expr.as_deref()),
            Expr::Block(node) => {
                unmarked(&node.attrs)?;
                self.block(&node.block)
            }
            Expr::Unsafe(node) => self.block(&node.block),
            Expr::If(_) | Expr::Match(_) => self.branches(node),
            Expr::Call(node) => {
                let Expr::Path(function) = &*node.func else {
                    return None;
                };
                let own = methods::function_weight(&function.path, node.args.len())?;
                self.all(own.into(), &node.args)
            }
            Expr::MethodCall(node) => {
                let own = methods::weight(&node.method.to_string(), node.args.len())?;
                self.all(own.into(), node.args.iter().chain([&*node.receiver]))
            }
            Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) => self.inner_loop(node),
            _ => None,
        }
    }

    // Only one branch is taken: the heaviest counts.
    fn branches(&mut self, node: &Expr) -> Option<u64> {
        match node {
            Expr::If(node) => {
                let condition = self.expr(&node.cond)?;
                let then = self.block(&node.then_branch)?;
                let otherwise = match &node.else_branch {
                    Some((_, otherwise)) => self.expr(otherwise)?,
                    None => 0,
                };
                Some(
                    condition
                        .saturating_add(then.max(otherwise))
                        .saturating_add(2),
                )
            }
            Expr::Match(node) => {
                let mut heaviest = 0;
                for arm in &node.arms {
                    let pattern = self.pattern(&arm.pat)?;
                    heaviest = heaviest.max(self.expr(&arm.body)?.saturating_add(pattern));
                }
                self.all(heaviest.saturating_add(4), [&*node.expr])
            }
            _ => None,
        }
    }

    /// A loop inside an iteration. Where it is short it is a part of the iteration; else it is checked itself.
    fn inner_loop(&mut self, node: &Expr) -> Option<u64> {
        let (head, body, turns) = match node {
            Expr::ForLoop(node) => {
                unmarked(&node.attrs)?;
                let head = self.header(&node.expr)?;
                let turns = self.known.turns(&node.expr);
                self.items(node)?;
                (head, self.block(&node.body)?, turns)
            }
            Expr::While(node) => {
                unmarked(&node.attrs)?;
                (self.expr(&node.cond)?, self.block(&node.body)?, None)
            }
            Expr::Loop(node) => {
                unmarked(&node.attrs)?;
                (0, self.block(&node.body)?, None)
            }
            _ => return None,
        };
        match turns.map(|turns| turns.saturating_mul(body.saturating_add(1))) {
            Some(inside) if inside <= MOST_INSIDE => Some(head.saturating_add(inside)),
            _ => {
                self.unbounded = true;
                Some(0)
            }
        }
    }

    /// The header of an inner loop, which is evaluated in each iteration of the outer one.
    pub(super) fn header(&mut self, node: &Expr) -> Option<u64> {
        match node {
            Expr::MethodCall(node) if methods::makes_iterator(&node.method.to_string()) => {
                self.adaptor(node)
            }
            Expr::Paren(node) => self.header(&node.expr),
            Expr::Group(node) => self.header(&node.expr),
            Expr::Reference(node) => self.header(&node.expr),
            _ => self.expr(node),
        }
    }

    fn adaptor(&mut self, node: &ExprMethodCall) -> Option<u64> {
        let mut sum = self.header(&node.receiver)?.saturating_add(4);
        for argument in &node.args {
            let own = match argument {
                Expr::Closure(closure) if node.method == "map" => self.expr(&closure.body)?,
                argument => self.header(argument)?,
            };
            sum = sum.saturating_add(own);
        }
        Some(sum)
    }
}

fn operator(operator: &BinOp) -> u64 {
    match operator {
        BinOp::Div(_) | BinOp::Rem(_) | BinOp::DivAssign(_) | BinOp::RemAssign(_) => 24,
        BinOp::Eq(_)
        | BinOp::Ne(_)
        | BinOp::Lt(_)
        | BinOp::Le(_)
        | BinOp::Gt(_)
        | BinOp::Ge(_)
        | BinOp::And(_)
        | BinOp::Or(_) => 2,
        _ => 4,
    }
}

/// A mark inside says that the user wants something else there.
fn unmarked(attributes: &[Attribute]) -> Option<()> {
    let marks = ["checkpoint", "cancellable"];
    let marked = |attribute: &Attribute| {
        let last = attribute.path().segments.last();
        last.is_some_and(|last| marks.iter().any(|mark| last.ident == mark))
    };
    (!attributes.iter().any(marked)).then_some(())
}
