//! What the operations of a leaf loop cost, in units of about 0.08 ns: the time of an instruction among others, of which a
//! processor of today does some four a cycle.
//!
//! In a chain, where an operation waits for the iteration before, it costs its latency instead: four cycles for an addition of
//! floats, one for what only integers have. Nobody knows the types here, so what both have is taken for that of floats.

use syn::{BinOp, UnOp};

/// What an operation costs.
#[derive(Clone, Copy)]
pub(super) struct Price {
    /// Beside others.
    pub(super) beside: u64,
    /// In a chain.
    pub(super) chained: u64,
}

const fn price(beside: u64, chained: u64) -> Price {
    Price { beside, chained }
}

pub(super) const MOVE: Price = price(1, 1);
pub(super) const CAST: Price = price(1, 8);
/// An index of counters, with its comparison: the compiler sees where it leads, and it is in the cache.
pub(super) const LOAD: Price = price(4, 20);
/// Beside that, where an element is assigned: it goes to memory some time. What `+=` stores was read before.
pub(super) const STORE: Price = price(4, 4);
/// From row to row of a large matrix, by a step that is not written, or from chunk to chunk: each in a page of its own.
pub(super) const JUMPING_LOAD: Price = price(240, 240);
/// An index that is data may lead anywhere, but often to what is in the cache.
pub(super) const WILD_LOAD: Price = price(48, 64);
/// A condition may be foreseen wrongly now and then.
pub(super) const BRANCH: Price = price(8, 16);
pub(super) const MATCH: Price = price(2, 8);
pub(super) const ADAPTOR: Price = price(8, 8);
const ARITHMETIC: Price = price(2, 16);
const BITS: Price = price(2, 4);
const COMPARISON: Price = price(1, 4);
/// Whether its right side is computed may be foreseen wrongly, too.
const CHOICE: Price = price(8, 4);
const DIVISION: Price = price(32, 100);

/// An array of one value, a unit an element: at least what it takes to begin.
pub(super) fn repeat(elements: u64) -> Price {
    let all = elements.max(32);
    price(all, all)
}

pub(super) fn unary(operator: UnOp) -> Price {
    match operator {
        UnOp::Deref(_) => price(1, 16),
        _ => price(1, 4),
    }
}

pub(super) fn binary(operator: &BinOp) -> Price {
    match operator {
        BinOp::Div(_) | BinOp::Rem(_) | BinOp::DivAssign(_) | BinOp::RemAssign(_) => DIVISION,
        BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) => {
            COMPARISON
        }
        BinOp::And(_) | BinOp::Or(_) => CHOICE,
        BinOp::BitXor(_)
        | BinOp::BitAnd(_)
        | BinOp::BitOr(_)
        | BinOp::Shl(_)
        | BinOp::Shr(_)
        | BinOp::BitXorAssign(_)
        | BinOp::BitAndAssign(_)
        | BinOp::BitOrAssign(_)
        | BinOp::ShlAssign(_)
        | BinOp::ShrAssign(_) => BITS,
        _ => ARITHMETIC,
    }
}

/// A method that takes so many cycles.
pub(super) const fn method(cycles: u32) -> Price {
    let cycles = cycles as u64;
    if cycles < 8 {
        price(cycles.div_ceil(2), 4 * cycles)
    } else {
        // What takes long overlaps less.
        price(2 * cycles, 4 * cycles)
    }
}
