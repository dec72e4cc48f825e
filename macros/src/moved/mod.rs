//! Bodies that stand inside their function: in the `async` blocks that its future is made of, or where another attribute
//! has moved them (S6).
//!
//! 1. A function that returns a future has a body in each block that it returns (`returned`); what it returns else is
//!    an error.
//! 2. What another attribute has moved is looked for where such attributes put it (`elsewhere`): a block or closure of
//!    the user's that merely stands in a function, or is run by it, is not its body.
//! 3. What is not recognised is an error as soon as there is a loop or an await of the user's in it (`rewrite`), and so is a
//!    function of the user's in which nothing of theirs is left (`is_gone`).

mod elsewhere;
mod future;
mod returned;
mod token_changed;
mod token_shared;
mod wrappers;

use std::mem;

use proc_macro2::{Span, TokenStream};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprAsync, Signature, Stmt};

pub(crate) use self::elsewhere::{
    is_gone, is_item_made_elsewhere, is_made_elsewhere, is_put_around, users_stop,
};
pub(crate) use self::future::{may_be_hidden, output};
use self::returned::{Returned, Unseen};
pub(crate) use self::token_changed::refuse_another;
pub(crate) use self::token_shared::is_shared;

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

/// The function's body is its own.
pub(crate) struct NotMoved {
    /// Whether futures are given away inside of what it returns.
    pub(crate) wraps_futures: bool,
}

/// Takes a body that stands inside its function out of it.
pub(crate) fn take(signature: &Signature, body: &mut Block) -> Result<Moved, NotMoved> {
    let by_origin = !is_made_elsewhere(&signature.ident.to_string(), signature.ident.span());
    let wraps_futures = future::is_wrapped(signature);
    if signature.asyncness.is_some() {
        return take_moved(false, by_origin, body).ok_or(NotMoved { wraps_futures });
    }
    let Returned {
        blocks,
        marked,
        unseen,
        wraps,
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
        future::is_written(signature),
    ) {
        (Some(moved), _) => Ok(moved),
        (None, false) => Err(NotMoved {
            wraps_futures: wraps_futures || wraps,
        }),
        // Where none is unseen either, all are left out, or none is ever returned.
        (None, true) => Ok(Moved {
            returned: true,
            unseen,
            ..Moved::of(Vec::new())
        }),
    }
}

fn take_moved(plain: bool, by_origin: bool, body: &mut Block) -> Option<Moved> {
    let body = elsewhere::find(plain, by_origin, body).and_then(take_block)?;
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
            let body = elsewhere::innermost(node, self.by_origin).and_then(take_block);
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
