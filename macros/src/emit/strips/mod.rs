//! Leaf loops in strips: see `runtime/src/strips`.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{Expr, Label, Lifetime, Stmt};

use super::names::{Private, Watch};
use super::{Kind, block, check, inserted, noticed, site, verbatim};
use crate::decide::Exit;
use crate::frame::Frame;
use crate::strips::{Length, Strips};

mod conditions;
mod items;

pub(crate) use conditions::{
    counting_while, shrinking_while, stripped_while, unrolled_loop, unrolled_while,
};
pub(super) use items::open;
pub(crate) use items::stripped_for;

// Input:  LOOP
// Output: { CHECK LOOP }
/// A loop that needs a check before it and none in it.
pub(crate) fn checked_before(frame: &Frame, node: Expr, place: Span) -> Expr {
    block(inserted(place), Vec::new(), behind(frame, node, place))
}

// Output: CHECK LOOP
// and in the break mode, where a `loop` of ours around it would catch a `break` or `continue` in its header
//         if !notices(__watch, SITE) { LOOP }
fn behind(frame: &Frame, node: Expr, place: Span) -> Vec<Stmt> {
    let span = inserted(place);
    if matches!(frame.exit, Exit::Break) {
        let site = site(frame, Kind::Loop, place);
        let noticed = noticed(frame, Watch::new(frame, span), &site, span);
        return vec![verbatim(quote_spanned! {span=> if !#noticed { #node } })];
    }
    let check = check(frame, Kind::Loop, place);
    vec![verbatim(check), Stmt::Expr(node, None)]
}

// Output: LOOP
//     or: CHECK LOOP
/// A loop as it was, for when all of it is one strip (`Form::Twice`).
fn undivided(frame: &Frame, strips: &Strips, node: Expr, place: Span) -> Vec<Stmt> {
    if strips.always {
        behind(frame, node, place)
    } else {
        vec![Stmt::Expr(node, None)]
    }
}

fn length(private: Private<'_>, length: &Length, span: Span) -> TokenStream {
    match length {
        Length::Weighed {
            weight,
            indexes: false,
        } => quote_spanned! {span=> #private::strips::length(#weight) },
        Length::Weighed {
            weight,
            indexes: true,
        } => quote_spanned! {span=> #private::strips::length_indexing(#weight) },
        Length::Exactly(turns) => quote_spanned! {span=> #private::strips::exactly(#turns) },
        Length::FewToSeek => quote_spanned! {span=> #private::strips::FEW_TO_SEEK },
        Length::Few { weight } => quote_spanned! {span=> #private::strips::few(#weight) },
    }
}

// Output: 'user: { LOOP }
fn under(label: Option<&Label>, all: TokenStream, span: Span) -> TokenStream {
    match label {
        Some(label) => quote_spanned! {span=> #label { #all } },
        None => all,
    }
}

fn labelled(label: Option<&Lifetime>, span: Span) -> TokenStream {
    match label {
        Some(label) => quote_spanned! {span=> #label: },
        None => TokenStream::new(),
    }
}
