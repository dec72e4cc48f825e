//! Walks a body and gives its loops and awaits their checks.
//!
//! 1. Inner nodes first: what has been emitted is not visited again.
//! 2. Types, patterns, generic arguments, repeat lengths, const blocks, items and macro arguments are not looked
//!    into: their loops belong to other functions, to compile time, or to a macro.
//! 3. A loop that is seen is given its check, or is marked as left out, or is an error (S6).

use std::mem;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Block, Expr, ExprCall, ExprForLoop, ExprLoop, Ident, Item, Local, Pat, Path,
    Signature, Stmt, Type,
};

use crate::args::Args;
use crate::decide::{Cadence, Exit};
use crate::errors::Errors;
use crate::frame::Frame;
use crate::leaf::Known;
use crate::marks::{self, Marks};
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
    /// Under `#[checkpoint(skip)]`, or in a function with errors: only marks are taken out.
    Skipped,
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
    pub(crate) near: Near,
    /// What is known of counters in reach.
    known: Known,
    /// How many loops have been divided into strips.
    pub(crate) divided: usize,
    pub(crate) errors: &'e mut Errors,
}

/// Rewrites a function's body.
pub(crate) fn function(
    signature: &Signature,
    body: &mut Block,
    args: &Args,
    source: Source,
    exit: Exit,
    errors: &mut Errors,
) {
    let frame = Frame {
        function: signature
            .ident
            .to_string()
            .trim_start_matches("r#")
            .to_owned(),
        start: signature.fn_token.span,
        exit,
        asynchronous: signature.asyncness.is_some(),
        args: args.clone(),
        source,
        marked: true,
        watches: false,
    };
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
        let refused = match (self.scope, &self.frame.exit, &*node) {
            (Scope::Foreign(what), ..) => self.refuse_foreign(node, what),
            (Scope::Body, Exit::Break, Expr::Loop(node)) => self.refuse_break(node),
            (scope, ..) => scope == Scope::Skipped,
        };
        if refused {
            visit_mut::visit_expr_mut(self, node);
        } else {
            self.check_loop(node, every.map(|(every, _)| every));
        }
    }

    fn check_loop(&mut self, node: &mut Expr, every: Option<u64>) {
        let plan = Plan::of(node, every, self.frame.args.every, self.near, &self.known);
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
        visit_mut::visit_expr_mut(self, &mut node);
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

    fn visit_await(&mut self, node: &mut Expr) {
        visit_mut::visit_expr_mut(self, node);
        let raced = self.frame.asynchronous && self.frame.args.awaits.unwrap_or(true);
        if self.scope == Scope::Body
            && raced
            && !matches!(self.frame.exit, Exit::Break)
            && let Expr::Await(inner) = &*node
        {
            self.frame.watches = true;
            *node = emit::awaited(&self.frame, inner);
        }
    }

    fn refuse_ambient_scope(&mut self, node: &ExprCall) {
        if self.scope == Scope::Body
            && let Source::Parameter(name) = &self.frame.source
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
        if let Item::Verbatim(tokens) = node {
            self.refuse_unknown(tokens);
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
