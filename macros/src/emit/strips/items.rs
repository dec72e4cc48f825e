//! `for` loops: their items are drawn in strips.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::{Expr, ExprForLoop, Lifetime};

use super::super::loops::{header, outer, taken};
use super::super::names::Private;
use super::super::{Kind, block, check, inserted, verbatim};
use super::{labelled, length, under, undivided};
use crate::frame::Frame;
use crate::jumps::Jumps;
use crate::strips::{Form, Header, Strips};

// Input:  for PAT in ITER { BODY }
// Output: { match begin(IntoIterator::into_iter(ITER), KNOWN as *const _) {
//             (mut __source, _) => '__strips1: loop {
//                 CHECK
//                 for PAT in (&mut __source).strip(LENGTH) { BODY }
//                 if (&__source).is_over() { break }
//             }
//         }; }
//     or, where ITER is sure to be a range of integers, with
//             begin(IntoIterator::into_iter(ITER), KNOWN)
//     and, where PAT is `_` too, or with `down(IntoIterator::into_iter(ITER), KNOWN as *const _)` where ITER is `(0..n).rev()`; but not in the break mode
//         { match count(IntoIterator::into_iter(ITER)) { (mut __source, _) => {
//             CHECK
//             let mut __due = false;
//             '__strips1: while !(&__source).is_over() {
//                 if __due { CHECK }
//                 __due = true;
//                 for PAT in (&mut __source).strip(LENGTH) { BODY }
//             }
//         } }; }
//     or, where there has just been a check, with
//             (mut __source, mut __due) =>
//         and in place of the first CHECK, and of the `let` behind it,
//             if __due { CHECK }
//             __due = true;
//         or, where that stands in the loop already, nothing
//     or, where there are casts behind the loop, with
//             match __way1.begin(IntoIterator::into_iter(ITER)) { … }
//     or, where a macro in BODY may hide a `break`, which leaves the inner loop elsewhere than its natural end, with in place of that
//             match (&mut __source).strip(LENGTH) { mut __strip => loop {
//                 if false { break }
//                 match Iterator::next(&mut __strip) {
//                     Some(PAT) => { BODY }
//                     None => if (&__source).is_over() { break '__strips1 } else { continue '__strips1 }
//                 }
//             } }
//             break
//     or, where the loop is short and often run
//         { match IntoIterator::into_iter(ITER) { __items => {
//             let __way = plain(KNOWN as *const _);
//             if __way.fits(&__items, LENGTH) { for PAT in __items { BODY } } else { match __way.begin(__items) { … } }
//         } }; }
//     and, where that may be so in many iterations without a check, with
//             if __way.fits(&__items, LENGTH) { CHECK for PAT in __items { BODY } } else { … }
/// The beginning is one call of a function: that costs the compiler less than a choice with a name. What follows are methods, for a path leaves more types open, and what is open the
/// compiler goes through again and again. They are the types' own and borrow nothing by themselves: no trait of the user's can hide them.
///
/// `whole` is the loop as it was, for the latter. `open`: the number of the choice that is settled behind the body, and
/// made at its head.
pub(crate) fn stripped_for(
    frame: &Frame,
    node: ExprForLoop,
    strips: &Strips,
    jumps: &Jumps,
    whole: Option<ExprForLoop>,
    open: Option<usize>,
) -> Expr {
    let place = node.for_token.span;
    let span = inserted(place);
    let private = Private::new(frame, span);
    let length = length(private, &strips.length, span);
    let named = jumps.broken || strips.form == Form::Marked;
    let around = labelled(named.then_some(&jumps.strips), span);
    let check = check(frame, Kind::Loop, place);
    let due = quote_spanned! {span=> if __due { #check } __due = true; };
    let begun = quote_spanned! {span=> (mut __source, _) };
    let (begun, before, between) = match (strips.leading, strips.header.ends_at_head()) {
        // Also where there are no turns.
        (true, true) => (
            begun,
            quote_spanned! {span=> #check let mut __due = false; },
            due,
        ),
        (true, false) => (begun, TokenStream::new(), check),
        (false, _) => (
            quote_spanned! {span=> (mut __source, mut __due) },
            TokenStream::new(),
            due,
        ),
    };
    let ExprForLoop {
        attrs,
        label,
        for_token,
        pat,
        in_token,
        expr,
        body,
        ..
    } = node;
    let turn =
        quote_spanned! {span=> #for_token #pat #in_token (&mut __source).strip(#length) #body };
    let (again, strip) = match strips.form {
        Form::Marked => {
            let taken = taken(&pat, &body, span);
            let strip = marked_strip(&taken, &length, &jumps.strips, span);
            (loops(span), strip)
        }
        _ if strips.header.ends_at_head() => {
            (quote_spanned! {span=> while !(&__source).is_over() }, turn)
        }
        _ => (
            loops(span),
            quote_spanned! {span=> #turn if (&__source).is_over() { break } },
        ),
    };
    let drawn = quote_spanned! {span=> #before #around #again { #between #strip } };
    let drawn = under(label.as_ref(), drawn, span);
    // From these items. The choice is made already, or here; where the loop is left at its head, there is none but for the loop as it was.
    let divided = |items: TokenStream, way: Option<&Ident>| {
        let drawn_from = match way {
            Some(way) if !strips.header.begins_by_itself() => {
                quote_spanned! {span=> #way.begin(#items) }
            }
            _ => begin(private, strips.header, &items, span),
        };
        quote_spanned! {span=> match #drawn_from { #begun => { #drawn } } }
    };
    let header = header(&expr);
    let items = quote_spanned! {span=> ::core::iter::IntoIterator::into_iter(#header) };
    let all = if let Some(whole) = whole {
        let whole = Expr::ForLoop(ExprForLoop {
            attrs: Vec::new(),
            expr: Box::new(Expr::Verbatim(quote_spanned! {span=> __items })),
            ..whole
        });
        let whole = undivided(frame, strips, whole, place);
        let (way, made) = chosen(private, strips.header, open, span);
        let divided = divided(quote_spanned! {span=> __items }, Some(&way));
        quote_spanned! {span=>
            match #items {
                __items => {
                    #made
                    if #way.fits(&__items, #length) { #(#whole)* } else { #divided }
                }
            }
        }
    } else {
        let way = open.map(|number| way(number, span));
        divided(items, way.as_ref())
    };
    let all = quote_spanned! {span=> #all; };
    self::block(span, outer(attrs), vec![verbatim(all)])
}

fn loops(span: Span) -> TokenStream {
    quote_spanned! {span=> loop }
}

// Output: match (&mut __source).strip(LENGTH) { mut __strip => loop { … } } break
fn marked_strip(
    taken: &TokenStream,
    length: &TokenStream,
    strips: &Lifetime,
    span: Span,
) -> TokenStream {
    // `if false` never breaks: without it a lint finds that what follows is not reached where the macro hides nothing.
    quote_spanned! {span=>
        match (&mut __source).strip(#length) {
            mut __strip => loop {
                if false { break }
                match ::core::iter::Iterator::next(&mut __strip) {
                    #taken
                    ::core::option::Option::None => {
                        if (&__source).is_over() { break #strips } else { continue #strips }
                    }
                }
            }
        }
        break
    }
}

/// The name of the choice, and what makes it here.
pub(super) fn chosen(
    private: Private<'_>,
    header: Header,
    open: Option<usize>,
    span: Span,
) -> (Ident, TokenStream) {
    if let Some(number) = open {
        return (way(number, span), TokenStream::new());
    }
    let settled = settled(private, header, span);
    let way = Ident::new("__way", span);
    let made = quote_spanned! {span=> let #way = #settled; };
    (way, made)
}

// Output: begin(ITEMS, KNOWN as *const _)
//     or: begin_in_place(ITEMS, KNOWN as *const _)
//     or: begin(ITEMS, KNOWN)
//     or: count(ITEMS)
//     or: numbers::<_, TOLD>(ITEMS)
//     or: down(ITEMS, KNOWN as *const _)
/// The items come first, for there may be casts in them, and casts are looked at in their order ([`open`]).
fn begin(private: Private<'_>, header: Header, items: &TokenStream, span: Span) -> TokenStream {
    let begin = match header {
        Header::Turns => return quote_spanned! {span=> #private::strips::count(#items) },
        Header::Numbers { told } => {
            return quote_spanned! {span=> #private::strips::numbers::<_, #told>(#items) };
        }
        Header::Map => "begin_in_place",
        Header::Down => "down",
        Header::Range | Header::Any => "begin",
    };
    let begin = Ident::new(begin, span);
    let known = known(private, header, span);
    quote_spanned! {span=> #private::strips::#begin(#items, #known) }
}

// Output: plain(KNOWN as *const _)
//     or: in_place(KNOWN as *const _)
//     or: plain(KNOWN)
fn settled(private: Private<'_>, header: Header, span: Span) -> TokenStream {
    let name = named(header, span);
    let known = known(private, header, span);
    quote_spanned! {span=> #private::strips::#name(#known) }
}

fn known(private: Private<'_>, header: Header, span: Span) -> TokenStream {
    let certain = matches!(
        header,
        Header::Range | Header::Numbers { .. } | Header::Turns
    );
    let late = (!certain).then(|| quote_spanned! {span=> as *const _ });
    quote_spanned! {span=> #private::strips::KNOWN #late }
}

fn named(header: Header, span: Span) -> Ident {
    let name = match header {
        Header::Map => "in_place",
        Header::Range | Header::Numbers { .. } | Header::Turns | Header::Down | Header::Any => {
            "plain"
        }
    };
    Ident::new(name, span)
}

fn way(number: usize, span: Span) -> Ident {
    Ident::new(&format!("__way{number}"), span)
}

// Output: let __way1 = open(plain); …
//     and: settle(__way1, plain(KNOWN as *const _)); …
/// The choices that are made at the head of a body, and what settles them behind it.
pub(in crate::emit) fn open(frame: &Frame, span: Span) -> (TokenStream, TokenStream) {
    let private = Private::new(frame, span);
    let (mut opened, mut settled) = (TokenStream::new(), TokenStream::new());
    for (number, &header) in (1..).zip(frame.open.iter().flatten()) {
        let way = way(number, span);
        let name = named(header, span);
        let choice = self::settled(private, header, span);
        opened.extend(
            quote_spanned! {span=> let #way = #private::strips::open(#private::strips::#name); },
        );
        settled.extend(quote_spanned! {span=> #private::strips::settle(#way, #choice); });
    }
    (opened, settled)
}
