//! Bodies that stand inside their function: in the `async` blocks that its future is made of, or where another attribute
//! has moved them (S6).
//!
//! 1. A function that returns a future has a body in each block that it returns (`returned`); what it returns else is
//!    an error.
//! 2. What another attribute has moved is looked for in the places that such attributes use, never in all of a body: a
//!    block or closure of the user's that merely stands in a function is not its body.
//! 3. What is not recognised is an error as soon as there is a loop or an await of the user's in it (`rewrite`).

mod future;
mod returned;

use std::mem;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprAsync, ExprCall, Pat, Signature, Stmt};

pub(crate) use self::future::output;
use self::returned::{Returned, Unseen};

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
    pub(crate) bodies: Vec<Body>,
    /// Whether it stands there because the function returns a future.
    pub(crate) returned: bool,
    /// Futures that are returned, and are not seen to be made.
    pub(crate) unseen: Vec<Unseen>,
}

/// One of the blocks that the body stands in: a function that returns a future may choose between several.
pub(crate) struct Body {
    pub(crate) block: Block,
    /// Not so where it is the body of a closure that is called at once.
    pub(crate) asynchronous: bool,
    /// The keyword at which it begins.
    pub(crate) start: Span,
    /// Whether it moves what it names into itself.
    pub(crate) moves: bool,
}

impl Moved {
    fn of(bodies: Vec<Body>) -> Self {
        Self {
            bodies,
            returned: false,
            unseen: Vec::new(),
        }
    }
}

/// Takes a body that stands inside its function out of it. Where the body is the function's own, says whether futures
/// are given away inside of what it returns.
pub(crate) fn take(signature: &Signature, body: &mut Block) -> Result<Moved, bool> {
    let by_origin = !is_made_elsewhere(&signature.ident.to_string(), signature.ident.span());
    let wraps = future::is_wrapped(signature);
    if signature.asyncness.is_some() {
        return take_moved(false, by_origin, body).ok_or(wraps);
    }
    let Returned {
        blocks,
        marked,
        mut unseen,
        wraps: wraps_blocks,
        ..
    } = Returned::by(body);
    if !blocks.is_empty() || marked {
        let mut take = Take {
            blocks: &blocks,
            by_origin,
            bodies: Vec::new(),
        };
        take.visit_block_mut(body);
        return Ok(Moved {
            returned: true,
            unseen,
            ..Moved::of(take.bodies)
        });
    }
    match (
        take_moved(true, by_origin, body),
        future::written(signature),
    ) {
        (Some(moved), _) => Ok(moved),
        (None, None) => Err(wraps || wraps_blocks),
        (None, Some(place)) => {
            if unseen.is_empty() {
                unseen.push(Unseen {
                    place,
                    made_elsewhere: true,
                });
            }
            Ok(Moved {
                returned: true,
                unseen,
                ..Moved::of(Vec::new())
            })
        }
    }
}

/// Takes the body out of where another attribute has moved it.
fn take_moved(plain: bool, by_origin: bool, body: &mut Block) -> Option<Moved> {
    let run = run_at_end(body).filter(|_| plain);
    let search = Search {
        ends_with_body: plain && !by_origin,
        run: run.as_deref(),
        by_origin,
    };
    let body = search.block(body).and_then(take_block)?;
    Some(Moved::of(vec![body]))
}

/// Takes the blocks that are returned.
struct Take<'b> {
    blocks: &'b [*const ExprAsync],
    by_origin: bool,
    bodies: Vec<Body>,
}

impl VisitMut for Take<'_> {
    fn visit_expr_mut(&mut self, node: &mut Expr) {
        let found = match &*node {
            Expr::Async(node) => self.blocks.contains(&std::ptr::from_ref(node)),
            _ => false,
        };
        if found {
            let body = innermost(node, self.by_origin).and_then(take_block);
            self.bodies.extend(body);
        } else {
            visit_mut::visit_expr_mut(self, node);
        }
    }
}

fn take_block(node: &mut Expr) -> Option<Body> {
    let (block, asynchronous, start, capture) = match node {
        Expr::Async(node) => {
            let start = node.async_token.span;
            (&mut node.block, true, start, node.capture)
        }
        Expr::Closure(node) => {
            let start = node.inputs_begin.span;
            match &mut *node.body {
                Expr::Block(body) => (&mut body.block, false, start, node.capture),
                _ => return None,
            }
        }
        _ => return None,
    };
    let empty = Block {
        brace_token: block.brace_token,
        stmts: vec![placeholder()],
    };
    Some(Body {
        block: mem::replace(block, empty),
        asynchronous,
        start,
        moves: capture.is_some(),
    })
}

/// Puts back what [`take`] took, and does `then` to each `async` block that it came from.
pub(crate) fn put(moved: Moved, body: &mut Block, then: impl FnMut(&mut Expr)) {
    struct Put<F>(std::vec::IntoIter<Body>, F);

    impl<F: FnMut(&mut Expr)> VisitMut for Put<F> {
        fn visit_expr_mut(&mut self, node: &mut Expr) {
            let taken = matches!(node, Expr::Async(node) if is_taken(&node.block));
            visit_mut::visit_expr_mut(self, node);
            if taken {
                (self.1)(node);
            }
        }

        fn visit_block_mut(&mut self, node: &mut Block) {
            if !is_taken(node) {
                visit_mut::visit_block_mut(self, node);
            } else if let Some(inner) = self.0.next() {
                *node = inner.block;
            }
        }
    }

    // It finds them in the order in which they were taken.
    Put(moved.bodies.into_iter(), then).visit_block_mut(body);
}

/// Stands where a body was taken out; no user can write it.
fn placeholder() -> Stmt {
    Stmt::Expr(Expr::Verbatim(TokenStream::new()), None)
}

fn is_taken(block: &Block) -> bool {
    matches!(&*block.stmts, [Stmt::Expr(Expr::Verbatim(tokens), None)] if tokens.is_empty())
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
fn innermost(node: &mut Expr, by_origin: bool) -> Option<&mut Expr> {
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
