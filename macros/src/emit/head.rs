//! What stands at the head of a body: its token, and its check at entry.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Arm, Block, Expr, ExprAsync, ExprReference, Pat, Path, Stmt, Token, Type, UnOp};

use super::names::{Private, TokenReference};
use super::{Kind, block, check, inserted, parameters, prepend, strips::open, verbatim};
use crate::decide::Exit;
use crate::frame::{Frame, Mark};
use crate::token::Source;

// Input:  { BODY }
// Output: { let __token = …; let __watch = …; CHECK BODY }
//     or, with `on_cancel = return EXPR`:
//         {
//             '__cancelled: {
//                 return '__value: { {
//                     let __token = …; let __watch = …; CHECK
//                     if false { break '__value (Option::None.unwrap()) }
//                     if false { break '__cancelled }
//                     BODY
//                 } };
//             }
//             match () { () => EXPR }
//         }
//     or, where BODY never ends by itself (`-> !`), with in place of `return …`:
//         { let __token = …; let __watch = …; CHECK if false { break '__cancelled } BODY }
//     or, where the body has casts behind its leaf loops:
//         {
//             let __way1 = …;
//             '__cancelled: {
//                 return '__value: { {
//                     let __token = …; let __watch = …; CHECK
//                     if false { break '__value (Option::None.unwrap()) }
//                     if false { break '__cancelled }
//                     BODY
//                 } };
//             }
//             settle(__way1, …);
//             never()
//         }
/// Gives a body its token, and its check at entry where it has one (`entry`: where it stands).
pub(crate) fn head(frame: &Frame, body: &mut Block, entry: Option<Span>) {
    let parameters = parameters::taken_over(&body.stmts);
    let renamed = parameters::with_name_of_self(frame, &body.stmts[..parameters]);
    let frame = renamed.as_ref().unwrap_or(frame);
    let span = inserted(frame.start);
    let mut head = token(frame, span);
    if !frame.asynchronous {
        let private = Private::new(frame, span);
        let token = TokenReference::new(frame, span);
        head.extend(quote_spanned! {span=> let __watch = #private::Watch::watch(#token); });
    }
    if frame.mark == Mark::Given && matches!(frame.exit, Exit::Unwind) {
        head.extend(quote_spanned! {span=>
            #[cfg(panic = "abort")]
            ::core::compile_error!("`on_cancel = unwind` does nothing but abort under `panic = \"abort\"`; use another mode");
        });
    }
    if let Some(every) = frame.yields() {
        head.extend(quote_spanned! {span=> let mut __until_yield = #every; });
    }
    if let Some(place) = entry {
        head.extend(check(frame, Kind::Entry, place));
    }
    let (value, never) = match &frame.exit {
        Exit::Expression { value, never } => (Some(value), *never),
        _ if frame.open.iter().flatten().next().is_none() => {
            return put(frame, head, body, parameters);
        }
        _ => (None, false),
    };
    // EXPR speaks of the parameters, too.
    let parameters: Vec<Stmt> = body.stmts.drain(..parameters).collect();
    // Never run. They make reachable what stands behind, so that no lint finds that it is not where BODY never ends, or where
    // nothing leaves it. In parentheses: syn, with which attributes below this one may read it, takes `'__value ::core` for a label
    // and its colon.
    if !never {
        head.extend(quote_spanned! {span=>
            if false { break '__value (::core::option::Option::unwrap(::core::option::Option::None)) }
        });
    }
    head.extend(quote_spanned! {span=> if false { break '__cancelled } });
    put(frame, head, body, 0);
    // The body comes back as a block of its own, for its edition decides when its last temporaries drop, and the edition of a
    // labelled block is that of its label.
    let end = if let Some(value) = value {
        // No `return` of EXPR, which would not be reached where EXPR never ends. And not EXPR alone, which clippy would take for a
        // statement of the user's.
        let arm = Arm {
            attrs: Vec::new(),
            pat: Pat::Verbatim(quote_spanned! {span=> () }),
            fat_arrow_token: Token![=>](span),
            // As a tree: syn knows where an arm's first operand needs parentheses.
            body: value.clone(),
            comma: None,
        };
        quote_spanned! {span=> match () { #arm } }
    } else {
        let private = Private::new(frame, span);
        quote_spanned! {span=> #private::strips::never() }
    };
    let (opened, settled) = open(frame, span);
    let run = if never {
        body.to_token_stream()
    } else {
        quote_spanned! {span=> return '__value: { #body }; }
    };
    let whole = quote_spanned! {span=>
        #(#parameters)*
        #opened
        '__cancelled: { #run }
        #settled
        #end
    };
    body.stmts = vec![verbatim(whole)];
}

/// At the head, or behind the statements by which `async_trait` takes the parameters over: where it has, they are used up.
///
/// Ended as a statement is, where no other follows: an `if` there would be the value of the body.
fn put(frame: &Frame, head: TokenStream, body: &mut Block, parameters: usize) {
    let span = inserted(body.brace_token.span.close());
    let end = body
        .stmts
        .iter()
        .all(|it| matches!(it, Stmt::Item(_)))
        .then(|| quote_spanned! {span=> ; });
    let head = if head.is_empty() {
        head
    } else {
        quote_spanned! {span=> #head #end }
    };
    match &frame.source {
        Source::Parameter(_) | Source::Given(_) if parameters > 0 => {
            body.stmts.insert(parameters, verbatim(head));
        }
        _ => prepend(body, head),
    }
}

// Output: if false {
//             use {HoldsFuture as _, HoldsNone as _};
//             let __returned = Returned::converted();     or, of an `async fn` with another attribute: Returned::<TYPE, _>::converted()
//             if false { return __returned.value() }
//             (&&__returned).no_future();
//         }
/// Refuses a function that returns a future, or what has one in it, where what stands at `place` may be part of that and has
/// no checks. `converts`: a value of the type is made on cancel. Never runs.
pub(crate) fn no_future(
    frame: &Frame,
    ty: Option<&Type>,
    converts: bool,
    place: Span,
) -> TokenStream {
    let span = inserted(place);
    let private = Private::new(frame, span);
    let made = if converts {
        quote_spanned! {span=> converted }
    } else {
        quote_spanned! {span=> otherwise }
    };
    let ty = ty.map(|ty| quote_spanned! {span=> ::<#ty, _> });
    quote_spanned! {span=>
        if false {
            use #private::{HoldsFuture as _, HoldsNone as _};
            let __returned = #private::Returned #ty::#made();
            if false { return __returned.value() }
            (&&__returned).no_future();
        }
    }
}

// Output: let _ = &TOKEN; …
/// Uses the `CancelToken`s of a function that has no checks since something else is wrong: one mistake is one error, and no warning.
pub(crate) fn use_of(tokens: &[Ident], body: &mut Block) {
    let each = tokens.iter().map(|token| {
        let span = inserted(token.span());
        quote_spanned! {span=> let _ = &#token; }
    });
    prepend(body, each.collect());
}

// Output: if false {
//             use NamesNoToken as _;
//             Parameter::<TYPE>::new().__is_named(ByItsName);
//         }
/// Refuses a parameter that is a token under another name, in a function that takes the ambient one. Never runs.
pub(crate) fn no_other_name(frame: &Frame, types: &[&Path]) -> TokenStream {
    if types.is_empty() {
        return TokenStream::new();
    }
    let span = inserted(frame.start);
    let each = types.iter().map(|ty| {
        let place = inserted(ty.span());
        let private = Private::new(frame, place);
        quote_spanned! {place=> #private::Parameter::<#ty>::new().__is_named(#private::ByItsName); }
    });
    let private = Private::new(frame, span);
    quote_spanned! {span=>
        if false {
            use #private::NamesNoToken as _;
            #(#each)*
        }
    }
}

// Output: let __token = …;
fn token(frame: &Frame, span: Span) -> TokenStream {
    let private = Private::new(frame, span);
    match &frame.source {
        Source::Given(expr) => {
            // What is wrong with its type is said there.
            let span = inserted(expr.span());
            let private = Private::new(frame, span);
            let place = || reference(expr, span).into_token_stream();
            match given(expr) {
                Given::Value => owned(private, expr, span),
                Given::Place => hoisted(private, &place(), span),
                // A value that is borrowed in a `let` of its own lives as long as the variable.
                Given::Either => {
                    let place = place();
                    let hoisted = hoisted(private, &quote_spanned! {span=> __place }, span);
                    quote_spanned! {span=> let __place = #place; #hoisted }
                }
            }
        }
        Source::Parameter(name) => {
            let silent = silent(name, span);
            let name = at(name, span);
            let hoisted = hoisted(private, &quote_spanned! {span=> &#name }, span);
            quote_spanned! {span=> #silent #hoisted }
        }
        // Not `hoisted`: what has been borrowed, as it does, is kept in a future across its awaits.
        Source::Reference(name) => {
            let silent = silent(name, span);
            let name = at(name, span);
            quote_spanned! {span=> #silent let __token = &*#name; }
        }
        Source::Enclosing => TokenStream::new(),
        Source::Ambient if frame.asynchronous => {
            quote_spanned! {span=> let __token = #private::CancelToken::current(); }
        }
        Source::Ambient => quote_spanned! {span=>
            let __anchor = #private::Anchor::new();
            let __token = #private::ambient(&__anchor);
        },
    }
}

/// `&EXPR`, as a tree: syn knows where an operand needs parentheses.
fn reference(expr: &Expr, span: Span) -> ExprReference {
    ExprReference {
        attrs: Vec::new(),
        and_token: Token![&](span),
        mutability: None,
        expr: Box::new(expr.clone()),
    }
}

// Output: let __token = /* what `PLACE` refers to, copied if it is a reference, cloned if that is possible, borrowed else */;
fn hoisted(private: Private<'_>, place: &TokenStream, span: Span) -> TokenStream {
    quote_spanned! {span=>
        let __token = {
            use #private::{
                HoistHandle as _, HoistNothing as _, HoistPlace as _, HoistReference as _,
            };
            (&&&&#private::Place(#place)).__hoist()
        };
    }
}

// Output: let __token = /* `EXPR` */;
fn owned(private: Private<'_>, expr: &Expr, span: Span) -> TokenStream {
    quote_spanned! {span=>
        let __token = {
            use #private::{HoistNothing as _, HoistValue as _};
            #private::Value(#expr).__hoist()
        };
    }
}

/// What an expression for a token gives.
enum Given {
    Place,
    /// It would be gone before the body begins.
    Value,
    /// What a macro makes of itself is not seen.
    Either,
}

fn given(expr: &Expr) -> Given {
    match expr {
        Expr::Group(inner) => given(&inner.expr),
        Expr::Paren(inner) => given(&inner.expr),
        // An operator may be the user's, and what is borrowed may be a place or a value.
        Expr::Macro(_) | Expr::Binary(_) | Expr::Cast(_) | Expr::Reference(_) => Given::Either,
        Expr::Unary(unary) if !matches!(unary.op, UnOp::Deref(_)) => Given::Either,
        Expr::Await(_)
        | Expr::Block(_)
        | Expr::Call(_)
        | Expr::If(_)
        | Expr::Match(_)
        | Expr::MethodCall(_)
        | Expr::Struct(_)
        | Expr::Try(_)
        | Expr::Unsafe(_) => Given::Value,
        _ => Given::Place,
    }
}

/// Nothing, or what keeps clippy from telling the user of `_token` that it is used: they do not use it, we do. The name has to be
/// the user's own, and so is its span.
fn silent(name: &Ident, span: Span) -> TokenStream {
    if name.to_string().starts_with('_') {
        quote_spanned! {span=> #[allow(clippy::used_underscore_binding)] }
    } else {
        TokenStream::new()
    }
}

/// The user's name, but what is wrong with its type is said at `span`.
fn at(name: &Ident, span: Span) -> Ident {
    let mut name = name.clone();
    name.set_span(name.span().located_at(span));
    name
}

// Input:  move |…| BODY        (BODY watches the enclosing function's token)
// Output: { let __token = /* another handle of it */; move |…| BODY }
//
// Input:  async { BODY }
// Output: { let __token = ToMove(/* another handle of it */); async { let __token = __token.taken(); BODY } }
/// Gives a closure or an async block a handle of its own, for it may outlive the function.
pub(crate) fn own_handle(frame: &Frame, node: &mut Expr) {
    let span = inserted(frame.start);
    let private = Private::new(frame, span);
    let mut token = quote_spanned! {span=>
        {
            use #private::{
                HoistHandle as _, HoistNothing as _, HoistOwn as _, HoistPlace as _, HoistReference as _,
            };
            (&&&&&#private::Place(&__token)).__hoist()
        }
    };
    if let Expr::Async(ExprAsync {
        capture: None,
        block: body,
        ..
    }) = node
    {
        token = quote_spanned! {span=> #private::ToMove(#token) };
        prepend(
            body,
            quote_spanned! {span=> let __token = __token.taken(); },
        );
    }
    let head = quote_spanned! {span=> let __token = #token; };
    *node = block(span, Vec::new(), vec![verbatim(quote! { #head #node })]);
}

/// Makes a block of a closure's body, unless it is one.
pub(crate) fn body_block(frame: &Frame, body: &mut Expr) {
    if !matches!(body, Expr::Block(block) if block.label.is_none()) {
        let span = inserted(frame.start);
        let inner = std::mem::replace(body, Expr::Verbatim(TokenStream::new()));
        *body = block(span, Vec::new(), vec![Stmt::Expr(inner, None)]);
    }
}
