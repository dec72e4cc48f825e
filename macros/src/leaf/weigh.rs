//! The walk over a body that finds whether it is leaf, and about what it costs.

use std::mem;

use syn::{Block, Expr, ExprForLoop, ExprMethodCall, Local, Pat, Stmt};

use super::apart::far_apart;
use super::bounds_checks::Covered;
use super::chain::Chain;
use super::index::{Way, Wild};
use super::known::{self, Known};
use super::price::{self, Price};
use super::shrinks::shrinks;
use super::{Loops, UNCHECKED, methods};
use crate::marks::{self, Seen};

/// Weighs expressions; `None` is for what is not leaf.
#[derive(Default)]
pub(super) struct Weigher {
    wild: Wild,
    chain: Chain,
    covered: Covered,
    /// Variables of which a bound is known.
    known: Known,
    /// Whether this is in a branch, which may not be taken.
    in_branch: bool,
    loops: Loops,
    /// Whether there is an index that is compared with a length.
    indexes: bool,
}

/// What an expression costs.
#[derive(Clone, Copy, Default)]
pub(super) struct Cost {
    weight: u64,
    /// Whether it is computed from what the iteration before computed.
    chained: bool,
}

impl Cost {
    const fn of(weight: u64) -> Self {
        Self {
            weight,
            chained: false,
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            weight: self.weight.saturating_add(other.weight),
            chained: self.chained | other.chained,
        }
    }

    /// Of two branches only one is taken.
    fn or(self, other: Self) -> Self {
        Self {
            weight: self.weight.max(other.weight),
            chained: self.chained | other.chained,
        }
    }

    fn paying(self, price: Price) -> Self {
        let own = if self.chained {
            price.chained
        } else {
            price.beside
        };
        self.and(Self::of(own))
    }
}

impl Weigher {
    pub(super) fn new(wild: Wild, chain: Chain, covered: Covered, known: Known) -> Self {
        Self {
            wild,
            chain,
            covered,
            known,
            in_branch: false,
            loops: Loops::Short,
            indexes: false,
        }
    }

    /// The weight of an iteration, given what is in it.
    pub(super) fn weight(&self, inside: Cost) -> Option<u32> {
        (self.loops != Loops::Any).then(|| u32::try_from(inside.weight.max(1)).unwrap_or(u32::MAX))
    }

    /// The loops in it.
    pub(super) fn loops(&self) -> Loops {
        self.loops
    }

    /// Whether there is an index that is compared with a length.
    pub(super) fn indexes(&self) -> bool {
        self.indexes
    }

    /// What it takes to draw the items of a `for` loop, of which something may be known.
    pub(super) fn items(&mut self, node: &ExprForLoop) -> Option<Cost> {
        let cost = self.pattern(&node.pat)?;
        self.known.items(node);
        Some(if far_apart(&node.expr) {
            cost.paying(price::JUMPING_LOAD)
        } else {
            cost
        })
    }

    pub(super) fn block(&mut self, node: &Block) -> Option<Cost> {
        let known = self.known.clone();
        let cost = node
            .stmts
            .iter()
            .try_fold(Cost::default(), |sum, statement| {
                Some(sum.and(self.statement(statement)?))
            });
        self.known = known;
        cost
    }

    pub(super) fn statement(&mut self, node: &Stmt) -> Option<Cost> {
        match node {
            Stmt::Local(node) => self.local(node),
            Stmt::Expr(node, _) => self.result(node),
            Stmt::Item(_) | Stmt::Macro(_) => None,
        }
    }

    /// What a statement, an arm or a block ends with: nobody may use its value.
    fn result(&mut self, node: &Expr) -> Option<Cost> {
        if methods::may_move_items(node) {
            return None;
        }
        self.expr(node)
    }

    fn local(&mut self, node: &Local) -> Option<Cost> {
        unmarked(marks::among(&node.attrs))?;
        let cost = match &node.init {
            None => Cost::default(),
            Some(init) => {
                let value = self.expr(&init.expr)?;
                match &init.diverge {
                    Some((_, otherwise)) => value.and(self.expr(otherwise)?),
                    None => value,
                }
            }
        };
        self.bind(&node.pat, cost)?;
        self.known.local(node);
        Some(Cost::of(cost.weight))
    }

    /// A pattern is given what costs this.
    fn bind(&mut self, pattern: &Pat, value: Cost) -> Option<Cost> {
        if value.chained {
            self.chain.reach(pattern);
        }
        self.pattern(pattern)
    }

    /// A pattern calls nothing, unless a macro stands in it.
    pub(super) fn pattern(&mut self, node: &Pat) -> Option<Cost> {
        match node {
            Pat::Ident(node) => {
                self.known.forget(&node.ident);
                match &node.subpat {
                    Some((_, inner)) => self.pattern(inner),
                    None => Some(Cost::default()),
                }
            }
            Pat::Lit(_) | Pat::Path(_) | Pat::Range(_) | Pat::Rest(_) | Pat::Wild(_) => {
                Some(Cost::default())
            }
            Pat::Or(node) => self.patterns(node.cases.iter()),
            Pat::Paren(node) => self.pattern(&node.pat),
            Pat::Reference(node) => self.pattern(&node.pat),
            Pat::Slice(node) => self.patterns(node.elems.iter()),
            Pat::Struct(node) => self.patterns(node.fields.iter().map(|field| &*field.pat)),
            Pat::Tuple(node) => self.patterns(node.elems.iter()),
            Pat::TupleStruct(node) => self.patterns(node.elems.iter()),
            Pat::Type(node) => self.pattern(&node.pat),
            Pat::Guard(node) => Some(self.pattern(&node.pat)?.and(self.expr(&node.guard)?)),
            _ => None,
        }
    }

    fn patterns<'a>(&mut self, mut nodes: impl Iterator<Item = &'a Pat>) -> Option<Cost> {
        nodes.try_fold(Cost::default(), |sum, node| {
            Some(sum.and(self.pattern(node)?))
        })
    }

    fn all<'a>(&mut self, nodes: impl IntoIterator<Item = &'a Expr>) -> Option<Cost> {
        nodes
            .into_iter()
            .try_fold(Cost::default(), |sum, node| Some(sum.and(self.expr(node)?)))
    }

    pub(super) fn expr(&mut self, node: &Expr) -> Option<Cost> {
        unmarked(marks::of(node))?;
        let cost = match node {
            Expr::Lit(_) | Expr::Continue(_) | Expr::Infer(_) => Cost::default(),
            Expr::Path(_) => Cost {
                weight: 0,
                chained: self.chain.holds(node),
            },
            Expr::Field(field) => Cost {
                chained: self.chain.holds(node),
                ..self.expr(&field.base)?
            },
            Expr::Paren(node) => self.expr(&node.expr)?,
            Expr::Group(node) => self.expr(&node.expr)?,
            Expr::Reference(node) => self.expr(&node.expr)?,
            Expr::RawAddr(node) => self.expr(&node.expr)?,
            Expr::Cast(node) => self.expr(&node.expr)?.paying(price::CAST),
            Expr::Unary(node) => self.expr(&node.expr)?.paying(price::unary(node.op)),
            Expr::Binary(node) => self
                .all([&*node.left, &*node.right])?
                .paying(price::binary(&node.op)),
            Expr::Assign(node) => {
                let value = self.expr(&node.right)?;
                if value.chained {
                    self.chain.reach_place(&node.left);
                }
                value.and(self.target(&node.left)?).paying(price::MOVE)
            }
            Expr::Index(node) => self.index(&node.expr, &node.index)?,
            Expr::Range(node) => {
                self.all(node.start.iter().chain(&node.end).map(|bound| &**bound))?
            }
            Expr::Tuple(node) => self.all(&node.elems)?,
            Expr::Array(node) => self.all(&node.elems)?,
            Expr::Repeat(node) => {
                let filled = self.expr(&node.expr)?;
                filled.paying(price::repeat(known::elements(node)))
            }
            Expr::Struct(node) => {
                let fields = node.fields.iter().map(|field| &field.expr);
                self.all(fields.chain(node.rest.as_deref()))?
            }
            Expr::Let(node) => {
                let value = self.expr(&node.expr)?;
                value.and(self.bind(&node.pat, value)?).paying(price::MATCH)
            }
            Expr::Try(node) => self.expr(&node.expr)?.paying(price::BRANCH),
            Expr::Break(node) => self.all(node.expr.as_deref())?.paying(price::MOVE),
            Expr::Return(node) => self.all(node.expr.as_deref())?.paying(price::MOVE),
            Expr::Block(node) => self.block(&node.block)?,
            Expr::Unsafe(node) => {
                let safe = mem::replace(&mut self.known.safe, false);
                let cost = self.block(&node.block);
                self.known.safe = safe;
                cost?
            }
            Expr::If(_) | Expr::Match(_) => self.branches(node)?,
            Expr::Call(node) => {
                let Expr::Path(function) = &*node.func else {
                    return None;
                };
                let own = methods::function_price(&function.path, node.args.len())?;
                self.all(&node.args)?.paying(own)
            }
            Expr::MethodCall(node) => {
                let own = methods::price(&node.method.to_string(), node.args.len())?;
                self.all(node.args.iter().chain([&*node.receiver]))?
                    .paying(own)
            }
            Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) => self.inner_loop(node)?,
            _ => return None,
        };
        Some(cost)
    }

    /// What is assigned to. Nothing waits for that it can be read.
    fn target(&mut self, node: &Expr) -> Option<Cost> {
        unmarked(marks::of(node))?;
        let Expr::Index(index) = node else {
            return self.expr(node);
        };
        let chain = mem::take(&mut self.chain);
        let cost = self.index(&index.expr, &index.index);
        self.chain = chain;
        Some(cost?.paying(price::STORE))
    }

    /// The compiler turns most of an index that is made of counters into a step.
    fn index(&mut self, base: &Expr, index: &Expr) -> Option<Cost> {
        self.indexes |= !self.covered.covers(base, index);
        let at = self.expr(index)?;
        let (at, own) = match self.wild.way(index) {
            Way::Walks => (Cost::of(at.weight / 2), price::LOAD),
            Way::Jumps => (at, price::JUMPING_LOAD),
            Way::Wild => (at, price::WILD_LOAD),
        };
        Some(self.expr(base)?.and(at).paying(own))
    }

    /// What may not be evaluated.
    fn branch(&mut self, inside: impl FnOnce(&mut Self) -> Option<Cost>) -> Option<Cost> {
        let around = mem::replace(&mut self.in_branch, true);
        let cost = inside(self);
        self.in_branch = around;
        cost
    }

    /// The heaviest branch counts.
    fn branches(&mut self, node: &Expr) -> Option<Cost> {
        match node {
            Expr::If(node) => {
                let condition = self.expr(&node.cond)?;
                let then = self.branch(|weigher| weigher.block(&node.then_branch))?;
                let otherwise = match &node.else_branch {
                    Some((_, otherwise)) => self.branch(|weigher| weigher.expr(otherwise))?,
                    None => Cost::default(),
                };
                Some(condition.and(then.or(otherwise)).paying(price::BRANCH))
            }
            Expr::Match(node) => {
                let value = self.expr(&node.expr)?;
                let mut heaviest = Cost::default();
                for arm in &node.arms {
                    let pattern = self.bind(&arm.pat, value)?;
                    let body = self.branch(|weigher| weigher.result(&arm.body))?;
                    heaviest = heaviest.or(body.and(pattern));
                }
                Some(value.and(heaviest).paying(price::BRANCH))
            }
            _ => None,
        }
    }

    /// A loop inside an iteration. Where it is short it is a part of the iteration; else it is checked itself.
    fn inner_loop(&mut self, node: &Expr) -> Option<Cost> {
        let (head, body, turns) = match node {
            Expr::ForLoop(node) => {
                let head = self.header(&node.expr)?;
                let turns = self.known.usual_turns(&node.expr);
                let known = self.known.clone();
                self.items(node)?;
                let body = self.block(&node.body)?;
                self.known = known;
                (head, body, turns)
            }
            Expr::While(node) => {
                let condition = self.expr(&node.cond)?;
                let turns = shrinks(node, self.known.safe).map(|shrinks| shrinks.turns);
                (
                    Cost::default(),
                    condition.and(self.block(&node.body)?),
                    turns,
                )
            }
            Expr::Loop(node) => (Cost::default(), self.block(&node.body)?, None),
            _ => return None,
        };
        let turn = body.paying(price::MOVE).weight;
        match turns.map(|turns| turns.saturating_mul(turn)) {
            Some(inside) if inside <= UNCHECKED => Some(head.and(Cost::of(inside))),
            known => {
                // One of a known length may be taken for short where it stands, and have no check. Of one that does not count
                // several turns are written out; in a loop without checks LLVM would keep an address for each.
                let counts = matches!(node, Expr::ForLoop(_)) && known.is_none();
                let found = if self.in_branch && counts {
                    Loops::Apart
                } else {
                    Loops::Any
                };
                self.loops = self.loops.max(found);
                Some(Cost::default())
            }
        }
    }

    /// The header of an inner loop, which is evaluated in each iteration of the outer one.
    pub(super) fn header(&mut self, node: &Expr) -> Option<Cost> {
        unmarked(marks::of(node))?;
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

    fn adaptor(&mut self, node: &ExprMethodCall) -> Option<Cost> {
        let mut sum = self.header(&node.receiver)?.paying(price::ADAPTOR);
        for argument in &node.args {
            sum = sum.and(match argument {
                Expr::Closure(closure) if node.method == "map" => {
                    unmarked(marks::of(argument))?;
                    self.expr(&closure.body)?
                }
                argument => self.header(argument)?,
            });
        }
        Some(sum)
    }
}

/// A mark inside says that the user wants something else there.
fn unmarked(marks: Seen) -> Option<()> {
    (!marks.any()).then_some(())
}
