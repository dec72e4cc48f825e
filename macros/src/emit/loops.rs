//! Loops with their checks.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::visit::Visit;
use syn::{
    AttrStyle, Attribute, Block, Expr, ExprBlock, ExprForLoop, ExprLoop, ExprStruct, ExprWhile,
    Label, Lifetime, Pat, Stmt, Token,
};

use super::names::Private;
use super::{Kind, block, braced, check, inserted, prepend, verbatim};
use crate::decide::Cadence;
use crate::frame::Frame;

// Input:  loop { BODY }
// Output: loop { CHECK BODY }
pub(crate) fn endless_loop(frame: &Frame, mut node: ExprLoop, cadence: &Cadence) -> Expr {
    let place = node.loop_token.span;
    let check = paced(frame, place, cadence);
    prepend(&mut node.body, check);
    counted(node, cadence, inserted(place))
}

// Input:  while COND { BODY }
// Output: loop { CHECK if COND { BODY } else { break } }
pub(crate) fn while_loop(frame: &Frame, node: ExprWhile, cadence: &Cadence) -> Expr {
    let place = node.while_token.span;
    let span = inserted(place);
    let check = paced(frame, place, cadence);
    let ExprWhile {
        attrs,
        label,
        cond,
        body,
        ..
    } = node;
    let turn = quote_spanned! {span=> #check if #cond #body else { break } };
    counted(turning(attrs, label, turn, span), cadence, span)
}

// Input:  for PAT in ITER { BODY }
// Output: { match IntoIterator::into_iter(ITER) {
//             mut __iter => loop {
//                 CHECK
//                 match Iterator::next(&mut __iter) { Some(PAT) => { BODY } None => break }
//             }
//         }; }
/// The outer block and its `;` drop ITER's temporaries at the end of the loop in every edition, as the compiler
/// does; without them a loop at the end of a block would keep them until after the block's variables.
pub(crate) fn for_loop(frame: &Frame, node: ExprForLoop, cadence: &Cadence) -> Expr {
    let place = node.for_token.span;
    let span = inserted(place);
    let check = paced(frame, place, cadence);
    let ExprForLoop {
        attrs,
        label,
        pat,
        expr,
        body,
        ..
    } = node;
    let taken = taken(&pat, &body, span);
    let turn = quote_spanned! {span=>
        #check
        match ::core::iter::Iterator::next(&mut __iter) {
            #taken
            ::core::option::Option::None => break,
        }
    };
    let turning = counted(turning(Vec::new(), label, turn, span), cadence, span);
    let header = header(&expr);
    let whole = quote_spanned! {span=>
        match ::core::iter::IntoIterator::into_iter(#header) { mut __iter => #turning };
    };
    block(span, outer(attrs), vec![verbatim(whole)])
}

/// A header as an argument: without the parentheses that a structure literal needs there, and here does not (the user would be told so).
pub(super) fn header(expr: &Expr) -> &Expr {
    struct Literals(bool);
    impl<'ast> Visit<'ast> for Literals {
        fn visit_expr_struct(&mut self, _: &'ast ExprStruct) {
            self.0 = true;
        }
    }
    let Expr::Paren(inside) = expr else {
        return expr;
    };
    let mut literals = Literals(false);
    literals.visit_expr(&inside.expr);
    if literals.0 { &inside.expr } else { expr }
}

// Output: Some(PAT) => BODY
//     or: Some(__item) => { let PAT = __item; BODY }
/// A pattern that might not always match stands in a `let`: what the compiler says of it is then about the pattern,
/// not about an `Option` that the user never wrote. The rest stand in the arm, where no lint on `let` sees them.
pub(super) fn taken(pattern: &Pat, body: &Block, span: Span) -> TokenStream {
    if always_matches(pattern) {
        quote_spanned! {span=> ::core::option::Option::Some(#pattern) => #body }
    } else {
        // This block is of our edition, 2024, in which BODY's last temporaries are dropped before PAT's variables.
        quote_spanned! {span=> ::core::option::Option::Some(__item) => { let #pattern = __item; #body } }
    }
}

fn always_matches(pattern: &Pat) -> bool {
    match pattern {
        Pat::Wild(_) | Pat::Rest(_) => true,
        // In capitals it is a constant, most likely.
        Pat::Ident(name) => {
            let variable = !name.ident.to_string().starts_with(char::is_uppercase);
            variable
                && name
                    .subpat
                    .as_ref()
                    .is_none_or(|(_, inner)| always_matches(inner))
        }
        Pat::Paren(inner) => always_matches(&inner.pat),
        Pat::Reference(inner) => always_matches(&inner.pat),
        Pat::Tuple(inner) => inner.elems.iter().all(always_matches),
        _ => false,
    }
}

// Output: CHECK
//     or: if __turns == 0 { __turns = N; CHECK } __turns -= 1;
// and, with `yield_every = N`, before that:
//         if __until_yield == 0 { __until_yield = N; yield_now().await; } __until_yield -= 1;
/// What stands before each turn. The executor's turn comes first: what it does may cancel the token.
fn paced(frame: &Frame, place: Span, cadence: &Cadence) -> TokenStream {
    let span = inserted(place);
    let check = check(frame, Kind::Loop, place);
    let check = match cadence {
        Cadence::EachTurn => check,
        Cadence::Counted(every) => quote_spanned! {span=>
            if __turns == 0 {
                __turns = #every;
                #check
            }
            __turns -= 1;
        },
    };
    let Some(every) = frame.yields() else {
        return check;
    };
    let private = Private::new(frame, span);
    quote_spanned! {span=>
        if __until_yield == 0 {
            __until_yield = #every;
            #private::yield_now().await;
        }
        __until_yield -= 1;
        #check
    }
}

// Input:  loop { … }
// Output: loop { … }
//     or: { let mut __turns = 0; loop { … } }
fn counted(mut node: ExprLoop, cadence: &Cadence, span: Span) -> Expr {
    match cadence {
        Cadence::EachTurn => Expr::Loop(node),
        Cadence::Counted(_) => {
            let start = quote_spanned! {span=> let mut __turns = 0_u64; };
            let attrs = outer(std::mem::take(&mut node.attrs));
            block(
                span,
                attrs,
                vec![verbatim(start), Stmt::Expr(Expr::Loop(node), None)],
            )
        }
    }
}

/// A loop's attributes for the block around it: only there, where the loop stood, is every attribute allowed.
pub(super) fn outer(mut attrs: Vec<Attribute>) -> Vec<Attribute> {
    for attribute in &mut attrs {
        attribute.style = AttrStyle::Outer;
    }
    attrs
}

/// A `loop` of ours around one turn.
fn turning(attrs: Vec<Attribute>, label: Option<Label>, turn: TokenStream, span: Span) -> ExprLoop {
    ExprLoop {
        attrs,
        label,
        loop_token: Token![loop](span),
        body: braced(span, vec![verbatim(turn)]),
    }
}

/// The label of a loop that an await ends, where the user gave it none.
pub(crate) fn turn_label(place: Span, depth: usize) -> Lifetime {
    Lifetime::new(&format!("'__turn{depth}"), inserted(place))
}

pub(crate) fn labelling(name: Lifetime) -> Label {
    Label {
        colon_token: Token![:](name.span()),
        name,
    }
}

// Input:  LOOP
// Output: '__turn0: { LOOP }
/// A loop that gives no value, with another label.
pub(crate) fn within(label: Lifetime, node: Expr) -> Expr {
    let span = label.span();
    Expr::Block(ExprBlock {
        attrs: Vec::new(),
        label: Some(labelling(label)),
        block: braced(span, vec![Stmt::Expr(node, None)]),
    })
}
