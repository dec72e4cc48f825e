//! Which loops are leaf: their header, condition and body cannot call anything (S3).
//!
//! 1. What is not known is not leaf, and a loop that is not leaf is checked at each iteration.
//! 2. Operators count as what they are on numbers. Where they are overloaded the gap between two checks is as long as
//!    a strip of them takes; the docs say so.
//! 3. Nothing here looks at types. Whether the header's items can be drawn in strips is chosen by type, in the
//!    runtime; this is about the code around that.
//!
//! The weight of a body is about its time (see [`price`]). It is no more than a guess that keeps a strip of it within some
//! microseconds; loads from memory are guessed by their index, and by what the header draws.

use syn::{
    Block, Expr, ExprClosure, ExprForLoop, ExprLoop, ExprWhile, Ident, Lit, Pat, RangeLimits, Stmt,
    UnOp,
};

mod apart;
mod bounds_checks;
mod chain;
mod counter;
mod distance;
mod index;
mod integers;
mod known;
mod methods;
mod neighbours;
mod price;
mod serial;
mod shrinks;
mod weigh;

use bounds_checks::Covered;
use chain::{Chain, Head};
pub(crate) use counter::{Ask, Counter};
pub(crate) use distance::Distance;
use index::Wild;
pub(crate) use index::is_compound;
pub(crate) use known::Known;
pub(crate) use methods::PRIMITIVES;
pub(crate) use neighbours::looks_beside;
pub(crate) use shrinks::{Shrinks, shrinks};
use weigh::Weigher;

/// What is known of a leaf loop.
#[derive(Clone, Copy)]
pub(crate) struct Leaf {
    /// The weight of one iteration, where that can be told.
    pub(crate) weight: Option<u32>,
    /// How often it turns, where that is written or it divides a number that its condition compares.
    pub(crate) turns: Option<u64>,
    pub(crate) loops: Loops,
    /// Whether its body compares an index with a length, and may leave by that.
    pub(crate) indexes: bool,
}

/// The loops in an iteration.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Loops {
    /// Each is short, and a part of it.
    Short,
    /// Of some in its branches the length is not known. They are no part of its weight, and want a check before them.
    Apart,
    /// It may come to others that are not short.
    #[default]
    Any,
}

impl Leaf {
    /// The weight of all that is in an iteration.
    pub(crate) fn whole_weight(self) -> Option<u32> {
        self.weight.filter(|_| self.loops == Loops::Short)
    }

    /// Whether all of it is sure to take less than a strip.
    pub(crate) fn is_short(self) -> bool {
        self.turns.is_some() && !self.heavier_than(UNCHECKED)
    }

    /// Whether all its iterations together may weigh more than that.
    pub(crate) fn heavier_than(self, most: u64) -> bool {
        match (self.turns, self.whole_weight()) {
            (Some(turns), Some(weight)) => turns.saturating_mul(weight.into()) > most,
            _ => true,
        }
    }
}

/// The most a loop may weigh that needs no check in it, and that is counted as a part of the iteration it is in: some
/// microseconds. A strip may weigh up to twice as much, for nothing else comes before the next check.
pub(crate) const UNCHECKED: u64 = 65_536;

/// Whether a header is sure to be a range of integers, all of which have strips: one of its ends is written.
pub(crate) fn is_range_of_integers(header: &Expr) -> bool {
    match peeled(header) {
        Expr::Range(range) => {
            is_integer(range.start.as_deref()) || is_integer(range.end.as_deref())
        }
        _ => false,
    }
}

/// Whether a header is written as a range of integers that is gone through from its end to a start that is written: `(0..n).rev()`.
pub(crate) fn goes_down(header: &Expr) -> bool {
    let Expr::MethodCall(call) = peeled(header) else {
        return false;
    };
    let Expr::Range(range) = peeled(&call.receiver) else {
        return false;
    };
    let half_open = matches!(range.limits, RangeLimits::HalfOpen(_)) && range.end.is_some();
    call.method == "rev" && half_open && is_written(range.start.as_deref())
}

/// Whether it is a literal, perhaps one that a macro was given.
fn is_written(end: Option<&Expr>) -> bool {
    match end.map(peeled) {
        Some(Expr::Lit(end)) => matches!(end.lit, Lit::Int(_)),
        _ => false,
    }
}

/// Whether it is one that may be negative.
fn is_integer(end: Option<&Expr>) -> bool {
    match end.map(peeled) {
        Some(Expr::Unary(node)) => matches!(node.op, UnOp::Neg(_)) && is_written(Some(&node.expr)),
        end => is_written(end),
    }
}

/// Whether a loop is sure to be over a range of integers that ends, and asks for none of them.
pub(crate) fn only_counts(node: &ExprForLoop) -> bool {
    let ends = matches!(peeled(&node.expr), Expr::Range(range) if range.start.is_some() && range.end.is_some());
    ends && is_range_of_integers(&node.expr) && matches!(*node.pat, Pat::Wild(_))
}

/// Whether a statement cannot call anything.
pub(crate) fn statement(node: &Stmt) -> bool {
    Weigher::default().statement(node).is_some()
}

/// Whether an expression cannot call anything.
pub(crate) fn expression(node: &Expr) -> bool {
    Weigher::default().expr(node).is_some()
}

/// Whether a header, or another expression that makes an iterator, cannot call anything but what makes iterators, and
/// soon ends.
pub(crate) fn header(node: &Expr) -> bool {
    let mut weigher = Weigher::new(
        Wild::default(),
        Chain::default(),
        Covered::default(),
        Known::default(),
    );
    weigher.header(node).is_some() && weigher.loops() == Loops::Short
}

/// Judges a `for` loop. Its header is evaluated before the loop, so it may do anything, but for the closures in it.
pub(crate) fn for_loop(node: &ExprForLoop, known: &Known) -> Option<Leaf> {
    let mut weigher = weigher(Head::Items(node), &node.body, Wild::of_for(node), known);
    let turns = known.turns(&node.expr);
    let mut drawn = weigher.items(node)?;
    let mut loops = Loops::Short;
    if let Some(closure) = in_place_map(&node.expr) {
        let wild = Wild::of_closure(closure);
        let mut inside = Weigher::new(wild, Chain::default(), Covered::default(), Known::default());
        drawn = drawn.and(inside.expr(&closure.body)?);
        if inside.loops() != Loops::Short {
            // Each item is drawn through it, and it may look at another token.
            loops = Loops::Any;
        }
    }
    let body = weigher.block(&node.body)?;
    loops = loops.max(weigher.loops());
    Some(Leaf {
        weight: weigher
            .weight(body.and(drawn))
            .filter(|_| loops != Loops::Any),
        turns,
        loops,
        indexes: weigher.indexes(),
    })
}

/// Judges a `while` loop.
pub(crate) fn while_loop(node: &ExprWhile, known: &Known) -> Option<Leaf> {
    let wild = Wild::of_block(&node.body);
    let mut weigher = weigher(Head::Condition(&node.cond), &node.body, wild, known);
    let condition = weigher.expr(&node.cond)?;
    let body = weigher.block(&node.body)?;
    Some(Leaf {
        weight: weigher.weight(condition.and(body)),
        turns: shrinks(node, known.safe).map(|shrinks| shrinks.turns),
        loops: weigher.loops(),
        indexes: weigher.indexes(),
    })
}

/// Judges a `loop`. One that always ends in its first iteration is better left alone.
pub(crate) fn endless_loop(node: &ExprLoop, known: &Known) -> Option<Leaf> {
    if let Some(Stmt::Expr(Expr::Break(_) | Expr::Return(_), _)) = node.body.stmts.last() {
        return None;
    }
    let mut weigher = weigher(Head::None, &node.body, Wild::of_block(&node.body), known);
    let body = weigher.block(&node.body)?;
    Some(Leaf {
        weight: weigher.weight(body),
        turns: None,
        loops: weigher.loops(),
        indexes: weigher.indexes(),
    })
}

fn weigher(head: Head<'_>, body: &Block, wild: Wild, known: &Known) -> Weigher {
    let chain = Chain::of_loop(head, body, &wild);
    let covered = match head {
        Head::Items(node) => Covered::by_for(node),
        Head::Condition(condition) => Covered::by_condition(condition),
        Head::None => Covered::default(),
    };
    Weigher::new(wild, chain, covered, known.clone())
}

/// Whether a header has one closure, that of a `map`, and it is leaf.
pub(crate) fn maps_in_place(header: &Expr) -> bool {
    in_place_map(header)
        .is_some_and(|closure| closure.asyncness.is_none() && expression(&closure.body))
}

/// The closure of the one `map` in a chain of method calls, where no other argument in the chain is a closure, and the calls behind it give
/// all that it gives. (Behind `collect` and the like it has been called before the loop.)
fn in_place_map(mut header: &Expr) -> Option<&ExprClosure> {
    let mut found = None;
    while let Expr::MethodCall(call) = peeled(header) {
        for argument in &call.args {
            if let Expr::Closure(closure) = argument {
                if found.is_some() || call.method != "map" {
                    return None;
                }
                found = Some(closure);
            }
        }
        if found.is_none() && !gives_all(&call.method.to_string()) {
            return None;
        }
        header = &call.receiver;
    }
    found
}

/// Whether a method makes an iterator that takes from another one exactly what it gives. `zip`, `step_by` and `skip` take more, and so call
/// a closure more often; a strip does not.
fn gives_all(method: &str) -> bool {
    methods::makes_iterator(method) && !matches!(method, "zip" | "step_by" | "skip")
}

/// Whether an iteration divides what the next one begins with. That takes longer than a check, which is hidden behind it.
pub(crate) fn divides(node: &Expr) -> bool {
    match node {
        Expr::While(node) => chain::divides(&node.body),
        Expr::Loop(node) => chain::divides(&node.body),
        _ => false,
    }
}

/// Whether a loop looks for something: its iterations do nothing but go on to the next place.
pub(crate) fn seeks(node: &Expr) -> bool {
    matches!(node, Expr::While(node) if index::only_steps(&node.body))
}

/// An expression without parentheses around it.
fn peeled(mut expr: &Expr) -> &Expr {
    loop {
        expr = match expr {
            Expr::Paren(inner) => &inner.expr,
            Expr::Group(inner) => &inner.expr,
            _ => return expr,
        };
    }
}

/// A variable, by its name alone.
fn variable(expr: &Expr) -> Option<&Ident> {
    match peeled(expr) {
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    }
}

/// A number that is written.
fn number(expr: &Expr) -> Option<u128> {
    match peeled(expr) {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        _ => None,
    }
}
