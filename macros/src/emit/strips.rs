//! Leaf loops in strips: see `runtime/src/strips`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::{
    BinOp, Block, Expr, ExprBinary, ExprForLoop, ExprLoop, ExprWhile, Label, Lifetime, Stmt, Token,
};

use super::{
    Kind, block, braced, check, inserted,
    loops::{checked_while, header, outer, taken},
    noticed, prepend, private, site, verbatim, watch,
};
use crate::decide::Exit;
use crate::frame::Frame;
use crate::jumps::Jumps;
use crate::leaf::{self, Shrinks};
use crate::strips::{Closures, Form, Length, Strips};

/// The check before each strip but the first, which the one that has just been made is enough for; or before that too.
struct Checks {
    leading: TokenStream,
    trailing: TokenStream,
}

impl Checks {
    fn new(frame: &Frame, strips: &Strips, place: Span) -> Self {
        let check = check(frame, Kind::Loop, place);
        let (leading, trailing) = if strips.leading {
            (check, TokenStream::new())
        } else {
            (TokenStream::new(), check)
        };
        Self { leading, trailing }
    }
}

// Input:  for PAT in ITER { BODY }
// Output: { match IntoIterator::into_iter(ITER) { __items => {
//             let __way = plain(KNOWN as *const _);
//             match __way.begin(__items) { mut __source => '__strips1: loop {
//                 CHECK
//                 for PAT in (&mut __source).strip(LENGTH) { BODY }
//                 if (&__source).is_over() { break }
//             } }
//         } }; }
//     or, where ITER is sure to be a range of integers, with
//             let __way = plain(KNOWN);
//     and, where PAT is `_` too,
//             match __way.count(__items) { mut __source => {
//                 CHECK
//                 let mut __due = false;
//                 '__strips1: while !(&__source).is_over() {
//                     if __due { CHECK }
//                     __due = true;
//                     for _ in (&mut __source).strip(LENGTH) { BODY }
//                 }
//             } }
//     or, where there has just been a check, with in place of CHECK
//             if __due { CHECK }
//             __due = true;
//     or, where a macro in BODY may hide a `break`, which leaves the inner loop elsewhere than its natural end, with in place of that
//             match (&mut __source).strip(LENGTH) { mut __strip => loop {
//                 if false { break }
//                 match Iterator::next(&mut __strip) {
//                     Some(PAT) => { BODY }
//                     None => if (&__source).is_over() { break '__strips1 } else { continue '__strips1 }
//                 }
//             } }
//             break
//     or, where the loop is short and often run, with in place of the inner match
//             if __way.fits(&__items, LENGTH) { for PAT in __items { BODY } } else { match … }
//     and, where that may be so in many iterations without a check,
//             if __way.fits(&__items, LENGTH) { CHECK for PAT in __items { BODY } } else { match … }
/// Methods, for a path leaves more types open, and what is open the compiler goes through again and again. They are the types' own
/// and borrow nothing by themselves: no trait of the user's can hide them.
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
    let private = private(frame.krate(), span);
    let length = length(&private, &strips.length, span);
    let named = jumps.broken || strips.form == Form::Marked;
    let around = labelled(named.then_some(&jumps.strips), span);
    let check = check(frame, Kind::Loop, place);
    // In the break mode a check stands in a loop of ours.
    let counted = leaf::only_counts(&node)
        && strips.form != Form::Marked
        && !matches!(frame.exit, Exit::Break);
    let due = quote_spanned! {span=> if __due { #check } __due = true; };
    let (before, between) = match (strips.leading, counted) {
        // Also where there are no turns.
        (true, true) => (quote_spanned! {span=> #check let mut __due = false; }, due),
        (true, false) => (TokenStream::new(), check),
        (false, _) => (
            quote_spanned! {span=> let mut __due = (&__source).calls(); },
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
    let (begin, again, strip) = match strips.form {
        Form::Marked => {
            let taken = taken(&pat, &body, span);
            let strip = marked_strip(&taken, &length, &jumps.strips, span);
            (quote_spanned! {span=> begin }, loops(span), strip)
        }
        _ if counted => (
            quote_spanned! {span=> count },
            quote_spanned! {span=> while !(&__source).is_over() },
            turn,
        ),
        _ => (
            quote_spanned! {span=> begin },
            loops(span),
            quote_spanned! {span=> #turn if (&__source).is_over() { break } },
        ),
    };
    let (way, made) = chosen(&private, strips.closures, open, span);
    let mut drawn = quote_spanned! {span=>
        match #way.#begin(__items) {
            mut __source => {
                #before
                #around #again {
                    #between
                    #strip
                }
            }
        }
    };
    drawn = under(label.as_ref(), drawn, span);
    if let Some(whole) = whole {
        let whole = Expr::ForLoop(ExprForLoop {
            attrs: Vec::new(),
            expr: Box::new(Expr::Verbatim(quote_spanned! {span=> __items })),
            ..whole
        });
        let whole = if strips.always {
            behind(frame, None, whole, place)
        } else {
            vec![Stmt::Expr(whole, None)]
        };
        drawn = quote_spanned! {span=>
            if #way.fits(&__items, #length) {
                #(#whole)*
            } else {
                #drawn
            }
        };
    }
    let header = header(&expr);
    let all = quote_spanned! {span=>
        match ::core::iter::IntoIterator::into_iter(#header) {
            __items => {
                #made
                #drawn
            }
        };
    };
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
fn chosen(
    private: &TokenStream,
    closures: Closures,
    open: Option<usize>,
    span: Span,
) -> (Ident, TokenStream) {
    if let Some(number) = open {
        return (way(number, span), TokenStream::new());
    }
    let settled = settled(private, closures, span);
    let way = Ident::new("__way", span);
    let made = quote_spanned! {span=> let #way = #settled; };
    (way, made)
}

// Output: plain(KNOWN as *const _)
//     or: plain(KNOWN)
fn settled(private: &TokenStream, closures: Closures, span: Span) -> TokenStream {
    let name = named(closures, span);
    let late = match closures {
        Closures::None => TokenStream::new(),
        Closures::Leaf | Closures::Unknown => quote_spanned! {span=> as *const _ },
    };
    quote_spanned! {span=> #private::strips::#name(#private::strips::KNOWN #late) }
}

fn named(closures: Closures, span: Span) -> Ident {
    match closures {
        Closures::Leaf => Ident::new("in_place", span),
        Closures::None | Closures::Unknown => Ident::new("plain", span),
    }
}

fn way(number: usize, span: Span) -> Ident {
    Ident::new(&format!("__way{number}"), span)
}

// Output: let __way1 = open(plain); …
//     and: settle(__way1, plain(KNOWN as *const _)); …
/// The choices that are made at the head of a body, and what settles them behind it.
pub(super) fn open(frame: &Frame, span: Span) -> (TokenStream, TokenStream) {
    let private = private(frame.krate(), span);
    let (mut opened, mut settled) = (TokenStream::new(), TokenStream::new());
    for (number, &closures) in (1..).zip(frame.open.iter().flatten()) {
        let way = way(number, span);
        let name = named(closures, span);
        let choice = self::settled(&private, closures, span);
        opened.extend(
            quote_spanned! {span=> let #way = #private::strips::open(#private::strips::#name); },
        );
        settled.extend(quote_spanned! {span=> #private::strips::settle(#way, #choice); });
    }
    (opened, settled)
}

// Input:  while COND { BODY }
// Output: loop {
//             CHECK
//             let mut __left = LENGTH;
//             while __left != 0 && COND { __left -= 1; BODY }
//             if __left != 0 { break }
//         }
pub(crate) fn stripped_while(
    frame: &Frame,
    node: ExprWhile,
    strips: &Strips,
    jumps: &Jumps,
) -> Expr {
    let place = node.while_token.span;
    let span = inserted(place);
    let private = private(frame.krate(), span);
    let length = length(&private, &strips.length, span);
    let around = labelled(jumps.broken.then_some(&jumps.strips), span);
    let Checks { leading, trailing } = Checks::new(frame, strips, place);
    let ExprWhile {
        attrs,
        label,
        while_token,
        cond,
        mut body,
    } = node;
    prepend(&mut body, quote_spanned! {span=> __left -= 1; });
    // As a tree: syn knows where an operand needs parentheses.
    let cond = ExprBinary {
        attrs: Vec::new(),
        left: Box::new(Expr::Verbatim(quote_spanned! {span=> __left != 0 })),
        op: BinOp::And(Token![&&](span)),
        right: cond,
    };
    let all = quote_spanned! {span=>
        #around loop {
            #leading
            let mut __left = #private::strips::Length::usual(#length);
            #while_token #cond #body
            if __left != 0 { break }
            #trailing
        }
    };
    self::block(
        span,
        outer(attrs),
        vec![verbatim(under(label.as_ref(), all, span))],
    )
}

// Input:  while COND { BODY }
// Output: '__strips1: loop {
//             CHECK
//             let mut __left = 8;
//             while __left != 0 { __left -= 1; if COND { BODY } else { break '__strips1 } }
//         }
/// A loop that does not count, so few iterations at a time that they are unrolled.
pub(crate) fn unrolled_while(
    frame: &Frame,
    node: ExprWhile,
    strips: &Strips,
    jumps: &Jumps,
) -> Expr {
    let place = node.while_token.span;
    let span = inserted(place);
    let end = &jumps.strips;
    let ExprWhile {
        attrs,
        label,
        cond,
        body,
        ..
    } = node;
    let turn = quote_spanned! {span=> if #cond #body else { break #end } };
    let body = braced(span, vec![verbatim(turn)]);
    let all = unrolled(frame, body, strips, place);
    let all = quote_spanned! {span=> #end: #all };
    block(
        span,
        outer(attrs),
        vec![verbatim(under(label.as_ref(), all, span))],
    )
}

// Input:  loop { BODY }
// Output: loop { CHECK let mut __left = 8; while __left != 0 { __left -= 1; BODY } }
pub(crate) fn unrolled_loop(frame: &Frame, node: ExprLoop, strips: &Strips, jumps: &Jumps) -> Expr {
    let place = node.loop_token.span;
    let span = inserted(place);
    let around = labelled(jumps.broken.then_some(&jumps.strips), span);
    let all = unrolled(frame, node.body, strips, place);
    let all = quote_spanned! {span=> #around #all };
    block(
        span,
        outer(node.attrs),
        vec![verbatim(under(node.label.as_ref(), all, span))],
    )
}

fn unrolled(frame: &Frame, mut body: Block, strips: &Strips, place: Span) -> TokenStream {
    let span = inserted(place);
    let length = length(&private(frame.krate(), span), &strips.length, span);
    let Checks { leading, trailing } = Checks::new(frame, strips, place);
    prepend(&mut body, quote_spanned! {span=> __left -= 1; });
    quote_spanned! {span=>
        loop {
            #leading
            let mut __left = #length;
            while __left != 0 #body
            #trailing
        }
    }
}

// Input:  LOOP
// Output: { CHECK LOOP }
/// A loop that needs a check before it and none in it.
pub(crate) fn checked_before(frame: &Frame, node: Expr, place: Span) -> Expr {
    block(
        inserted(place),
        Vec::new(),
        behind(frame, None, node, place),
    )
}

// Output: CHECK LOOP
//     or: if WHERE { CHECK } LOOP
// and in the break mode, where a `loop` of ours around it would catch a `break` or `continue` in its header
//         if !notices(__watch, SITE) { LOOP }
//     or: if !(WHERE && notices(__watch, SITE)) { LOOP }
fn behind(frame: &Frame, only: Option<TokenStream>, node: Expr, place: Span) -> Vec<Stmt> {
    let span = inserted(place);
    if matches!(frame.exit, Exit::Break) {
        let site = site(frame, Kind::Loop, place);
        let noticed = noticed(frame, &watch(frame, span), &site, span);
        let noticed = match only {
            Some(only) => quote_spanned! {span=> (#only && #noticed) },
            None => noticed,
        };
        return vec![verbatim(quote_spanned! {span=> if !#noticed { #node } })];
    }
    let mut check = check(frame, Kind::Loop, place);
    if let Some(only) = only {
        check = quote_spanned! {span=> if #only { #check } };
    }
    vec![verbatim(check), Stmt::Expr(node, None)]
}

// Input:  while NUMBER > 0 { … NUMBER /= 10 … }
// Output: {
//             let __short = shrinks(&raw const NUMBER);
//             if __short { CHECK }
//             loop { if !__short { CHECK } if NUMBER > 0 { … } else { break } }
//         }
/// A loop that needs none in it if its number is an integer.
pub(crate) fn shrinking_while(
    frame: &Frame,
    node: ExprWhile,
    shrinks: &Shrinks,
    leading: bool,
) -> Expr {
    let place = node.while_token.span;
    let span = inserted(place);
    let private = private(frame.krate(), span);
    let check = check(frame, Kind::Loop, place);
    let shrinking = Ident::new(
        if shrinks.unless_negative {
            "shrinks_unless_negative"
        } else {
            "shrinks"
        },
        span,
    );
    let number = &shrinks.number;
    let short =
        quote_spanned! {span=> let __short = #private::strips::#shrinking(&raw const #number); };
    let each = quote_spanned! {span=> if !__short { #check } };
    let mut node = checked_while(node, &each, span);
    let attrs = outer(std::mem::take(&mut node.attrs));
    let node = Expr::Loop(node);
    let mut all = vec![verbatim(short)];
    if leading {
        let short = quote_spanned! {span=> __short };
        all.extend(behind(frame, Some(short), node, place));
    } else {
        all.push(Stmt::Expr(node, None));
    }
    block(span, attrs, all)
}

fn length(private: &TokenStream, length: &Length, span: Span) -> TokenStream {
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
