//! `while` loops, and `loop`: their turns are counted, or written one after another.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::{BinOp, Block, Expr, ExprBinary, ExprLoop, ExprWhile, Lifetime, Stmt, Token};

use super::super::loops::outer;
use super::super::names::Private;
use super::super::{Kind, block, braced, check, inserted, prepend, verbatim};
use super::items::chosen;
use super::{behind, labelled, length, under, undivided};
use crate::frame::Frame;
use crate::jumps::Jumps;
use crate::leaf::{Ask, Counter, Distance, Shrinks};
use crate::strips::Strips;

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

// Input:  while COND { BODY }
// Output: { let __again = is_integer(&raw const NUMBER) && is_list(&LIST); STRIPS }
//     or, where NUMBER is moved up by one to END
//         { let __again = …; let __way = plain(KNOWN as *const _); STRIPS }
//     and, where the loop is short and often run, also if NUMBER is moved down or COND says `!=`, in place of STRIPS
//         let __near = __again && __way.near(&(NUMBER), &(END), LENGTH);
//         if __near { while COND { BODY } } else { STRIPS }
/// A loop that counts. The compiler knows what COND says of an iteration only if it is asked before the strip and comes first in it. So it is asked
/// more often than it is written, and before the check (S2), unless somebody could tell.
///
/// `whole` and `open`: as of a `for`.
pub(crate) fn counting_while(
    frame: &Frame,
    node: ExprWhile,
    strips: &Strips,
    counter: &Counter,
    whole: Option<ExprWhile>,
    open: Option<usize>,
) -> Expr {
    let place = node.while_token.span;
    let span = inserted(place);
    let private = Private::new(frame, span);
    let length = length(private, &strips.length, span);
    let again = may_ask_again(private, counter, span);
    let mut all = vec![verbatim(quote_spanned! {span=> let __again = #again; })];
    let attrs = outer(node.attrs.clone());
    let (way, made) = chosen(private, strips.header, open, span);
    let between = counter
        .distance
        .as_ref()
        .map(|distance| Between::new(&way, distance, span));
    if counter.chooses(whole.is_some()) {
        all.push(verbatim(made));
    }
    let told = between.as_ref().filter(|_| counter.ends_are_told());
    let divided = counted_strips(frame, node, strips, &length, told);
    let Some((whole, between)) = whole.zip(between.as_ref()) else {
        all.extend(divided);
        return block(span, attrs, all);
    };
    let whole = Expr::While(ExprWhile {
        attrs: Vec::new(),
        ..whole
    });
    let whole = undivided(frame, strips, whole, place);
    let Between {
        low, high, allowed, ..
    } = between;
    all.push(verbatim(quote_spanned! {span=>
        #allowed
        let __near = __again && #way.near(#low, #high, #length);
        if __near { #(#whole)* } else { #(#divided)* }
    }));
    block(span, attrs, all)
}

/// A counter and its end, as types are asked about them.
struct Between<'a> {
    way: &'a Ident,
    low: TokenStream,
    high: TokenStream,
    /// A `static mut` is referred to for as long as it takes to read it.
    allowed: Option<TokenStream>,
}

impl<'a> Between<'a> {
    fn new(way: &'a Ident, distance: &Distance, span: Span) -> Self {
        let Distance { low, high, .. } = distance;
        let allowed = distance
            .may_be_static
            .then(|| quote_spanned! {span=> #[allow(static_mut_refs)] });
        Self {
            way,
            low: quote_spanned! {span=> &(#low) },
            high: quote_spanned! {span=> &(#high) },
            allowed,
        }
    }
}

// Output: CHECK
//         let __length = LENGTH;
//         let mut __due = false;
//         while !__again || COND {
//             if __due { CHECK }
//             __due = true;
//             let mut __turns = 0;
//             while (__again || __turns < __length) && COND && __turns < __length { __turns += 1; BODY }
//             if !__again && __turns < __length { break }
//         }
//     or, where the end of each strip can be told, with
//             let __end = if __again { __way.end(&(NUMBER), &(END), LENGTH) } else { __way.nowhere() };
//             while __way.goes_on(&(NUMBER), &__end, __turns < __length) && COND { __turns += 1; BODY }
fn counted_strips(
    frame: &Frame,
    node: ExprWhile,
    strips: &Strips,
    length: &TokenStream,
    told: Option<&Between<'_>>,
) -> Vec<Stmt> {
    let place = node.while_token.span;
    let span = inserted(place);
    let check = check(frame, Kind::Loop, place);
    let ExprWhile {
        label,
        while_token,
        cond,
        mut body,
        ..
    } = node;
    prepend(&mut body, quote_spanned! {span=> __turns += 1; });
    let ours = |tokens| Box::new(Expr::Verbatim(tokens));
    let and = BinOp::And(Token![&&](span));
    let or = BinOp::Or(Token![||](span));
    let before_strip = both(ours(quote_spanned! {span=> !__again }), or, cond.clone());
    let (told, in_strip) = if let Some(between) = told {
        let Between {
            way,
            low,
            high,
            allowed,
        } = between;
        let told = quote_spanned! {span=>
            #allowed
            let __end =
                if __again { #way.end(#low, #high, #length) } else { #way.nowhere() };
        };
        let goes_on = quote_spanned! {span=> #way.goes_on(#low, &__end, __turns < __length) };
        (told, both(ours(goes_on), and, cond))
    } else {
        let first = ours(quote_spanned! {span=> (__again || __turns < __length) });
        let last = ours(quote_spanned! {span=> __turns < __length });
        (TokenStream::new(), both(both(first, and, cond), and, last))
    };
    let all = quote_spanned! {span=>
        let __length = #length.usual();
        let mut __due = false;
        while #before_strip {
            if __due { #check }
            __due = true;
            let mut __turns = 0;
            #told
            #label #while_token #in_strip #body
            if !__again && __turns < __length { break }
        }
    };
    if strips.leading {
        let all = Expr::Verbatim(quote_spanned! {span=> { #all } });
        behind(frame, all, place)
    } else {
        vec![verbatim(all)]
    }
}

/// As a tree: syn knows where an operand needs parentheses.
fn both(left: Box<Expr>, op: BinOp, right: Box<Expr>) -> Box<Expr> {
    Box::new(Expr::Binary(ExprBinary {
        attrs: Vec::new(),
        left,
        op,
        right,
    }))
}

// Output: is_integer(&raw const NUMBER) && gives_integer(OPERAND) && is_list(&LIST)
//     or: false
fn may_ask_again(private: Private<'_>, counter: &Counter, span: Span) -> TokenStream {
    let Some(asks) = &counter.ask_again else {
        return quote_spanned! {span=> false };
    };
    let asks = asks.iter().map(|ask| match ask {
        Ask::Counter(named) => quote_spanned! {span=> is_integer(&raw const #named) },
        Ask::Operand(named) => quote_spanned! {span=> gives_integer(#named) },
        Ask::ListIn(named) => quote_spanned! {span=> is_list(&#named) },
        Ask::ListAt(named) => quote_spanned! {span=> is_list(&raw const #named) },
    });
    quote_spanned! {span=> #(#private::strips::#asks)&&* }
}

// Input:  while COND { BODY }
// Output: loop {
//             CHECK
//             let mut __left = LENGTH;
//             while __left != 0 && COND { __left -= 1; BODY }
//             if __left != 0 { break }
//         }
/// One that calls something: its condition is asked as often as it is written.
pub(crate) fn stripped_while(
    frame: &Frame,
    node: ExprWhile,
    strips: &Strips,
    jumps: &Jumps,
) -> Expr {
    let place = node.while_token.span;
    let span = inserted(place);
    let private = Private::new(frame, span);
    let length = length(private, &strips.length, span);
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
    let left = Box::new(Expr::Verbatim(quote_spanned! {span=> __left != 0 }));
    let cond = both(left, BinOp::And(Token![&&](span)), cond);
    let all = quote_spanned! {span=>
        #around loop {
            #leading
            let mut __left = #length.usual();
            #while_token #cond #body
            if __left != 0 { break }
            #trailing
        }
    };
    block(
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
    let length = length(Private::new(frame, span), &strips.length, span);
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

// Input:  while NUMBER > 0 { … NUMBER /= 10 … }
// Output: {
//             let __short = is_integer(&raw const NUMBER);
//             '__strips1: loop {
//                 CHECK
//                 let mut __first = true;
//                 while (__short || __first || continue '__strips1) && NUMBER > 0 { __first = false; … }
//                 break
//             }
//         }
//     or, where there has just been a check, with in place of CHECK
//             if !__short { CHECK }
/// A loop that needs no check in it if its number is an integer. Else the `while` is left after each turn, so that the next comes behind a check;
/// by a `continue` in its condition, for that is asked then, and must not be asked twice. So there is one check for both, and the user's `break` and `continue` still mean the `while`.
///
/// In the break mode the check may stand in this `loop` of ours: a `while` has no `break` or `continue` without a label in its condition that would mean it.
pub(crate) fn shrinking_while(
    frame: &Frame,
    node: ExprWhile,
    shrinks: &Shrinks,
    leading: bool,
    around: &Lifetime,
) -> Expr {
    let place = node.while_token.span;
    let span = inserted(place);
    let private = Private::new(frame, span);
    let mut check = check(frame, Kind::Loop, place);
    if !leading {
        check = quote_spanned! {span=> if !__short { #check } };
    }
    let is_number = Ident::new(
        if shrinks.unless_negative {
            "is_unsigned"
        } else {
            "is_integer"
        },
        span,
    );
    let number = &shrinks.number;
    let ExprWhile {
        attrs,
        label,
        while_token,
        cond,
        mut body,
    } = node;
    prepend(&mut body, quote_spanned! {span=> __first = false; });
    let goes_on = quote_spanned! {span=> (__short || __first || continue #around) };
    let cond = both(
        Box::new(Expr::Verbatim(goes_on)),
        BinOp::And(Token![&&](span)),
        cond,
    );
    let all = quote_spanned! {span=>
        let __short = #private::strips::#is_number(&raw const #number);
        #around: loop {
            #check
            let mut __first = true;
            #label #while_token #cond #body
            break
        }
    };
    block(span, outer(attrs), vec![verbatim(all)])
}
