//! Closures and async blocks in a body: marked ones are bodies of their own, and in the modes that do not return so
//! are all others; a loop in the rest is an error (S6).

use std::mem;
use std::rc::Rc;

use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::visit::Visit as _;
use syn::visit_mut;
use syn::{Expr, ExprAsync, ExprClosure, Generics, Pat, ReturnType};

use super::{Rewriter, Scope};
use crate::args::Args;
use crate::decide::{self, Exit};
use crate::frame::{Frame, Mark};
use crate::token::Source;
use crate::{casts, emit, moved, token};

impl Rewriter<'_> {
    /// Visits a closure or an async block, in a frame of its own where it can have one.
    pub(super) fn visit_closure(&mut self, node: &mut Expr, mark: Option<(Args, Span)>) {
        let returns = matches!(self.frame.exit, Exit::Return(_) | Exit::Expression { .. });
        match (self.scope, mark) {
            (Scope::Skipped, _) => visit_mut::visit_expr_mut(self, node),
            (_, Some((args, _))) if args.skip.is_some() => {
                self.within(Scope::Skipped, |this| visit_mut::visit_expr_mut(this, node));
            }
            (_, Some((args, _))) => {
                self.visit_framed(node, args.inherit(&self.frame.args.for_closure()), true);
            }
            (_, None) if moved::is_put_around(node) => {
                let reported = mem::replace(&mut self.reported, false);
                self.within(Scope::Lost, |this| visit_mut::visit_expr_mut(this, node));
                self.reported = reported;
            }
            (Scope::Lost, None) => visit_mut::visit_expr_mut(self, node),
            (Scope::Body, None) if !returns => {
                let args = Args {
                    entry: Some(false),
                    ..self.frame.args.for_closure()
                };
                self.visit_framed(node, args, false);
            }
            (Scope::Body | Scope::Around | Scope::Foreign(_), None) => self.visit_foreign(node),
        }
    }

    // Input:  move |…| { … #[cancellable] |…| BODY … }
    // Output: { let __token = /* another handle */; move |…| { … |…| { HEAD BODY } … } }
    fn visit_foreign(&mut self, node: &mut Expr) {
        let what = if matches!(node, Expr::Async(_)) {
            "async block"
        } else {
            "closure"
        };
        let reported = mem::replace(&mut self.reported, false);
        let captured = mem::replace(&mut self.captured, false);
        self.within(Scope::Foreign(what), |this| {
            visit_mut::visit_expr_mut(this, node);
        });
        if self.captured && moves(node) {
            emit::own_handle(&self.frame, node);
        }
        self.reported = reported;
        self.captured |= captured;
    }

    // Input:  |…| BODY
    // Output: |…| { HEAD BODY }, and where it moves the token that it watches, a handle of its own around it
    fn visit_framed(&mut self, node: &mut Expr, args: Args, marked: bool) {
        let Some(frame) = self.closure_frame(node, args, marked) else {
            return;
        };
        let enclosing = mem::replace(&mut self.frame, frame);
        let uninitialised = mem::take(&mut self.uninitialised);
        let turn = self.turn.take();
        let captured = self.captured;
        self.within(Scope::Body, |this| visit_mut::visit_expr_mut(this, node));
        self.captured = captured;
        self.turn = turn;
        self.uninitialised = uninitialised;
        let frame = mem::replace(&mut self.frame, enclosing);
        let entry = frame.checks_entry().then_some(frame.start);
        if !frame.watches && entry.is_none() {
            return;
        }
        match node {
            Expr::Closure(ExprClosure { body, .. }) => {
                emit::body_block(&frame, body);
                if let Expr::Block(body) = &mut **body {
                    emit::head(&frame, &mut body.block, entry);
                }
            }
            Expr::Async(ExprAsync { block, .. }) => emit::head(&frame, block, entry),
            _ => {}
        }
        if matches!(frame.source, Source::Enclosing) {
            self.frame.watches = true;
            self.captured = true;
            if moves(node) {
                emit::own_handle(&frame, node);
            }
        }
    }

    fn closure_frame(&mut self, node: &Expr, args: Args, marked: bool) -> Option<Frame> {
        let (start, asynchronous, output, parameters) = match node {
            Expr::Closure(node) => (
                node.inputs_begin.span,
                node.asyncness.is_some(),
                &node.output,
                &node.inputs,
            ),
            Expr::Async(node) => (
                node.async_token.span,
                true,
                &ReturnType::Default,
                &Punctuated::new(),
            ),
            _ => return None,
        };
        let parameters = parameters.iter().filter_map(|parameter| match parameter {
            Pat::Type(parameter) => Some(parameter),
            _ => None,
        });
        let source = if marked {
            match token::source(&args, parameters, &Generics::default(), self.errors)? {
                Source::Ambient if self.frame.source.is_explicit() => Source::Enclosing,
                source => source,
            }
        } else {
            // It captures nothing that it did not capture before.
            Source::Ambient
        };
        let overlooks = self.frame.source.is_explicit() || self.frame.mark == Mark::Overlooking;
        let mark = match marked {
            true => Mark::Given,
            false if overlooks => Mark::Overlooking,
            false => Mark::Missing,
        };
        let exit = decide::closure_exit(&args, output, start, self.errors)?;
        Some(Frame {
            function: self.frame.function.clone(),
            start,
            exit,
            asynchronous,
            args,
            source,
            mark,
            captures: true,
            variables: Rc::clone(&self.frame.variables),
            handed_on: false,
            watches: false,
            open: casts::stand_behind_loops(|casts| casts.visit_expr(node)).then(Vec::new),
        })
    }
}

/// Whether a closure or an async block moves what it names into itself.
fn moves(node: &Expr) -> bool {
    match node {
        Expr::Closure(node) => node.capture.is_some(),
        Expr::Async(node) => node.capture.is_some(),
        _ => false,
    }
}
