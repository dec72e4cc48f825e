//! Loops: refused, checked at each turn, divided into strips, or left whole.

use std::mem;

use proc_macro2::{Span, TokenStream};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut as _};
use syn::{Expr, ExprBlock, Label, Lifetime};

use super::{Rewriter, Scope, Turn};
use crate::decide::{Cadence, Exit};
use crate::strips::{End, Form, Near, Plan, Strips};
use crate::{emit, expectations, jumps, leaf, marks, moved};

impl Rewriter<'_> {
    pub(super) fn visit_loop(&mut self, node: &mut Expr, every: Option<(u64, Span)>) {
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
        if refused && self.scope == Scope::Body {
            // One mistake is one error: an await in there would end it in the same wrong way.
            let outer = self.turn.take();
            visit_mut::visit_expr_mut(self, node);
            self.turn = outer;
        } else if refused {
            self.visit_header(node);
            self.visit_turns(node);
        } else {
            self.check_loop(node, every.map(|(every, _)| every));
        }
    }

    fn check_loop(&mut self, node: &mut Expr, every: Option<u64>) {
        let plan = if self.frame.yields().is_some() {
            // Between strips the executor would wait for longer than it was promised.
            Plan::Checked(Cadence::of(every, self.frame.args.every))
        } else {
            Plan::of(node, every, self.near, &self.known, &self.frame)
        };
        let few = matches!(&plan, Plan::Strips(strips) if strips.length.is_few());
        let within = plan.within(node);
        self.visit_header(node);
        let near = mem::replace(&mut self.near, within);
        if let Some(attributes) = marks::attributes(node) {
            attributes.iter_mut().for_each(expectations::ease);
        }
        let owned = mem::replace(node, Expr::Verbatim(TokenStream::new()));
        let unwatched =
            matches!(plan, Plan::Whole { leading: false }) && matches!(owned, Expr::ForLoop(_));
        self.frame.watches |= !unwatched;
        *node = match plan {
            Plan::Checked(cadence) => self.check_turns(owned, &cadence),
            Plan::Strips(strips) => self.divide(owned, &strips),
            Plan::Whole { leading } => self.leave_whole(owned, leading),
        };
        // The last strip of this loop has not been checked behind it. A few light turns do not matter; but whether the loop is
        // come to at all is only known to the block that it is a statement of.
        self.near = Near {
            checked: near.checked && few,
            ..near
        };
        self.end = if few { End::Checked } else { End::Unchecked };
    }

    fn check_turns(&mut self, mut node: Expr, cadence: &Cadence) -> Expr {
        let around = self.visit_turns(&mut node);
        let checked = match node {
            Expr::Loop(node) => emit::endless_loop(&self.frame, node, cadence),
            Expr::While(node) => emit::while_loop(&self.frame, node, cadence),
            Expr::ForLoop(node) => emit::for_loop(&self.frame, node, cadence),
            other => other,
        };
        match around {
            Some(label) => emit::within(label, checked),
            None => checked,
        }
    }

    fn divide(&mut self, node: Expr, strips: &Strips) -> Expr {
        self.labelled += 1;
        let span = emit::inserted(keyword(&node));
        match node {
            Expr::ForLoop(mut node) => {
                let whole = (strips.form == Form::Twice).then(|| {
                    let mut whole = node.clone();
                    self.visit_items(&mut whole);
                    whole
                });
                let jumps = jumps::redirect(&mut node.body, self.labelled, span);
                self.visit_items(&mut node);
                let open = self
                    .frame
                    .open
                    .as_mut()
                    .filter(|_| !strips.header.is_settled())
                    .map(|open| {
                        open.push(strips.header);
                        open.len()
                    });
                emit::stripped_for(&self.frame, node, strips, &jumps, whole, open)
            }
            Expr::While(mut node) => {
                let whole = (strips.form == Form::Twice).then(|| {
                    let mut whole = node.clone();
                    visit_mut::visit_expr_while_mut(self, &mut whole);
                    whole
                });
                let jumps = jumps::redirect(&mut node.body, self.labelled, span);
                visit_mut::visit_expr_while_mut(self, &mut node);
                match &strips.counter {
                    _ if strips.length.is_few() => {
                        emit::unrolled_while(&self.frame, node, strips, &jumps)
                    }
                    Some(counter) => {
                        let chooses = counter.chooses(whole.is_some());
                        let open = self.frame.open.as_mut().filter(|_| chooses);
                        let open = open.map(|open| {
                            open.push(strips.header);
                            open.len()
                        });
                        emit::counting_while(&self.frame, node, strips, counter, whole, open)
                    }
                    None => emit::stripped_while(&self.frame, node, strips, &jumps),
                }
            }
            Expr::Loop(mut node) => {
                let jumps = jumps::redirect(&mut node.body, self.labelled, span);
                visit_mut::visit_expr_loop_mut(self, &mut node);
                emit::unrolled_loop(&self.frame, node, strips, &jumps)
            }
            other => other,
        }
    }

    fn leave_whole(&mut self, mut node: Expr, leading: bool) -> Expr {
        let place = keyword(&node);
        let shrinks = match &node {
            Expr::While(node) => leaf::shrinks(node, self.known.safe),
            _ => None,
        };
        match &mut node {
            Expr::ForLoop(node) => self.visit_items(node),
            node => visit_mut::visit_expr_mut(self, node),
        }
        match (node, shrinks) {
            (Expr::While(node), Some(shrinks)) => {
                self.labelled += 1;
                let around = jumps::strips(self.labelled, emit::inserted(place));
                emit::shrinking_while(&self.frame, node, &shrinks, leading, &around)
            }
            (node, _) if leading => emit::checked_before(&self.frame, node, place),
            (node, _) => node,
        }
    }

    /// Visits the header of a `for`, which is evaluated before the loop.
    fn visit_header(&mut self, node: &mut Expr) {
        if let Expr::ForLoop(node) = node {
            self.visit_expr_mut(&mut node.expr);
        }
    }

    // Input:  loop { … FUTURE.await … }                        (in the break mode)
    // Output: '__turn0: loop { … /* ends '__turn0 */ … }
    /// Visits what a loop repeats. Gives the label of a block that is to stand
    /// around the loop: it ends the loop where the loop's own label is hidden.
    fn visit_turns(&mut self, node: &mut Expr) -> Option<Lifetime> {
        let depth = self.turn.as_ref().map_or(0, |turn| turn.depth + 1);
        let own = jumps::label(node).map(|label| label.name.clone());
        let hidden = own.as_ref().is_some_and(|own| hides(node, own));
        let turn = Turn {
            label: own
                .filter(|_| !hidden)
                .unwrap_or_else(|| emit::turn_label(keyword(node), depth)),
            used: false,
            depth,
        };
        let outer = self.turn.replace(turn);
        match node {
            Expr::ForLoop(node) => self.visit_items(node),
            _ => visit_mut::visit_expr_mut(self, node),
        }
        let turn = mem::replace(&mut self.turn, outer).filter(|turn| turn.used)?;
        if hidden {
            return Some(turn.label);
        }
        if let Some(label) = loop_label_mut(node) {
            label.get_or_insert_with(|| emit::labelling(turn.label));
        }
        None
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

/// Whether a block in a loop bears the loop's label. (What stands in a loop inside ends that one.)
fn hides(node: &Expr, label: &Lifetime) -> bool {
    struct Blocks<'l>(&'l Lifetime, bool);
    impl<'a> Visit<'a> for Blocks<'_> {
        fn visit_expr_block(&mut self, node: &'a ExprBlock) {
            let own = node.label.as_ref();
            self.1 |= own.is_some_and(|own| own.name.ident == self.0.ident);
            visit::visit_expr_block(self, node);
        }
    }
    let mut blocks = Blocks(label, false);
    blocks.visit_expr(node);
    blocks.1
}

fn loop_label_mut(node: &mut Expr) -> Option<&mut Option<Label>> {
    match node {
        Expr::Loop(node) => Some(&mut node.label),
        Expr::While(node) => Some(&mut node.label),
        Expr::ForLoop(node) => Some(&mut node.label),
        _ => None,
    }
}

pub(super) fn keyword(node: &Expr) -> Span {
    match node {
        Expr::Loop(node) => node.loop_token.span,
        Expr::While(node) => node.while_token.span,
        Expr::ForLoop(node) => node.for_token.span,
        _ => Span::call_site(),
    }
}
