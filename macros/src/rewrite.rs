//! Walks a body and gives its loops and awaits their checks.
//!
//! 1. Inner nodes first: what has been emitted is not visited again.
//! 2. Types, patterns, generic arguments, repeat lengths, const blocks, items and macro arguments are not looked
//!    into: their loops belong to other functions, to compile time, or to a macro.
//! 3. A loop that is seen is given its check, or is marked as left out, or is an error (S6).

use std::mem;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Block, Expr, ExprCall, ExprForLoop, ExprLoop, Ident, Item, Label, Lifetime, Local,
    Macro, Pat, Path, Signature, Stmt, Type,
};

use crate::args::Args;
use crate::decide::{Cadence, Exit};
use crate::errors::Errors;
use crate::frame::Frame;
use crate::leaf::Known;
use crate::marks::{self, Marks};
use crate::moved::{self, Moved};
use crate::strips::{self, Near, Plan};
use crate::token::Source;
use crate::{breaks, emit, leaf, token};

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
    /// Variables in reach that were declared without a value.
    pub(crate) uninitialised: Vec<Ident>,
    /// The loop that an await in the break mode ends.
    pub(crate) turn: Option<Turn>,
    pub(crate) near: Near,
    /// What is known of counters in reach.
    known: Known,
    /// How many loops have been divided into strips.
    pub(crate) divided: usize,
    pub(crate) errors: &'e mut Errors,
}

/// Rewrites a function's body, which may have been moved into a block inside the function.
pub(crate) fn function(
    frame: Frame,
    signature: &Signature,
    body: &mut Block,
    moved: Option<&mut Moved>,
    errors: &mut Errors,
) {
    let Some(moved) = moved else {
        return whole(frame, signature, body, errors);
    };
    let inner = Frame {
        start: moved.start,
        asynchronous: moved.asynchronous,
        ..frame.clone()
    };
    let mut around = Rewriter::new(frame, Scope::Around, errors);
    around.visit_block_mut(body);
    // A marked closure there may look at the token.
    if around.frame.watches {
        emit::head(&around.frame, body, None);
    }
    whole(inner, signature, &mut moved.block, errors);
}

fn whole(frame: Frame, signature: &Signature, body: &mut Block, errors: &mut Errors) {
    let mut rewriter = Rewriter::new(frame, Scope::Body, errors);
    rewriter.near.checked = rewriter.frame.checks_entry();
    rewriter.visit_block_mut(body);
    let frame = rewriter.frame;
    let entry = frame.checks_entry().then(|| signature.ident.span());
    if frame.watches || entry.is_some() {
        emit::head(&frame, body, entry);
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
        marked: true,
        watches: false,
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
            uninitialised: Vec::new(),
            turn: None,
            near: Near::default(),
            known: Known::default(),
            divided: 0,
            errors,
        }
    }

    pub(crate) fn within(&mut self, scope: Scope, visit: impl FnOnce(&mut Self)) {
        let outer = mem::replace(&mut self.scope, scope);
        visit(self);
        self.scope = outer;
    }

    fn unless_skipped(&mut self, marks: &Marks, visit: impl FnOnce(&mut Self)) {
        let scope = if marks.skip {
            Scope::Skipped
        } else {
            self.scope
        };
        self.within(scope, visit);
    }

    /// Reports marks that stand where they mean nothing.
    fn refuse(&mut self, marks: &Marks, on_loop: bool, on_closure: bool) {
        if let Some((_, span)) = marks.every.filter(|_| !on_loop) {
            self.errors.at(
                span,
                "`every` is for a loop; put `#[checkpoint(every = N)]` on one",
            );
        }
        if let Some((_, span)) = marks.cancellable.as_ref().filter(|_| !on_closure) {
            self.errors.at(*span, "inside a function `#[cancellable]` marks a closure or an async block; put it on one");
        }
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
            _ => visit_mut::visit_expr_mut(self, node),
        }
    }

    fn visit_loop(&mut self, node: &mut Expr, every: Option<(u64, Span)>) {
        if is_placeholder(node) {
            return;
        }
        let refused = match (self.scope, &self.frame.exit, &*node) {
            (Scope::Skipped, ..) => true,
            (Scope::Foreign(what), ..) => self.refuse_foreign(node, what),
            (Scope::Lost, ..) => self.refuse_lost(keyword(node)),
            (Scope::Around, ..) => self.refuse_around(node),
            (Scope::Body, Exit::Break, Expr::Loop(node)) => self.refuse_break(node),
            (Scope::Body, ..) => false,
        };
        if refused {
            self.visit_turns(node);
        } else {
            self.check_loop(node, every.map(|(every, _)| every));
        }
    }

    fn check_loop(&mut self, node: &mut Expr, every: Option<u64>) {
        let function = self.frame.args.every;
        let plan = match self.frame.yields() {
            // Between strips the executor would wait for longer than it was promised.
            Some(_) => Plan::Checked(Cadence::of(every, function)),
            None => Plan::of(node, every, function, self.near, &self.known),
        };
        let near = mem::replace(&mut self.near, plan.within(node));
        let owned = mem::replace(node, Expr::Verbatim(TokenStream::new()));
        self.frame.watches |= !matches!(plan, Plan::Whole { leading: false });
        *node = match plan {
            Plan::Checked(cadence) => self.check_turns(owned, &cadence),
            Plan::Strips(strips) => self.divide(owned, &strips),
            Plan::Whole { leading } => self.leave_whole(owned, leading),
        };
        self.near = near;
    }

    fn check_turns(&mut self, mut node: Expr, cadence: &Cadence) -> Expr {
        self.visit_turns(&mut node);
        match node {
            Expr::Loop(node) => emit::endless_loop(&self.frame, node, cadence),
            Expr::While(node) => emit::while_loop(&self.frame, node, cadence),
            Expr::ForLoop(node) => emit::for_loop(&self.frame, node, cadence),
            other => other,
        }
    }

    fn divide(&mut self, node: Expr, strips: &strips::Strips) -> Expr {
        self.divided += 1;
        let span = emit::inserted(keyword(&node));
        match node {
            Expr::ForLoop(mut node) => {
                let mut whole = strips.short.then(|| node.body.clone());
                if let Some(whole) = &mut whole {
                    self.visit_block_mut(whole);
                }
                let label = node.label.as_ref().map(|label| &label.name);
                let jumps = strips::redirect(&mut node.body, label, self.divided, span);
                visit_mut::visit_expr_for_loop_mut(self, &mut node);
                emit::stripped_for(&self.frame, node, strips, &jumps, whole)
            }
            Expr::While(mut node) => {
                let label = node.label.as_ref().map(|label| &label.name);
                let jumps = strips::redirect(&mut node.body, label, self.divided, span);
                visit_mut::visit_expr_while_mut(self, &mut node);
                emit::stripped_while(&self.frame, node, strips, &jumps)
            }
            other => other,
        }
    }

    fn leave_whole(&mut self, mut node: Expr, leading: bool) -> Expr {
        let place = keyword(&node);
        visit_mut::visit_expr_mut(self, &mut node);
        if leading {
            emit::checked_before(&self.frame, node, place)
        } else {
            node
        }
    }

    // Input:  loop { … FUTURE.await … }                        (in the break mode)
    // Output: '__turn0: loop { … /* ends '__turn0 */ … }
    /// Visits what a loop repeats. The header of a `for` is evaluated before the loop.
    fn visit_turns(&mut self, node: &mut Expr) {
        if let Expr::ForLoop(node) = node {
            self.visit_expr_mut(&mut node.expr);
        }
        let depth = self.turn.as_ref().map_or(0, |turn| turn.depth + 1);
        let own = loop_label(node).map(|label| label.name.clone());
        let turn = Turn {
            label: own.unwrap_or_else(|| emit::turn_label(keyword(node), depth)),
            used: false,
            depth,
        };
        let outer = self.turn.replace(turn);
        match node {
            Expr::ForLoop(node) => self.visit_block_mut(&mut node.body),
            _ => visit_mut::visit_expr_mut(self, node),
        }
        let turn = mem::replace(&mut self.turn, outer);
        if let Some(turn) = turn.filter(|turn| turn.used)
            && let Some(label) = loop_label_mut(node)
        {
            label.get_or_insert_with(|| emit::labelling(turn.label));
        }
    }

    fn refuse_foreign(&mut self, node: &Expr, what: &str) -> bool {
        if !mem::replace(&mut self.reported, true) {
            let function = &self.frame.function;
            let message = format!(
                "a loop in this {what} cannot return from `{function}`; mark the {what} `#[cancellable]`, so that it \
                 returns through its own type, or leave the loop out with `#[checkpoint(skip)]`"
            );
            self.errors.at(keyword(node), message);
        }
        true
    }

    fn refuse_break(&mut self, node: &ExprLoop) -> bool {
        let objection = breaks::objection(node, &self.uninitialised);
        let refused = objection.is_some();
        if let Some((span, message)) = objection {
            self.errors.at(span, message);
        }
        refused
    }

    fn refuse_lost(&mut self, place: Span) -> bool {
        if !mem::replace(&mut self.reported, true) {
            let function = &self.frame.function;
            let message = format!(
                "another attribute has moved this out of the body of `{function}`; put `#[cancellable]` above that attribute"
            );
            self.errors.at(place, message);
        }
        true
    }

    fn refuse_around(&mut self, node: &Expr) -> bool {
        let function = &self.frame.function;
        let message = format!(
            "`{function}` can be left from the block that its future is made of, but not from this loop beside it; \
             move the loop into the block, or leave it out with `#[checkpoint(skip)]`"
        );
        self.errors.at(keyword(node), message);
        true
    }

    fn visit_await(&mut self, node: &mut Expr) {
        visit_mut::visit_expr_mut(self, node);
        let Expr::Await(inner) = &*node else {
            return;
        };
        if self.scope == Scope::Lost && !moved::is_made_elsewhere("await", inner.await_token.span) {
            self.refuse_lost(inner.await_token.span);
        }
        if self.races() {
            self.frame.watches = true;
            let ended = self.turn.as_mut().map(|turn| {
                turn.used = true;
                &turn.label
            });
            *node = emit::awaited(&self.frame, inner, ended);
        }
    }

    /// Whether awaits here are cancellation points. In the break mode they are where there is a loop to end.
    fn races(&self) -> bool {
        self.scope == Scope::Body
            && self.frame.asynchronous
            && self.frame.args.awaits.unwrap_or(true)
            && (self.turn.is_some() || !matches!(self.frame.exit, Exit::Break))
    }

    fn refuse_hidden_awaits(&mut self, node: &Macro) {
        const HIDING: [&str; 4] = ["select", "select_biased", "join", "try_join"];
        let Some(name) = node.path.segments.last().map(|last| &last.ident) else {
            return;
        };
        if self.races()
            && HIDING.iter().any(|hiding| name == hiding)
            && !names_cancelled(node.tokens.clone())
        {
            let message = if name.to_string().starts_with("select") {
                format!(
                    "`#[cancellable]` does not see the awaits in `{name}!`; give it a branch on `cancelled()` of a \
                     token, or leave it out with `#[checkpoint(skip)]`"
                )
            } else {
                format!(
                    "`#[cancellable]` does not see the awaits in `{name}!`; await \
                     `token.run_until_cancelled(async {{ {name}!(…) }})`, or leave it out with `#[checkpoint(skip)]`"
                )
            };
            self.errors.at(name.span(), message);
        }
    }

    fn refuse_ambient_scope(&mut self, node: &ExprCall) {
        if self.scope == Scope::Body
            && let Source::Parameter(name) | Source::Reference(name) = &self.frame.source
            && let Some(span) = token::ambient_scope(&node.func)
        {
            let message = format!(
                "`scope` looks for the ambient token and does not see `{name}`; write `{name}.scope(…)`, \
                 or `#[checkpoint(skip)]` before the statement where another `scope` is meant"
            );
            self.errors.at(span, message);
        }
    }

    fn refuse_unknown(&mut self, tokens: &TokenStream) {
        if !matches!(self.scope, Scope::Skipped)
            && let Some(span) = hidden_loop(tokens.clone())
        {
            self.errors.at(
                span,
                "`#[cancellable]` does not know this syntax and cannot check the loop in it; \
                 leave it out with `#[checkpoint(skip)]`",
            );
        }
    }
}

impl VisitMut for Rewriter<'_> {
    fn visit_expr_mut(&mut self, node: &mut Expr) {
        let mut marks = marks::take_from(node, self.errors);
        let on_loop = matches!(node, Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_));
        let on_closure = matches!(node, Expr::Closure(_) | Expr::Async(_));
        self.refuse(&marks, on_loop, on_closure);
        let scope = if marks.skip {
            Scope::Skipped
        } else {
            self.scope
        };
        self.within(scope, |this| this.visit_unmarked(node, &mut marks));
    }

    fn visit_expr_call_mut(&mut self, node: &mut ExprCall) {
        self.refuse_ambient_scope(node);
        visit_mut::visit_expr_call_mut(self, node);
    }

    fn visit_macro_mut(&mut self, node: &mut Macro) {
        self.refuse_hidden_awaits(node);
        if self.scope != Scope::Skipped
            && let Some(last) = node.path.segments.last()
            && moved::is_made_elsewhere(&last.ident.to_string(), last.ident.span())
            && let Some(place) = moved::users_stop(node.tokens.clone())
        {
            self.refuse_lost(place);
        }
    }

    fn visit_stmt_mut(&mut self, node: &mut Stmt) {
        let marks = match node {
            Stmt::Local(node) => marks::take(&mut node.attrs, self.errors),
            Stmt::Macro(node) => marks::take(&mut node.attrs, self.errors),
            Stmt::Expr(node, _) => marks::take_from_statement(node, self.errors),
            Stmt::Item(_) => Marks::default(),
        };
        self.refuse(&marks, false, false);
        self.unless_skipped(&marks, |this| visit_mut::visit_stmt_mut(this, node));
    }

    fn visit_block_mut(&mut self, node: &mut Block) {
        let uninitialised = self.uninitialised.clone();
        for statement in &mut node.stmts {
            let calm = leaf::statement(statement);
            let turns = matches!(
                statement,
                Stmt::Expr(Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_), _)
            );
            self.near.checked &= calm || turns;
            self.visit_stmt_mut(statement);
            self.near.checked &= calm;
        }
        self.uninitialised = uninitialised;
    }

    fn visit_local_mut(&mut self, node: &mut Local) {
        visit_mut::visit_local_mut(self, node);
        let pattern = match &node.pat {
            Pat::Type(typed) => &typed.pat,
            pattern => pattern,
        };
        if let Pat::Ident(name) = pattern {
            self.uninitialised.retain(|other| *other != name.ident);
            if node.init.is_none() {
                self.uninitialised.push(name.ident.clone());
            }
        }
    }

    fn visit_item_mut(&mut self, node: &mut Item) {
        match node {
            Item::Verbatim(tokens) => self.refuse_unknown(tokens),
            // Another attribute may have made a function of the body.
            Item::Fn(function)
                if self.scope != Scope::Skipped
                    && moved::is_made_elsewhere("fn", function.sig.fn_token.span) =>
            {
                if let Some(place) = moved::users_stop(function.block.to_token_stream()) {
                    self.refuse_lost(place);
                }
            }
            _ => {}
        }
    }

    fn visit_expr_for_loop_mut(&mut self, node: &mut ExprForLoop) {
        let known = self.known.clone();
        self.visit_pat_mut(&mut node.pat);
        self.visit_expr_mut(&mut node.expr);
        self.known.items(node);
        self.visit_block_mut(&mut node.body);
        self.known = known;
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
    fn visit_attribute_mut(&mut self, _: &mut Attribute) {}
    fn visit_angle_bracketed_generic_arguments_mut(
        &mut self,
        _: &mut syn::AngleBracketedGenericArguments,
    ) {
    }
}

/// An endless `loop {}` that another macro has put where no code ever goes.
fn is_placeholder(node: &Expr) -> bool {
    match node {
        Expr::Loop(node) => {
            node.body.stmts.is_empty() && moved::is_made_elsewhere("loop", node.loop_token.span)
        }
        _ => false,
    }
}

fn loop_label(node: &Expr) -> Option<&Label> {
    match node {
        Expr::Loop(node) => node.label.as_ref(),
        Expr::While(node) => node.label.as_ref(),
        Expr::ForLoop(node) => node.label.as_ref(),
        _ => None,
    }
}

fn loop_label_mut(node: &mut Expr) -> Option<&mut Option<Label>> {
    match node {
        Expr::Loop(node) => Some(&mut node.label),
        Expr::While(node) => Some(&mut node.label),
        Expr::ForLoop(node) => Some(&mut node.label),
        _ => None,
    }
}

/// Whether the arguments of a macro take care of cancellation themselves.
fn names_cancelled(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => names_cancelled(group.stream()),
        TokenTree::Ident(name) => {
            let name = name.to_string();
            name.starts_with("cancelled") || name.starts_with("run_until_cancelled")
        }
        _ => false,
    })
}

fn keyword(node: &Expr) -> Span {
    match node {
        Expr::Loop(node) => node.loop_token.span,
        Expr::While(node) => node.while_token.span,
        Expr::ForLoop(node) => node.for_token.span,
        _ => Span::call_site(),
    }
}

/// Looks for a loop in syntax that syn does not know.
fn hidden_loop(tokens: TokenStream) -> Option<Span> {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let found = match token {
            TokenTree::Group(group) => hidden_loop(group.stream()),
            TokenTree::Ident(word) if word == "loop" || word == "while" => Some(word.span()),
            // `for<'a>` is no loop.
            TokenTree::Ident(word) if word == "for" => {
                let bound =
                    matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '<');
                (!bound).then(|| word.span())
            }
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}
