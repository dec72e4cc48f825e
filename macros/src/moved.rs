//! Bodies that stand inside their function: in the `async` block that a future is made of, or where another attribute
//! has moved them (S6).
//!
//! 1. What is recognised is looked for in the places that such attributes use, never in all of a body: a block or
//!    closure of the user's that merely stands in a function is not its body.
//! 2. What is not recognised is an error as soon as there is a loop or an await of the user's in it (`rewrite`).

use std::mem;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprCall, GenericArgument, PathArguments, ReturnType, Signature, Stmt};
use syn::{Pat, Type, TypeParamBound};

use crate::decide::peeled;

/// Whether a keyword (or any other token) was not written where it stands, but by an attribute or another procedural
/// macro. Where there is no telling it was not.
pub(crate) fn is_made_elsewhere(word: &str, span: Span) -> bool {
    span.source_text().is_some_and(|text| text != word)
}

/// Whether another macro has put a closure or an `async` block around the user's code.
pub(crate) fn is_put_around(node: &Expr) -> bool {
    let (keyword, capture) = match node {
        Expr::Closure(node) => (
            is_made_elsewhere("|", node.inputs_begin.span),
            &node.capture,
        ),
        Expr::Async(node) => (
            is_made_elsewhere("async", node.async_token.span),
            &node.capture,
        ),
        _ => return false,
    };
    // `async_trait` gives both words of its `async move` the span of the user's `async`.
    keyword
        || capture
            .as_ref()
            .is_some_and(|word| is_made_elsewhere("move", word.span))
}

/// Finds a loop or an await that the user wrote, in tokens made by another macro.
pub(crate) fn users_stop(tokens: TokenStream) -> Option<Span> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) => users_stop(group.stream()),
        TokenTree::Ident(word) => {
            let name = word.to_string();
            let stops = matches!(&*name, "loop" | "while" | "for" | "await");
            let written = || word.span().source_text().is_some_and(|text| text == name);
            (stops && written()).then(|| word.span())
        }
        _ => None,
    })
}

/// What the function's body is when it stands inside the function.
pub(crate) struct Moved {
    pub(crate) block: Block,
    /// Not so where it is the body of a closure that is called at once.
    pub(crate) asynchronous: bool,
    /// The keyword at which it begins.
    pub(crate) start: Span,
}

/// Takes a body that stands inside its function out of it.
pub(crate) fn take(signature: &Signature, body: &mut Block) -> Option<Moved> {
    let plain = signature.asyncness.is_none();
    let run = run_at_end(body).filter(|_| plain);
    let search = Search {
        ends_with_future: plain,
        run: run.as_deref(),
        by_origin: !is_made_elsewhere(&signature.ident.to_string(), signature.ident.span()),
    };
    let (block, asynchronous, start) = match search.block(body)? {
        Expr::Async(node) => (&mut node.block, true, node.async_token.span),
        Expr::Closure(node) => {
            let start = node.inputs_begin.span;
            match &mut *node.body {
                Expr::Block(body) => (&mut body.block, false, start),
                _ => return None,
            }
        }
        _ => return None,
    };
    let empty = Block {
        brace_token: block.brace_token,
        stmts: vec![placeholder()],
    };
    Some(Moved {
        block: mem::replace(block, empty),
        asynchronous,
        start,
    })
}

/// Puts back what [`take`] took.
pub(crate) fn put(inner: Block, body: &mut Block) {
    struct Put(Option<Block>);

    impl VisitMut for Put {
        fn visit_block_mut(&mut self, node: &mut Block) {
            let taken = matches!(&*node.stmts, [Stmt::Expr(Expr::Verbatim(tokens), None)] if tokens.is_empty());
            if !taken {
                visit_mut::visit_block_mut(self, node);
            } else if let Some(inner) = self.0.take() {
                *node = inner;
            }
        }
    }

    Put(Some(inner)).visit_block_mut(body);
}

/// Stands where a body was taken out; no user can write it.
fn placeholder() -> Stmt {
    Stmt::Expr(Expr::Verbatim(TokenStream::new()), None)
}

/// The type that a body of this function returns: of one that makes a future, the future's output.
pub(crate) fn output(signature: &Signature) -> Option<&Type> {
    let ReturnType::Type(_, ty) = &signature.output else {
        return None;
    };
    if signature.asyncness.is_some() {
        return Some(ty);
    }
    match future(ty) {
        Some(future) => future.output,
        None => Some(ty),
    }
}

/// Where a function that is not async itself is written to return a future.
pub(crate) fn unseen_future(signature: &Signature) -> Option<Span> {
    match &signature.output {
        ReturnType::Type(_, ty) if signature.asyncness.is_none() => {
            future(ty).is_some().then(|| ty.span())
        }
        _ => None,
    }
}

/// A type that is written as a future.
struct Future<'t> {
    /// Where that is written.
    output: Option<&'t Type>,
}

fn future(ty: &Type) -> Option<Future<'_>> {
    let bounds = match peeled(ty) {
        Type::ImplTrait(ty) => &ty.bounds,
        Type::TraitObject(ty) => &ty.bounds,
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let first = arguments(&last.arguments).find_map(as_type);
            return match &*last.ident.to_string() {
                "Pin" | "Box" => future(first?),
                "BoxFuture" | "LocalBoxFuture" => Some(Future { output: first }),
                _ => None,
            };
        }
        _ => return None,
    };
    bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let last = bound.path.segments.last()?;
        let mut output = arguments(&last.arguments).filter_map(|argument| match argument {
            GenericArgument::AssocType(given) if given.ident == "Output" => Some(&given.ty),
            _ => None,
        });
        (last.ident == "Future").then(|| Future {
            output: output.next(),
        })
    })
}

fn arguments(arguments: &PathArguments) -> impl Iterator<Item = &GenericArgument> {
    let given = match arguments {
        PathArguments::AngleBracketed(given) => Some(&given.args),
        _ => None,
    };
    given.into_iter().flatten()
}

fn as_type(argument: &GenericArgument) -> Option<&Type> {
    match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// Where an expression stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// An `async` block here is all that the function does.
    Whole,
    /// A closure here is called at once.
    Called,
    Within,
}

impl Place {
    fn of(whole: bool) -> Self {
        if whole { Self::Whole } else { Self::Within }
    }
}

/// What is looked for.
struct Search<'b> {
    /// An `async` block at the end is the body, whoever wrote it: the function is not async itself.
    ends_with_future: bool,
    /// The variable that is returned or run at the end: `let body = async { … }; … block_on(body)`.
    run: Option<&'b str>,
    /// Whether what another macro made is its doing. Not so where the function too was made by one.
    by_origin: bool,
}

impl Search<'_> {
    /// The closure or `async` block in which the body is. An attribute that wraps what another one has wrapped nests
    /// them, so the innermost counts; there, only what macros made is looked at.
    fn block<'b>(&self, block: &'b mut Block) -> Option<&'b mut Expr> {
        let last = block.stmts.len().checked_sub(1)?;
        let mut statements = block.stmts.iter_mut().enumerate();
        statements.find_map(|(i, statement)| match statement {
            Stmt::Local(local) => {
                let place = Place::of(self.runs(&local.pat));
                self.expr(&mut local.init.as_mut()?.expr, place)
            }
            Stmt::Expr(value, _) => self.expr(value, Place::of(self.ends_with_future && i == last)),
            _ => None,
        })
    }

    fn runs(&self, pattern: &Pat) -> bool {
        self.run
            .is_some_and(|run| matches!(pattern, Pat::Ident(name) if name.ident == run))
    }

    fn expr<'b>(&self, node: &'b mut Expr, place: Place) -> Option<&'b mut Expr> {
        if self.is_body(node, place) {
            let within = Search {
                ends_with_future: false,
                run: None,
                by_origin: self.by_origin,
            };
            let nested = match &mut *node {
                Expr::Async(inner) => within.block(&mut inner.block).is_some(),
                _ => false,
            };
            return match (nested, node) {
                (true, Expr::Async(inner)) => within.block(&mut inner.block),
                (_, node) => Some(node),
            };
        }
        match node {
            Expr::Group(node) => self.expr(&mut node.expr, place),
            Expr::Paren(node) => self.expr(&mut node.expr, place),
            Expr::Cast(node) => self.expr(&mut node.expr, place),
            Expr::Return(node) => self.expr(node.expr.as_mut()?, place),
            Expr::Block(node) => {
                let within = Search {
                    ends_with_future: place == Place::Whole,
                    ..*self
                };
                within.block(&mut node.block)
            }
            Expr::Match(node) => self.expr(&mut node.expr, Place::Within),
            Expr::Await(node) => self.expr(&mut node.base, Place::Within),
            Expr::MethodCall(node) => match &*node.method.to_string() {
                "boxed" | "boxed_local" => self.expr(&mut node.receiver, place),
                "block_on" => self.expr(node.args.first_mut()?, place),
                _ => None,
            },
            Expr::Call(node) => {
                let wrapper = is_wrapper(node);
                match node.args.first_mut() {
                    Some(future) if wrapper => self.expr(future, place),
                    Some(_) => None,
                    None => self.expr(&mut node.func, Place::Called),
                }
            }
            _ => None,
        }
    }

    fn is_body(&self, node: &Expr, place: Place) -> bool {
        let made = || self.by_origin && is_put_around(node);
        match node {
            Expr::Async(node) => place == Place::Whole || returns_first(&node.block) || made(),
            Expr::Closure(node) => {
                let Expr::Block(body) = &*node.body else {
                    return false;
                };
                let called = place == Place::Called && node.inputs.is_empty();
                called && (returns_first(&body.block) || made())
            }
            _ => false,
        }
    }
}

/// `if false { …; return …; }` stands first: how `tracing::instrument` tells the compiler the type of what follows.
fn returns_first(block: &Block) -> bool {
    let Some(Stmt::Expr(Expr::If(first), _)) = block.stmts.first() else {
        return false;
    };
    let never = first.cond.to_token_stream().to_string() == "false";
    never
        && matches!(
            first.then_branch.stmts.last(),
            Some(Stmt::Expr(Expr::Return(_), _))
        )
}

/// `Box::pin(…)` and `block_on(…)`.
fn is_wrapper(node: &ExprCall) -> bool {
    let Expr::Path(function) = &*node.func else {
        return false;
    };
    let last = function.path.segments.last();
    last.is_some_and(|last| last.ident == "pin" || last.ident == "block_on")
}

/// The variable with which a function ends, or that it runs there.
fn run_at_end(body: &Block) -> Option<String> {
    let Some(Stmt::Expr(node, _)) = body.stmts.last() else {
        return None;
    };
    let mut node = node;
    loop {
        node = match node {
            Expr::Group(inner) => &inner.expr,
            Expr::Paren(inner) => &inner.expr,
            Expr::Return(inner) => inner.expr.as_ref()?,
            Expr::Block(inner) => return run_at_end(&inner.block),
            Expr::MethodCall(inner) if inner.method == "block_on" => inner.args.first()?,
            Expr::Call(inner) if is_wrapper(inner) => inner.args.first()?,
            Expr::Path(path) => return path.path.get_ident().map(ToString::to_string),
            _ => return None,
        };
    }
}
