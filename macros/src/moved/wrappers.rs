//! Expressions around a future, by the names in them.

use proc_macro2::TokenStream;
use syn::{Expr, ExprCall, ExprMethodCall, Macro};

use crate::words;

/// Methods that make another future of one, with the same output and no work of its own.
const KEEPING: [&str; 11] = [
    "boxed",
    "boxed_local",
    "fuse",
    "in_current_span",
    "instrument",
    "into",
    "left_future",
    "right_future",
    "with_current_subscriber",
    "with_subscriber",
    "with_token",
];

const DIVERGING: [&str; 4] = ["panic", "todo", "unimplemented", "unreachable"];

/// Whether a method keeps what a future is.
pub(super) fn keeps_receiver(call: &ExprMethodCall) -> bool {
    KEEPING.iter().any(|name| call.method == name)
}

/// Whether a `return` is in tokens that are given to a macro.
pub(super) fn returns(tokens: TokenStream) -> bool {
    words::any(tokens, &|word| word == "return")
}

/// Whether a macro gives no value.
pub(super) fn diverges(node: &Macro) -> bool {
    let last = node.path.segments.last();
    last.is_some_and(|last| DIVERGING.iter().any(|name| last.ident == name))
}

/// What a value is put together from.
pub(super) fn parts(node: &Expr) -> Box<dyn Iterator<Item = &Expr> + '_> {
    match node {
        Expr::Array(node) => Box::new(node.elems.iter()),
        Expr::Tuple(node) => Box::new(node.elems.iter()),
        Expr::Struct(node) => Box::new(node.fields.iter().map(|field| &field.expr)),
        Expr::Call(node) if is_constructor(&node.func) => Box::new(node.args.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

/// `Ok(…)`, `Job(…)`, `Job::new(…)`.
fn is_constructor(function: &Expr) -> bool {
    let Expr::Path(function) = function else {
        return false;
    };
    let last = function.path.segments.last();
    last.is_some_and(|last| {
        last.ident == "new" || last.ident.to_string().starts_with(char::is_uppercase)
    })
}

/// Whether a call keeps what a future is: `Box::pin(…)`, and its longer ways: `Box::new(…)`, `Pin::from(…)`, `Box::into_pin(…)`; `Either::Left(…)`.
pub(super) fn keeps_argument(call: &ExprCall) -> bool {
    let Expr::Path(function) = &*call.func else {
        return false;
    };
    let mut names = function.path.segments.iter().rev().map(|it| &it.ident);
    let (Some(function), Some(of)) = (names.next(), names.next()) else {
        return false;
    };
    match &*of.to_string() {
        "Box" => function == "pin" || function == "new" || function == "into_pin",
        "Pin" => function == "from",
        "Either" => function == "Left" || function == "Right",
        _ => false,
    }
}
