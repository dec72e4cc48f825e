//! What a function returns, at its end and by `return`, followed to the `async` blocks that it is made of.
//!
//! 1. Each value is a block, is left out by a mark, never comes to be, or is *unseen*: there is no fifth.
//! 2. A name stands for the nearest binding in reach, whatever kind of pattern that is in; only a plain `let` is followed.
//! 3. Closures, other `async` blocks and items are not looked into: their `return`s are their own.

use std::{mem, ptr};

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Arm, Block, Expr, ExprAsync, ExprForLoop, ExprIf, ExprWhile};
use syn::{Item, Local, Macro, Pat, PatIdent, Stmt};

use super::is_made_elsewhere;
use super::wrappers::{diverges, keeps_argument, keeps_receiver, parts, returns};
use crate::{breaks, marks};

/// What was found.
#[derive(Default)]
pub(super) struct Returned<'b> {
    pub(super) blocks: Vec<*const ExprAsync>,
    /// Whether there is a block that the user has marked `#[cancellable]`, which is a body of its own.
    pub(super) marked: bool,
    pub(super) unseen: Vec<Unseen>,
    /// Whether a block is in there beside other things, or in a wrapper.
    pub(super) wraps: bool,
    /// Whether a part of a value is looked at, and not all of it.
    inside: bool,
    seen: Vec<*const Expr>,
    /// Values of names that have been looked at, whole or inside of something.
    followed: Vec<(*const Expr, bool)>,
    bindings: Vec<(&'b Ident, Bound<'b>)>,
}

/// A value that is not seen to be made.
pub(crate) struct Unseen {
    pub(crate) place: Span,
    /// Whether it was not written here, but by an attribute or another procedural macro.
    pub(crate) made_elsewhere: bool,
}

impl Unseen {
    fn at(node: impl ToTokens) -> Self {
        let first = node.to_token_stream().into_iter().next();
        let made_elsewhere = match &first {
            Some(TokenTree::Ident(word)) => is_made_elsewhere(&word.to_string(), word.span()),
            _ => false,
        };
        Self {
            place: first.map_or_else(Span::call_site, |token| token.span()),
            made_elsewhere,
        }
    }
}

#[derive(Clone, Copy)]
enum Bound<'b> {
    /// By `let NAME = EXPR`.
    To(&'b Expr),
    LeftOut,
    Otherwise,
}

impl<'b> Returned<'b> {
    pub(super) fn by(body: &'b Block) -> Self {
        let mut returned = Self::default();
        returned.block(body, true);
        returned
    }

    /// Looks through an expression whose value is returned.
    fn value(&mut self, node: &'b Expr) {
        let marks = marks::of(node);
        if marks.skip {
            return;
        }
        match node {
            Expr::Async(_) if marks.cancellable => self.marked |= !self.inside,
            Expr::Async(_) if self.inside => self.wraps = true,
            Expr::Async(node) => {
                if !self.blocks.contains(&ptr::from_ref(node)) {
                    self.blocks.push(node);
                }
            }
            Expr::Group(node) => self.value(&node.expr),
            Expr::Paren(node) => self.value(&node.expr),
            Expr::Cast(node) => self.value(&node.expr),
            Expr::Block(node) if node.label.is_none() => self.block(&node.block, true),
            Expr::Unsafe(node) => self.block(&node.block, true),
            Expr::If(node) => self.branches(node, true),
            Expr::Match(node) => {
                self.visit_expr(&node.expr);
                for arm in &node.arms {
                    self.arm(arm, true);
                }
            }
            Expr::Call(call) if keeps_argument(call) => {
                call.args.iter().for_each(|inner| self.value(inner));
            }
            Expr::MethodCall(call) if keeps_receiver(call) => {
                call.args.iter().for_each(|given| self.visit_expr(given));
                self.value(&call.receiver);
            }
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) => self.named(name, node),
                None => self.lose(node),
            },
            Expr::Macro(node) if diverges(&node.mac) => {}
            Expr::Loop(inner) if breaks::has_value(inner) => self.lose(node),
            // They give no value. A loop beside the blocks is an error anyway.
            Expr::Return(_)
            | Expr::Break(_)
            | Expr::Continue(_)
            | Expr::Loop(_)
            | Expr::While(_)
            | Expr::ForLoop(_) => self.visit_expr(node),
            _ => self.lose(node),
        }
    }

    /// Follows a name to its value, which is seen with the bindings that stood before it.
    fn named(&mut self, name: &Ident, node: &'b Expr) {
        let found = self.bindings.iter().rposition(|(other, _)| *other == name);
        match found.map(|place| (place, self.bindings[place].1)) {
            Some((place, Bound::To(value))) => {
                let step = (ptr::from_ref(value), self.inside);
                if !self.followed.contains(&step) {
                    self.followed.push(step);
                    let later = self.bindings.split_off(place);
                    self.value(value);
                    self.bindings.extend(later);
                }
            }
            Some((_, Bound::LeftOut)) => {}
            Some((_, Bound::Otherwise)) | None => self.lose(node),
        }
    }

    fn lose(&mut self, node: &'b Expr) {
        if self.seen.contains(&ptr::from_ref(node)) {
            return;
        }
        self.seen.push(node);
        if !self.inside {
            self.unseen.push(match node {
                Expr::MethodCall(call) => Unseen::at(&call.method),
                node => Unseen::at(node),
            });
        }
        let outer = mem::replace(&mut self.inside, true);
        parts(node).for_each(|part| self.value(part));
        self.inside = outer;
        self.visit_expr(node);
    }

    fn block(&mut self, node: &'b Block, is_value: bool) {
        self.within(|this| {
            for (i, statement) in node.stmts.iter().enumerate() {
                // What stands under a `#[cfg]` may be gone, and the end be elsewhere.
                let rest = &node.stmts[i + 1..];
                let may_be_last = is_conditional(statement) || rest.iter().all(is_conditional);
                let is_value = is_value && may_be_last;
                match statement {
                    Stmt::Local(local) => this.local(local),
                    Stmt::Expr(value, None) if is_value => this.value(value),
                    Stmt::Expr(node, _) => this.visit_expr(node),
                    Stmt::Macro(node) if marks::among(&node.attrs).skip => {}
                    Stmt::Macro(node) if is_value && node.semi_token.is_none() => {
                        if !diverges(&node.mac) {
                            this.unseen.push(Unseen::at(&node.mac));
                        }
                    }
                    Stmt::Macro(node) => {
                        this.visit_macro(&node.mac);
                        this.forget_named_in(node.mac.tokens.clone());
                    }
                    Stmt::Item(_) => {}
                }
            }
        });
    }

    fn local(&mut self, node: &'b Local) {
        let marks = marks::among(&node.attrs);
        let init = node.init.as_ref().filter(|_| !marks.skip);
        if let Some(init) = init {
            self.visit_expr(&init.expr);
            if let Some((_, other)) = &init.diverge {
                self.visit_expr(other);
            }
        }
        let pattern = match &node.pat {
            Pat::Type(typed) => &typed.pat,
            pattern => pattern,
        };
        let bound = match init {
            Some(init) if !marks.cfg => Bound::To(&init.expr),
            None if marks.skip => Bound::LeftOut,
            _ => Bound::Otherwise,
        };
        match pattern {
            // What is `mut` may become another value.
            Pat::Ident(name) if is_plain(name) => self.bindings.push((&name.ident, bound)),
            pattern => self.visit_pat(pattern),
        }
    }

    fn branches(&mut self, node: &'b ExprIf, is_value: bool) {
        self.within(|this| {
            this.visit_expr(&node.cond);
            this.block(&node.then_branch, is_value);
        });
        match &node.else_branch {
            Some((_, other)) if is_value => self.value(other),
            Some((_, other)) => self.visit_expr(other),
            None => {}
        }
    }

    fn arm(&mut self, node: &'b Arm, is_value: bool) {
        self.within(|this| {
            this.visit_pat(&node.pat);
            if is_value {
                this.value(&node.body);
            } else {
                this.visit_expr(&node.body);
            }
        });
    }

    /// What is bound in here is forgotten behind it.
    fn within(&mut self, visit: impl FnOnce(&mut Self)) {
        let reach = self.bindings.len();
        visit(self);
        self.bindings.truncate(reach);
    }

    /// A macro may declare the variables that it is given the names of.
    fn forget_named_in(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.forget_named_in(group.stream()),
                TokenTree::Ident(name) => {
                    let again = self.bindings.iter().rfind(|(other, _)| **other == name);
                    if let Some(&(name, _)) = again {
                        self.bindings.push((name, Bound::Otherwise));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Looks for `return`s, and for what is bound.
impl<'b> Visit<'b> for Returned<'b> {
    fn visit_expr(&mut self, node: &'b Expr) {
        if marks::of(node).skip {
            return;
        }
        match node {
            Expr::Return(node) => {
                let outer = mem::replace(&mut self.inside, false);
                node.expr.iter().for_each(|value| self.value(value));
                self.inside = outer;
            }
            Expr::Async(_) | Expr::Closure(_) | Expr::Const(_) => {}
            _ => visit::visit_expr(self, node),
        }
    }

    fn visit_block(&mut self, node: &'b Block) {
        self.block(node, false);
    }

    fn visit_arm(&mut self, node: &'b Arm) {
        self.arm(node, false);
    }

    fn visit_expr_if(&mut self, node: &'b ExprIf) {
        self.branches(node, false);
    }

    fn visit_expr_while(&mut self, node: &'b ExprWhile) {
        self.within(|this| visit::visit_expr_while(this, node));
    }

    fn visit_expr_for_loop(&mut self, node: &'b ExprForLoop) {
        self.within(|this| visit::visit_expr_for_loop(this, node));
    }

    fn visit_pat_ident(&mut self, node: &'b PatIdent) {
        self.bindings.push((&node.ident, Bound::Otherwise));
        visit::visit_pat_ident(self, node);
    }

    fn visit_item(&mut self, _: &'b Item) {}

    /// Not looked into, but nothing may be returned from there unseen.
    fn visit_macro(&mut self, node: &'b Macro) {
        if returns(node.tokens.clone()) {
            self.unseen.push(Unseen::at(node));
        }
    }
}

fn is_plain(pattern: &PatIdent) -> bool {
    pattern.by_ref.is_none() && pattern.mutability.is_none() && pattern.subpat.is_none()
}

fn is_conditional(statement: &Stmt) -> bool {
    match statement {
        Stmt::Local(node) => marks::among(&node.attrs).cfg,
        Stmt::Macro(node) => marks::among(&node.attrs).cfg,
        Stmt::Expr(node, _) => marks::of(node).cfg,
        Stmt::Item(_) => true,
    }
}
