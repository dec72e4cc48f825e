//! All code that is generated. (Elsewhere only errors, a label, a `;` and the word `allow` are made.)
//!
//! 1. Only `::core::…` and `<crate>::__private::…` are named, so nothing that a user calls `Result` or `std` matters.
//! 2. Each token stands at a keyword of the user's (errors and lints point there) and is hygienic (a user's
//!    `__token` is not ours): see [`inserted`].
//!    Two exceptions, for lints: the `match` that an await becomes is the user's, the `let` that binds it ours.
//! 3. A user's token is emitted once, in its order. Exceptions: names and types that the head of the body speaks of, a number that is divided, the braces
//!    of a body that needs two pairs, a short leaf loop in a loop, which is written twice (`Form::Twice`), and the condition of a loop that counts
//!    (`counting_while`).

use proc_macro2::extra::DelimSpan;
use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream};
use quote::quote_spanned;
use syn::{
    Arm, Attribute, Block, Expr, ExprAwait, ExprBlock, ExprMatch, Lifetime, Local, Pat, Stmt,
    Token, token,
};

use crate::decide::{Exit, Value};
use crate::frame::Frame;

mod captures;
mod head;
mod loops;
mod names;
mod parameters;
mod strips;
mod unparsed;

use names::{Private, Watch};

pub(crate) use captures::{keep_operand_together, keep_together, keep_value_together};
pub(crate) use head::{body_block, head, no_future, no_other_name, own_handle, use_of};
pub(crate) use loops::{endless_loop, for_loop, labelling, turn_label, while_loop, within};
pub(crate) use strips::{
    checked_before, counting_while, shrinking_while, stripped_for, stripped_while, unrolled_loop,
    unrolled_while,
};
pub(crate) use unparsed::unless_reported;

/// What a checkpoint is, for its site.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Entry,
    Loop,
    Await,
}

/// The span of what we insert at a token of the user's: placed there, but with names of its own and not taken
/// for the user's code by lints.
pub(crate) fn inserted(place: Span) -> Span {
    place.resolved_at(Span::mixed_site())
}

// Output: if notices(__watch, SITE) { EXIT }
fn check(frame: &Frame, kind: Kind, place: Span) -> TokenStream {
    let span = inserted(place);
    let (watch, site) = (Watch::new(frame, span), site(frame, kind, place));
    let noticed = noticed(frame, watch, &site, span);
    let exit = exit(frame, watch, &site, span);
    quote_spanned! {span=> if #noticed { #exit } }
}

// Output: notices(__watch, SITE)
fn noticed(frame: &Frame, watch: Watch<'_>, site: &Literal, span: Span) -> TokenStream {
    let private = Private::new(frame, span);
    let notices = match frame.exit {
        Exit::Unwind => Ident::new("notices_unless_panicking", span),
        _ => Ident::new("notices", span),
    };
    quote_spanned! {span=> #private::#notices(#watch, #site) }
}

// Output: "L 6 5 count_primes src/main.rs"
// As `Site::described` in the runtime reads it.
fn site(frame: &Frame, kind: Kind, place: Span) -> Literal {
    let (file, line, column) = position(place);
    let kind = match kind {
        Kind::Entry => 'E',
        Kind::Loop => 'L',
        Kind::Await => 'A',
    };
    let function = &frame.function;
    let mut site = Literal::string(&format!("{kind} {line} {column} {function} {file}"));
    site.set_span(inserted(place));
    site
}

/// Where a token of the user's is. `Location::caller()` would give the attribute's line.
pub(crate) fn position(place: Span) -> (String, usize, usize) {
    if proc_macro::is_available() {
        let place = place.unwrap();
        (place.file(), place.line(), place.column())
    } else {
        // Unit tests expand without a compiler.
        (String::from("file"), 1, 1)
    }
}

// Output: what leaves the loop or the body at a checkpoint that notices.
fn exit(frame: &Frame, watch: Watch<'_>, site: &Literal, span: Span) -> TokenStream {
    let private = Private::new(frame, span);
    match &frame.exit {
        Exit::Return(value) => {
            let value = cancelled_value(frame, value, watch, site, span);
            quote_spanned! {span=> return #value; }
        }
        Exit::Expression { .. } => quote_spanned! {span=> break '__cancelled; },
        Exit::Break => quote_spanned! {span=> break; },
        Exit::Unwind => quote_spanned! {span=> #private::unwind(#watch, #site); },
    }
}

fn cancelled_value(
    frame: &Frame,
    value: &Value,
    watch: Watch<'_>,
    site: &Literal,
    span: Span,
) -> TokenStream {
    let inner = |inner| cancelled_value(frame, inner, watch, site, span);
    match value {
        Value::Converted { place, sequence } => {
            // At the return type, for that is what must change; and always at the same place, for the compiler
            // reports one error for one place, however many checks there are.
            let span = inserted(*place);
            let private = Private::new(frame, span);
            if *sequence {
                quote_spanned! {span=> #private::NeverNone::leave_sequence(#watch, #site) }
            } else {
                quote_spanned! {span=> #private::FromCancelled::leave(#watch, #site) }
            }
        }
        Value::Unit => quote_spanned! {span=> () },
        Value::Some(value) => {
            let inner = inner(value);
            quote_spanned! {span=> ::core::option::Option::Some(#inner) }
        }
        Value::Ready(value) => {
            let inner = inner(value);
            quote_spanned! {span=> ::core::task::Poll::Ready(#inner) }
        }
        Value::Break(value) => {
            let inner = inner(value);
            quote_spanned! {span=> ::core::ops::ControlFlow::Break(#inner) }
        }
    }
}

/// Puts tokens at the head of a block, but behind its items: clippy wants no statement before them.
pub(crate) fn prepend(block: &mut Block, tokens: TokenStream) {
    if tokens.is_empty() {
        return;
    }
    let items = block
        .stmts
        .iter()
        .take_while(|statement| matches!(statement, Stmt::Item(_)))
        .count();
    block.stmts.insert(items, verbatim(tokens));
}

// Input:  FUTURE.await
// Output: match awaited(FUTURE).race(__token, &SITE).await {
//             __outcome => { if let None = __outcome { EXIT } __outcome.unwrap() }
//         }
/// A `match`, for the temporaries of FUTURE live as long as they did. It binds the outcome, which is thereby moved:
/// a value left behind in the scrutinee would be kept across later awaits of the statement. The `match` is taken for the
/// user's code: what a lint says of the value is said at `await`. At the future's first token it would be said better, but editors
/// would follow that token to the `match` (pitfall 2).
pub(crate) fn awaited(frame: &Frame, node: &ExprAwait, ended: Option<&Lifetime>) -> Expr {
    let place = node.await_token.span;
    let span = inserted(place);
    let private = Private::new(frame, span);
    let site = site(frame, Kind::Await, place);
    let watch = Watch::new(frame, span);
    let exit = match (&frame.exit, ended) {
        (Exit::Break, Some(label)) => quote_spanned! {span=> break #label; },
        _ => exit(frame, watch, &site, span),
    };
    let race = match frame.exit {
        Exit::Unwind => Ident::new("race_unless_panicking", span),
        _ => Ident::new("race", span),
    };
    let enclosed;
    let future = match &*node.base {
        future @ (Expr::Paren(_) | Expr::Block(_)) => {
            enclosed = needless(future.clone());
            &enclosed
        }
        future => future,
    };
    let race = quote_spanned! {span=> #private::awaited(#future).#race(#watch, &#site).await };
    // Not in one `match` with what leaves: a value whose type nobody knows would be taken for one that never comes. And by a method,
    // for what is wanted of the value is not wanted of the outcome.
    let outcome = quote_spanned! {span=>
        {
            if let ::core::option::Option::None = __outcome { #exit }
            __outcome.unwrap()
        }
    };
    let arm = Arm {
        attrs: Vec::new(),
        pat: Pat::Verbatim(quote_spanned! {span=> __outcome }),
        fat_arrow_token: Token![=>](span),
        body: Box::new(Expr::Verbatim(outcome)),
        comma: None,
    };
    // As a tree: syn knows where parentheses are wanted. Elsewhere they would make what stands behind the await, which is the
    // user's, a part of what we wrote, and lints would speak of the attribute.
    Expr::Match(ExprMatch {
        attrs: node.attrs.clone(),
        match_token: Token![match](place),
        expr: Box::new(Expr::Verbatim(race)),
        brace_token: token::Brace(place),
        arms: vec![arm],
    })
}

/// Parentheses or braces that the user had to write, around what is an argument now: as ours, of which no lint finds that they are needless.
fn needless(mut node: Expr) -> Expr {
    let ours = |delimiter, span: DelimSpan| {
        let mut ours = Group::new(delimiter, TokenStream::new());
        ours.set_span(inserted(span.join()));
        ours.delim_span()
    };
    match &mut node {
        Expr::Paren(node) => {
            node.paren_token.span = ours(Delimiter::Parenthesis, node.paren_token.span);
        }
        Expr::Block(node) => {
            let braces = &mut node.block.brace_token.span;
            *braces = ours(Delimiter::Brace, *braces);
        }
        _ => {}
    }
    node
}

/// Keeps clippy from finding `let PAT = FUTURE.await;` needless where its value is `()`: it knows an await as one, not the `match`
/// that [`awaited`] makes of it.
pub(crate) fn binding(node: &mut Local) {
    node.let_token.span = inserted(node.let_token.span);
    ended(&mut node.semi_token);
}

/// The same for the `;` of `FUTURE.await;`, which a `match` would not need.
pub(crate) fn ended(semicolon: &mut Token![;]) {
    let end = &mut semicolon.spans[0];
    *end = inserted(*end);
}

/// A `;` behind what has no value.
pub(crate) fn end_of_statement(place: Span) -> Token![;] {
    Token![;](inserted(place))
}

fn block(span: Span, attrs: Vec<Attribute>, stmts: Vec<Stmt>) -> Expr {
    Expr::Block(ExprBlock {
        attrs,
        label: None,
        block: braced(span, stmts),
    })
}

fn braced(span: Span, stmts: Vec<Stmt>) -> Block {
    let mut brace = Group::new(Delimiter::Brace, TokenStream::new());
    brace.set_span(span);
    Block {
        brace_token: token::Brace {
            span: brace.delim_span(),
        },
        stmts,
    }
}

fn verbatim(tokens: TokenStream) -> Stmt {
    Stmt::Expr(Expr::Verbatim(tokens), None)
}
