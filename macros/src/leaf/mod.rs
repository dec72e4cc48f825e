//! Which loops are leaf: their header, condition and body cannot call anything (S3).
//!
//! 1. What is not known is not leaf, and a loop that is not leaf is checked at each iteration.
//! 2. Operators count as what they are on numbers. Where they are overloaded the gap between two checks is as long as
//!    a strip of them takes; the docs say so.
//! 3. Nothing here looks at types. Whether the header's items can be drawn in strips is chosen by type, in the
//!    runtime; this is about the code around that.
//!
//! The weight of a body is about its time, in units of 0.3 ns: an addition is 4, a division 24. It is no more than a
//! guess that keeps a strip of it within some microseconds; loads from memory are guessed by their index.

use syn::{Expr, ExprForLoop, ExprWhile, Stmt};

mod index;
mod known;
mod methods;
mod weigh;

use index::Wild;
pub(crate) use known::Known;
use weigh::Weigher;

/// What is known of a leaf loop.
#[derive(Clone, Copy)]
pub(crate) struct Leaf {
    /// The weight of one iteration, where that can be told.
    pub(crate) weight: Option<u32>,
    /// How often it turns, where that is written.
    pub(crate) turns: Option<u64>,
}

/// A loop inside an iteration must weigh no more than this to be counted as a part of it.
const MOST_INSIDE: u64 = 4096;

/// Whether a statement cannot call anything.
pub(crate) fn statement(node: &Stmt) -> bool {
    Weigher::new(Wild::default()).statement(node).is_some()
}

/// Whether an expression cannot call anything.
pub(crate) fn expression(node: &Expr) -> bool {
    Weigher::new(Wild::default()).expr(node).is_some()
}

/// Whether a header, or another expression that makes an iterator, cannot call anything but what makes iterators.
pub(crate) fn header(node: &Expr) -> bool {
    Weigher::new(Wild::default()).header(node).is_some()
}

/// Judges a `for` loop. Its header is evaluated before the loop, so it may do anything, but for the closures in it.
pub(crate) fn for_loop(node: &ExprForLoop, known: &Known) -> Option<Leaf> {
    let mut weigher = Weigher::knowing(Wild::of_for(node), known.clone());
    let turns = known.turns(&node.expr);
    weigher.items(node)?;
    let body = weigher.block(&node.body)?;
    let closure = closures(&node.expr)?;
    Some(Leaf {
        weight: weigher.weight(body.saturating_add(closure)),
        turns,
    })
}

/// Judges a `while` loop.
pub(crate) fn while_loop(node: &ExprWhile, known: &Known) -> Option<Leaf> {
    let mut weigher = Weigher::knowing(Wild::of_block(&node.body), known.clone());
    let condition = weigher.expr(&node.cond)?;
    let body = weigher.block(&node.body)?;
    Some(Leaf {
        weight: weigher.weight(condition.saturating_add(body)),
        turns: None,
    })
}

/// The weight of the closures in a header's chain of adaptors; none where one of them may call something.
fn closures(header: &Expr) -> Option<u64> {
    match in_place_map(header) {
        Some(Expr::Closure(closure)) => Weigher::new(Wild::of_closure(closure)).expr(&closure.body),
        _ => Some(0),
    }
}

/// Whether a header has one closure, that of a `map`, and it is leaf.
pub(crate) fn maps_in_place(header: &Expr) -> bool {
    match in_place_map(header) {
        Some(Expr::Closure(closure)) if closure.asyncness.is_none() => {
            Weigher::new(Wild::default()).expr(&closure.body).is_some()
        }
        _ => false,
    }
}

/// The closure of the one `map` in a chain of method calls, where no other argument in the chain is a closure.
fn in_place_map(mut header: &Expr) -> Option<&Expr> {
    let mut found = None;
    while let Expr::MethodCall(call) = header {
        for argument in &call.args {
            if matches!(argument, Expr::Closure(_)) {
                if found.is_some() || call.method != "map" {
                    return None;
                }
                found = Some(argument);
            }
        }
        header = &call.receiver;
    }
    found
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

/// Whether a `while` loop counts: its condition compares a variable that each iteration moves by a step, and nothing
/// else ends it. Others cannot be vectorised, strips or not, and a check at each iteration costs them nothing.
pub(crate) fn counts(node: &ExprWhile) -> bool {
    index::compares_counter(&node.cond, &node.body)
}
