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

use syn::{Expr, ExprForLoop, ExprWhile, Lit, Pat, RangeLimits, Stmt};

mod index;
mod methods;
mod weigh;

use index::Wild;
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
pub(crate) fn for_loop(node: &ExprForLoop) -> Option<Leaf> {
    let mut weigher = Weigher::new(Wild::of_for(node));
    weigher.pattern(&node.pat)?;
    weigher.items(node);
    let body = weigher.block(&node.body)?;
    let closure = closures(&node.expr)?;
    Some(Leaf {
        weight: weigher.weight(body.saturating_add(closure)),
        turns: literal_turns(&node.expr),
    })
}

/// Judges a `while` loop.
pub(crate) fn while_loop(node: &ExprWhile) -> Option<Leaf> {
    let mut weigher = Weigher::new(Wild::of_block(&node.body));
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

/// How often a range of two literals turns.
fn literal_turns(header: &Expr) -> Option<u64> {
    let Expr::Range(range) = peeled(header) else {
        return None;
    };
    let start = literal(range.start.as_deref()?)?;
    let end = literal(range.end.as_deref()?)?;
    let turns = end.saturating_sub(start);
    Some(match range.limits {
        RangeLimits::HalfOpen(_) => turns,
        RangeLimits::Closed(_) => turns.saturating_add(1),
    })
}

fn literal(expr: &Expr) -> Option<u64> {
    match peeled(expr) {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        _ => None,
    }
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

/// The length of the slices that a header gives, where that is written: `v.chunks_exact(8)`, `v.windows(2)`.
fn literal_items(header: &Expr) -> Option<u64> {
    match peeled(header) {
        Expr::MethodCall(call) if call.args.len() == 1 => {
            let method = call.method.to_string();
            let known = [
                "chunks",
                "chunks_mut",
                "chunks_exact",
                "chunks_exact_mut",
                "windows",
            ];
            known.contains(&&*method).then(|| literal(&call.args[0]))?
        }
        _ => None,
    }
}

/// The name of a pattern that is nothing but a name.
fn plain_name(pattern: &Pat) -> Option<&syn::Ident> {
    match pattern {
        Pat::Ident(name) if name.subpat.is_none() => Some(&name.ident),
        _ => None,
    }
}

/// Whether a `while` loop counts: its condition compares a variable that each iteration moves by a step, and nothing
/// else ends it. Others cannot be vectorised, strips or not, and a check at each iteration costs them nothing.
pub(crate) fn counts(node: &ExprWhile) -> bool {
    index::compares_counter(&node.cond, &node.body)
}
