//! Items that lie far from one another: the first touch of each may have to wait for memory.

use syn::Expr;

use super::{number, peeled};

/// So many elements further a processor has not begun to read yet.
const FAR: u128 = 64;

/// Whether a header draws chunks, or every n-th element, of something that is no range, and these are many elements apart, or nobody
/// knows how many.
pub(super) fn far_apart(header: &Expr) -> bool {
    let Expr::MethodCall(call) = peeled(header) else {
        return false;
    };
    let steps = match &*call.method.to_string() {
        "chunks" | "chunks_mut" | "chunks_exact" | "chunks_exact_mut" | "rchunks"
        | "rchunks_mut" | "rchunks_exact" | "rchunks_exact_mut" => true,
        "step_by" => !counts(&call.receiver),
        _ => false,
    };
    let apart = |by: &Expr| number(by).is_none_or(|by| by >= FAR);
    steps && call.args.first().is_some_and(apart)
        || far_apart(&call.receiver)
        || call.args.iter().any(far_apart)
}

/// Whether an iterator gives numbers of a range, which lie nowhere.
fn counts(iterator: &Expr) -> bool {
    match peeled(iterator) {
        Expr::Range(_) => true,
        Expr::MethodCall(call) => counts(&call.receiver),
        _ => false,
    }
}
