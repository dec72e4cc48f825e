//! Walks a body and gives its loops and awaits their checks.
//!
//! 1. Inner nodes first: what has been emitted is not visited again.
//! 2. Types, patterns, generic arguments, repeat lengths, const blocks, items and macro arguments are not looked
//!    into: their loops belong to other functions, to compile time, or to a macro.
//! 3. A loop that is seen is given its check, or is marked as left out, or is an error (S6).

mod awaits;
mod closures;
mod loops;
mod refusals;
mod unchecked;

use std::mem;
use std::rc::Rc;

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::visit::Visit as _;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Arm, Attribute, Block, Expr, ExprAssign, ExprBlock, ExprCall, ExprForLoop, ExprUnsafe,
    FieldValue, Ident, Item, Lifetime, Local, Macro, Pat, Path, Signature, Stmt, Type,
};

use self::unchecked::Found;
use crate::args::Args;
use crate::decide::{self, Exit};
use crate::errors::Errors;
use crate::frame::{Frame, Mark};
use crate::leaf::Known;
use crate::marks::{self, Marks};
use crate::moved::{self, Moved, NotMoved};
use crate::strips::{End, Near};
use crate::token::Source;
use crate::{breaks, casts, emit, expectations, leaf};

/// Where the walk is.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Scope {
    /// In the frame's own body: loops and awaits get their checks.
    Body,
    /// In an unmarked closure or async block that the frame cannot be left from: a loop is an error.
    Foreign(&'static str),
    /// In a closure or `async` block that another macro made, and that is not known to be the body: as before, but no
    /// mark can help.
    Lost,
    /// Around the block that the body was moved into: it runs before the body, or after it.
    Around,
    /// Under `#[checkpoint(skip)]`, or in a function with errors: only marks are taken out.
    Skipped,
}

/// A loop that awaits in it can end. They do so by its label, for they may stand in a labelled block.
pub(crate) struct Turn {
    label: Lifetime,
    /// Whether one of them does.
    used: bool,
    depth: usize,
}

pub(crate) struct Rewriter<'e> {
    pub(crate) frame: Frame,
    pub(crate) scope: Scope,
    /// Whether this foreign closure's first loop has been reported, which is enough to find it.
    pub(crate) reported: bool,
    /// Whether a closure in here takes hold of the frame's token.
    pub(crate) captured: bool,
    /// Whether the function gives futures away inside of what it returns, where nothing tells which of its blocks they
    /// are: none of these may have awaits without checks.
    wraps_futures: bool,
    /// The first await in an unmarked `async` block, or what may make such a block.
    unchecked: Option<Span>,
    /// Variables in reach that were declared without a value.
    pub(crate) uninitialised: Vec<Ident>,
    /// Those that have been given one since. (Where that may not have come by, the compiler says so.)
    given: Vec<Ident>,
    /// The loop that an await in the break mode ends.
    pub(crate) turn: Option<Turn>,
    pub(crate) near: Near,
    /// How the last loop ends.
    end: End,
    /// What is known of counters in reach.
    known: Known,
    /// How many loops have a label of ours: `'__strips1`.
    pub(crate) labelled: usize,
    pub(crate) errors: &'e mut Errors,
}

/// Rewrites a function's body, which may have been moved into blocks inside the function.
pub(crate) fn function(
    frame: Frame,
    signature: &Signature,
    body: &mut Block,
    moved: Result<Moved, NotMoved>,
    errors: &mut Errors,
) {
    let mut moved = match moved {
        Ok(moved) => moved,
        Err(not_moved) => return unmoved(frame, signature, body, &not_moved, errors),
    };
    let shared = moved.returned && moved::is_shared(&frame.source, &moved.bodies, signature, body);
    if moved.returned {
        moved::refuse_another(&frame.source, body, errors);
    }
    let source = if shared {
        Source::Enclosing
    } else {
        frame.source.clone()
    };
    let hidden = moved::may_be_hidden(signature, moved.returned);
    let mut around = Rewriter::new(frame.clone(), Scope::Around, errors);
    around.visit_block_mut(body);
    // A marked closure there may look at the token.
    let watches = shared || around.frame.watches;
    let mut found = Found {
        unchecked: around.unchecked,
        converts: false,
    };
    for moved in &mut moved.bodies {
        let inner = Frame {
            start: moved.start,
            asynchronous: moved.asynchronous,
            captures: !moved.moves,
            source: source.clone(),
            ..frame.clone()
        };
        found.add(&whole(inner, signature, &mut moved.block, false, errors));
    }
    moved::put(moved, body, |node| {
        if shared {
            emit::own_handle(&frame, node);
        }
    });
    let look = found.look(&frame, signature, hidden && errors.is_empty());
    if watches {
        // It is left from the blocks only.
        let exit = Exit::Break;
        emit::head(&Frame { exit, ..frame }, body, None);
    }
    emit::prepend(body, look);
}

fn unmoved(
    frame: Frame,
    signature: &Signature,
    body: &mut Block,
    not_moved: &NotMoved,
    errors: &mut Errors,
) {
    let hidden = moved::may_be_hidden(signature, false);
    let outer = frame.clone();
    let found = whole(frame, signature, body, not_moved.wraps_futures, errors);
    // One mistake is one error.
    emit::prepend(
        body,
        found.look(&outer, signature, hidden && errors.is_empty()),
    );
}

fn whole(
    frame: Frame,
    signature: &Signature,
    body: &mut Block,
    wraps_futures: bool,
    errors: &mut Errors,
) -> Found {
    let mut rewriter = Rewriter::new(frame, Scope::Body, errors);
    rewriter.wraps_futures = wraps_futures;
    rewriter.near.checked = rewriter.frame.checks_entry();
    rewriter.known.parameters(signature);
    // What never returns has no value that could stand before what settles.
    rewriter.frame.open = (!decide::is_never(&signature.output)
        && casts::stand_behind_loops(|casts| casts.visit_block(body)))
    .then(Vec::new);
    rewriter.visit_block_mut(body);
    let unchecked = rewriter.unchecked;
    let frame = rewriter.frame;
    let entry = frame.checks_entry().then(|| signature.ident.span());
    let watches = frame.watches || entry.is_some();
    if watches {
        emit::head(&frame, body, entry);
    }
    Found {
        unchecked,
        converts: watches && matches!(frame.exit, Exit::Return(_)),
    }
}

/// The attributes of a statement that is a loop.
fn loop_attributes(statement: &Stmt) -> Option<&[Attribute]> {
    match statement {
        Stmt::Expr(Expr::ForLoop(node), _) => Some(&node.attrs),
        Stmt::Expr(Expr::While(node), _) => Some(&node.attrs),
        Stmt::Expr(Expr::Loop(node), _) => Some(&node.attrs),
        _ => None,
    }
}

/// Takes the marks out of a body that is otherwise left as it is.
pub(crate) fn strip(body: &mut Block) {
    let frame = Frame {
        function: String::new(),
        start: Span::call_site(),
        exit: Exit::Break,
        asynchronous: false,
        args: Args::default(),
        source: Source::Ambient,
        mark: Mark::Given,
        captures: false,
        variables: Rc::default(),
        handed_on: false,
        watches: false,
        open: None,
    };
    // What is wrong with the marks can wait until the signature is right.
    let mut errors = Errors::default();
    Rewriter::new(frame, Scope::Skipped, &mut errors).visit_block_mut(body);
}

impl<'e> Rewriter<'e> {
    fn new(frame: Frame, scope: Scope, errors: &'e mut Errors) -> Self {
        Self {
            frame,
            scope,
            reported: false,
            captured: false,
            wraps_futures: false,
            unchecked: None,
            uninitialised: Vec::new(),
            given: Vec::new(),
            turn: None,
            near: Near::default(),
            end: End::Unchecked,
            known: Known::default(),
            labelled: 0,
            errors,
        }
    }

    pub(crate) fn within(&mut self, scope: Scope, visit: impl FnOnce(&mut Self)) {
        let outer = mem::replace(&mut self.scope, scope);
        visit(self);
        self.scope = outer;
    }

    /// Visits what a `for` loop does with its items.
    fn visit_items(&mut self, node: &mut ExprForLoop) {
        let known = self.known.clone();
        self.visit_pat_mut(&mut node.pat);
        self.known.items(node);
        self.visit_block_mut(&mut node.body);
        self.known = known;
    }

    /// Visits what has these attributes: where `#[cfg]` leaves it out, nothing is wrong with it.
    fn with_attributes(&mut self, attributes: &[Attribute], visit: impl FnOnce(&mut Self)) {
        if attributes.is_empty() {
            return visit(self);
        }
        let outer = mem::take(self.errors);
        visit(self);
        let inner = mem::replace(self.errors, outer);
        self.errors.append(attributes, inner);
    }

    fn unless_skipped(&mut self, marks: &Marks, visit: impl FnOnce(&mut Self)) {
        let scope = if marks.skip || marks.cancellable.is_some() {
            Scope::Skipped
        } else {
            self.scope
        };
        self.within(scope, visit);
    }

    fn visit_expr(&mut self, node: &mut Expr) {
        let mut marks = marks::take_from(node, self.errors);
        let on_loop = matches!(node, Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_));
        let on_closure = matches!(node, Expr::Closure(_) | Expr::Async(_));
        self.refuse(&marks, on_loop, on_closure);
        // One mistake is one error: a mark that stands wrong may be meant for what is inside.
        let misplaced = marks.cancellable.is_some() && !on_closure;
        let scope = if marks.skip || misplaced {
            Scope::Skipped
        } else {
            self.scope
        };
        self.within(scope, |this| this.visit_unmarked(node, &mut marks));
    }

    fn visit_unmarked(&mut self, node: &mut Expr, marks: &mut Marks) {
        match node {
            Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => self.visit_loop(node, marks.every),
            Expr::Closure(_) | Expr::Async(_) => {
                let near = mem::take(&mut self.near);
                self.visit_closure(node, marks.cancellable.take());
                self.near = near;
            }
            Expr::Await(_) => self.visit_await(node),
            Expr::Repeat(node) => self.visit_expr_mut(&mut node.expr),
            Expr::Verbatim(tokens) => self.refuse_unknown(tokens),
            Expr::Const(_) => {}
            Expr::Block(node) => self.visit_braces(node),
            _ => visit_mut::visit_expr_mut(self, node),
        }
    }

    fn forget_given(&mut self) {
        self.uninitialised.retain(|name| !self.given.contains(name));
    }

    /// Braces around nothing but a loop: the compiler would find them needless, and advise to keep what stands at the loop's keyword.
    fn visit_braces(&mut self, node: &mut ExprBlock) {
        let end = match &*node.block.stmts {
            [Stmt::Expr(it @ (Expr::ForLoop(_) | Expr::While(_)), None)] => Some(it.span()),
            _ => None,
        };
        visit_mut::visit_expr_block_mut(self, node);
        if let (Some(place), [Stmt::Expr(_, end @ None)]) = (end, &mut *node.block.stmts) {
            *end = Some(emit::end_of_statement(place));
        }
    }
}

impl VisitMut for Rewriter<'_> {
    fn visit_expr_mut(&mut self, node: &mut Expr) {
        let attributes = marks::attributes(node).map_or_else(Vec::new, |it| it.clone());
        self.with_attributes(&attributes, |this| this.visit_expr(node));
    }

    fn visit_field_value_mut(&mut self, node: &mut FieldValue) {
        marks::refuse_checkpoint(&mut node.attrs, self.errors);
        let attributes = node.attrs.clone();
        self.with_attributes(&attributes, |this| {
            visit_mut::visit_field_value_mut(this, node);
        });
    }

    fn visit_expr_call_mut(&mut self, node: &mut ExprCall) {
        self.refuse_ambient_scope(node);
        visit_mut::visit_expr_call_mut(self, node);
    }

    fn visit_macro_mut(&mut self, node: &mut Macro) {
        // It may declare variables.
        self.known = Known::default();
        self.refuse_hidden_awaits(node);
        self.note_hidden_blocks(node);
        if self.scope != Scope::Skipped
            && let Some(last) = node.path.segments.last()
            && moved::is_made_elsewhere(&last.ident.to_string(), last.ident.span())
            && let Some(place) = moved::users_stop(node.tokens.clone())
        {
            self.refuse_lost(place);
        }
    }

    fn visit_stmt_mut(&mut self, node: &mut Stmt) {
        let attributes = match node {
            Stmt::Local(node) => node.attrs.clone(),
            Stmt::Macro(node) => node.attrs.clone(),
            // An expression's are seen to with it.
            Stmt::Expr(..) | Stmt::Item(_) => Vec::new(),
        };
        self.with_attributes(&attributes, |this| {
            let marks = match node {
                Stmt::Local(node) => marks::take(&mut node.attrs, this.errors),
                Stmt::Macro(node) => marks::take(&mut node.attrs, this.errors),
                Stmt::Expr(node, _) => marks::take_from_statement(node, this.errors),
                Stmt::Item(_) => Marks::default(),
            };
            this.refuse(&marks, false, false);
            let awaits = |node: &Stmt| matches!(node, Stmt::Expr(Expr::Await(_), Some(_)));
            let awaited = awaits(node);
            this.unless_skipped(&marks, |this| visit_mut::visit_stmt_mut(this, node));
            if let Stmt::Expr(_, Some(end)) = node
                && awaited
            {
                emit::ended(end);
            }
        });
    }

    fn visit_arm_mut(&mut self, node: &mut Arm) {
        marks::refuse_checkpoint(&mut node.attrs, self.errors);
        let attributes = node.attrs.clone();
        self.with_attributes(&attributes, |this| visit_mut::visit_arm_mut(this, node));
    }

    fn visit_block_mut(&mut self, node: &mut Block) {
        let uninitialised = self.uninitialised.clone();
        let known = self.known.clone();
        let checked = self.near.checked;
        // What is an item hides what bears its name.
        if node
            .stmts
            .iter()
            .any(|statement| matches!(statement, Stmt::Item(_)))
        {
            self.known = Known::default();
        }
        for statement in &mut node.stmts {
            let calm = leaf::statement(statement);
            let attributes = loop_attributes(statement);
            // `#[cfg]` may leave it out.
            let is_there = attributes.is_some_and(<[_]>::is_empty);
            self.near.checked &= calm || attributes.is_some();
            self.end = End::Unchecked;
            self.visit_stmt_mut(statement);
            self.near.checked |= is_there && self.end == End::Checked;
            self.near.checked &= calm;
        }
        // It may have been left before its end, or never entered.
        self.near.checked &= checked;
        self.uninitialised = uninitialised;
        self.forget_given();
        self.known = known;
    }

    fn visit_expr_unsafe_mut(&mut self, node: &mut ExprUnsafe) {
        let safe = mem::replace(&mut self.known.safe, false);
        visit_mut::visit_expr_unsafe_mut(self, node);
        self.known.safe = safe;
    }

    fn visit_expr_assign_mut(&mut self, node: &mut ExprAssign) {
        visit_mut::visit_expr_assign_mut(self, node);
        self.given
            .extend(breaks::assigned(node, &self.uninitialised));
        self.forget_given();
    }

    fn visit_local_mut(&mut self, node: &mut Local) {
        let awaits =
            |node: &Local| matches!(&node.init, Some(init) if matches!(*init.expr, Expr::Await(_)));
        let awaited = awaits(node);
        visit_mut::visit_local_mut(self, node);
        if awaited && !awaits(node) && matches!(node.pat, Pat::Ident(_) | Pat::Wild(_)) {
            emit::binding(node);
        }
        breaks::declared(node, &mut self.uninitialised);
        self.given.retain(|name| !self.uninitialised.contains(name));
        self.known.local(node);
    }

    fn visit_attribute_mut(&mut self, node: &mut Attribute) {
        if self.scope != Scope::Skipped {
            expectations::ease(node);
        }
    }

    fn visit_item_mut(&mut self, node: &mut Item) {
        if let Item::Verbatim(tokens) = node {
            self.refuse_unknown(tokens);
        } else if self.scope != Scope::Skipped
            && moved::is_item_made_elsewhere(node, self.frame.start)
            && let Some(place) = moved::users_stop(node.to_token_stream())
        {
            self.refuse_lost(place);
        }
    }

    fn visit_expr_for_loop_mut(&mut self, node: &mut ExprForLoop) {
        self.visit_expr_mut(&mut node.expr);
        self.visit_items(node);
    }

    fn visit_pat_mut(&mut self, node: &mut Pat) {
        self.known.forget_all(node);
        // The condition of a match arm is the one expression in a pattern that runs.
        if let Pat::Guard(guard) = node {
            visit_mut::visit_pat_guard_mut(self, guard);
        }
    }

    fn visit_type_mut(&mut self, _: &mut Type) {}
    fn visit_path_mut(&mut self, _: &mut Path) {}
    fn visit_angle_bracketed_generic_arguments_mut(
        &mut self,
        _: &mut syn::AngleBracketedGenericArguments,
    ) {
    }
}
