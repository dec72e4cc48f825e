//! What another attribute or macro has made, and the bodies that it has moved: looked for in the places that such attributes
//! use, never in all of a body.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Block, Expr, ExprCall, Item, Pat, Signature, Stmt};

use crate::{emit, words};

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

/// Whether another macro has made this item in a function that begins at `start`, of the user's body perhaps.
pub(crate) fn is_item_made_elsewhere(item: &Item, start: Span) -> bool {
    let (word, keyword) = match item {
        Item::Const(item) => ("const", item.const_token.span),
        // It may bear the function's own signature.
        Item::Fn(item) if is_at(item.sig.fn_token.span, start) => return true,
        Item::Fn(item) => ("fn", item.sig.fn_token.span),
        Item::Impl(item) => ("impl", item.impl_token.span),
        Item::Mod(item) => ("mod", item.mod_token.span),
        Item::Static(item) => ("static", item.static_token.span),
        Item::Trait(item) => ("trait", item.trait_token.span),
        _ => return false,
    };
    is_made_elsewhere(word, keyword)
}

/// Whether two tokens are the same one, which stands in a file once.
fn is_at(one: Span, other: Span) -> bool {
    proc_macro::is_available() && emit::position(one) == emit::position(other)
}

/// Whether another attribute has put the body of the user's function elsewhere: nothing that the user wrote is left of it, but for
/// what is taken from the signature, such as the names of parameters.
pub(crate) fn is_gone(signature: &Signature, body: &Block) -> bool {
    if !is_made_elsewhere("{", body.brace_token.span.open())
        || is_made_elsewhere("fn", signature.fn_token.span)
    {
        return false;
    }
    let mut in_signature = Vec::new();
    places(signature.to_token_stream(), &mut in_signature);
    let is_taken = |token: Span| in_signature.iter().any(|it| is_at(*it, token));
    !is_in_part_written(body.to_token_stream(), &is_taken)
}

/// Whether there are tokens that the user wrote, but for those that are taken from elsewhere.
fn is_in_part_written(tokens: TokenStream, is_taken: &impl Fn(Span) -> bool) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => {
            are_written(&group, is_taken) || is_in_part_written(group.stream(), is_taken)
        }
        token => !is_made_elsewhere(&token.to_string(), token.span()) && !is_taken(token.span()),
    })
}

/// Whether the user wrote these delimiters, by themselves. What has come through another attribute may have the span of the whole for
/// that of each, as what a macro puts at the whole has: then only what is between them can tell, unless there was nothing.
fn are_written(group: &Group, is_taken: &impl Fn(Span) -> bool) -> bool {
    let (open, close) = match group.delimiter() {
        Delimiter::Brace => ('{', '}'),
        Delimiter::Parenthesis => ('(', ')'),
        Delimiter::Bracket => ('[', ']'),
        Delimiter::None => return false,
    };
    let Some(text) = group.span_open().source_text() else {
        return true;
    };
    let Some(text) = text.strip_prefix(open) else {
        return false;
    };
    let by_themselves = text.is_empty()
        || text
            .strip_suffix(close)
            .and_then(|inner| inner.parse::<TokenStream>().ok())
            .is_some_and(|inner| inner.is_empty());
    by_themselves && !is_taken(group.span_open())
}

/// Where all tokens are; of delimiters the first.
fn places(tokens: TokenStream, found: &mut Vec<Span>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                found.push(group.span_open());
                places(group.stream(), found);
            }
            token => found.push(token.span()),
        }
    }
}

/// Finds a loop or an await that the user wrote, in tokens made by another macro.
pub(crate) fn users_stop(tokens: TokenStream) -> Option<Span> {
    let is_written = |word: &Ident| {
        let text = word.span().source_text();
        text.is_some_and(|text| word == &text)
    };
    words::stop(tokens, &is_written)
}

/// Where another attribute has moved the body. `plain`: the function is not async itself.
pub(super) fn find(plain: bool, by_origin: bool, body: &mut Block) -> Option<&mut Expr> {
    let run = run_at_end(body).filter(|_| plain);
    let search = Search {
        ends_with_body: plain && !by_origin,
        run: run.as_deref(),
        by_origin,
    };
    search.block(body)
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
    /// An `async` block that is run at the end is the body: there is no telling who wrote it.
    ends_with_body: bool,
    /// The variable that is run at the end: `let body = async { … }; … { return ….block_on(body); }`.
    run: Option<&'b str>,
    /// Whether what another macro made is its doing. Not so where the function too was made by one.
    by_origin: bool,
}

impl Search<'_> {
    /// The closure or `async` block in which the body is.
    fn block<'b>(&self, block: &'b mut Block) -> Option<&'b mut Expr> {
        let last = block.stmts.len().checked_sub(1)?;
        let mut statements = block.stmts.iter_mut().enumerate();
        statements.find_map(|(i, statement)| match statement {
            Stmt::Local(local) => {
                let place = Place::of(self.runs(&local.pat));
                self.expr(&mut local.init.as_mut()?.expr, place)
            }
            Stmt::Expr(value, _) => self.expr(value, Place::of(self.ends_with_body && i == last)),
            _ => None,
        })
    }

    fn runs(&self, pattern: &Pat) -> bool {
        self.run
            .is_some_and(|run| matches!(pattern, Pat::Ident(name) if name.ident == run))
    }

    fn expr<'b>(&self, node: &'b mut Expr, place: Place) -> Option<&'b mut Expr> {
        if self.is_body(node, place) {
            return innermost(node, self.by_origin);
        }
        match node {
            Expr::Group(node) => self.expr(&mut node.expr, place),
            Expr::Paren(node) => self.expr(&mut node.expr, place),
            Expr::Cast(node) => self.expr(&mut node.expr, place),
            Expr::Return(node) => self.expr(node.expr.as_mut()?, place),
            Expr::Block(node) => {
                let within = Search {
                    ends_with_body: place == Place::Whole,
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

/// The block in which the body is: an attribute that wraps what another one has wrapped nests them, so the innermost
/// counts; there, only what macros made is looked at.
pub(super) fn innermost(node: &mut Expr, by_origin: bool) -> Option<&mut Expr> {
    let within = Search {
        ends_with_body: false,
        run: None,
        by_origin,
    };
    let nested = match &mut *node {
        Expr::Async(inner) => within.block(&mut inner.block).is_some(),
        _ => false,
    };
    match (nested, node) {
        (true, Expr::Async(inner)) => within.block(&mut inner.block),
        (_, node) => Some(node),
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

/// The variable that tokio's attributes run at the end: `{ return ….block_on(body); }`.
fn run_at_end(body: &Block) -> Option<String> {
    let Some(Stmt::Expr(Expr::Block(end), _)) = body.stmts.last() else {
        return None;
    };
    let Some(Stmt::Expr(Expr::Return(end), _)) = end.block.stmts.last() else {
        return None;
    };
    let run = match end.expr.as_deref()? {
        Expr::MethodCall(call) if call.method == "block_on" => call.args.first()?,
        Expr::Call(call) if is_wrapper(call) => call.args.first()?,
        _ => return None,
    };
    match run {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        _ => None,
    }
}
