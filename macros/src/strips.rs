//! Decides which loops are divided into strips, and makes their bodies ready for it.

use proc_macro2::Span;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Block, Expr, ExprBlock, ExprBreak, ExprClosure, ExprContinue, ExprForLoop, ExprLoop, ExprWhile,
    Ident, Label, Lifetime,
};

use crate::decide::Cadence;
use crate::leaf::{self, Known, Leaf};

/// What has come before the place where the walk is.
#[derive(Clone, Copy, Default)]
pub(crate) struct Near {
    /// A check, and nothing since that could call anything: the next would see what it saw.
    pub(crate) checked: bool,
    /// An iteration of a leaf loop has begun, and this is in it.
    pub(crate) nested: bool,
    /// All that is in that iteration is short.
    pub(crate) covered: bool,
}

/// How a loop is checked.
pub(crate) enum Plan {
    /// At iterations, by a counter if by anything.
    Checked(Cadence),
    /// Between strips.
    Strips(Strips),
    /// Not in it: all of it is shorter than a strip.
    Whole {
        /// Whether there is a check before it.
        leading: bool,
    },
}

/// A leaf loop in strips.
pub(crate) struct Strips {
    pub(crate) length: Length,
    /// Whether there is a check before the first strip. Else the one that has just been made is enough.
    pub(crate) leading: bool,
    /// Whether the loop is also written as it was, for when all of it fits into one strip: it is short and often run.
    pub(crate) short: bool,
    /// What is known of the closures in its header.
    pub(crate) closures: Closures,
    /// Whether all loops in it are short, so that none needs a check of its own.
    pub(crate) covers: bool,
}

/// The closures in a header.
#[derive(Clone, Copy)]
pub(crate) enum Closures {
    /// It is a range of integers, which is sure to have strips.
    None,
    /// There may be any.
    Unknown,
    /// There is one, of a `map`, and it is leaf.
    Leaf,
}

/// How many iterations a strip has.
pub(crate) enum Length {
    /// What fits the weight of one.
    Weighed { weight: u32, indexes: bool },
    /// So many, as the user wants it.
    Exactly(u64),
    /// So few that the compiler unrolls them: for loops that do not count, which cannot be vectorised.
    Few { weight: u32 },
}

/// The most a loop may weigh that needs no check in it. A strip in the runtime may weigh more.
const WHOLE: u64 = 65_536;

/// The most a body may weigh that is written twice.
const TWICE: u32 = 1024;

/// The most a body may weigh that is unrolled: beside more, a check is nothing.
const UNROLLED: u32 = 512;

impl Plan {
    pub(crate) fn of(
        node: &Expr,
        own: Option<u64>,
        function: Option<u64>,
        near: Near,
        known: &Known,
    ) -> Self {
        let every = own.or(function);
        let counts = match node {
            Expr::ForLoop(_) => true,
            Expr::While(node) => leaf::counts(node),
            _ => false,
        };
        let leaf = match node {
            _ if every == Some(1) => None,
            Expr::ForLoop(node) => leaf::for_loop(node, known),
            Expr::While(node) if counts || every.is_none() => leaf::while_loop(node, known),
            Expr::Loop(node) if every.is_none() => leaf::endless_loop(node, known),
            _ => None,
        };
        let Some(leaf) = leaf else {
            return Self::Checked(Cadence::of(own, function));
        };
        let leading = !(near.checked && begins_calmly(node));
        if every.is_none() && is_short(leaf) {
            return Self::Whole {
                leading: leading && !near.covered,
            };
        }
        let length = match (every, leaf.weight) {
            (Some(every), _) => Length::Exactly(every),
            (None, Some(weight)) if counts => Length::Weighed {
                weight,
                indexes: leaf.indexes,
            },
            (None, Some(weight)) if weight <= UNROLLED && !leaf::divides(node) => {
                Length::Few { weight }
            }
            (None, _) => return Self::Checked(Cadence::EachTurn),
        };
        Self::Strips(Strips {
            length,
            leading,
            short: near.nested && leaf.weight.is_some_and(|weight| weight <= TWICE),
            closures: match node {
                Expr::ForLoop(node) if leaf::is_range_of_integers(&node.expr) => Closures::None,
                Expr::ForLoop(node) if leaf::maps_in_place(&node.expr) => Closures::Leaf,
                _ => Closures::Unknown,
            },
            covers: leaf.weight.is_some(),
        })
    }

    /// What an iteration's body finds near it.
    pub(crate) fn within(&self, node: &Expr) -> Near {
        let nested = leaf::expression(node);
        let covered = match self {
            Self::Checked(_) => false,
            Self::Strips(strips) => strips.covers,
            Self::Whole { .. } => true,
        };
        let checked = match (self, node) {
            (Self::Checked(Cadence::EachTurn), Expr::Loop(_)) => true,
            (Self::Checked(Cadence::EachTurn), Expr::While(node)) => leaf::expression(&node.cond),
            (Self::Checked(Cadence::EachTurn), _) => nested,
            _ => covered,
        };
        Near {
            // The check comes before an item is drawn, and that may call anything; not with a range.
            checked: checked && !draws(node),
            nested,
            covered,
        }
    }
}

/// Whether a loop draws items from what may call something.
fn draws(node: &Expr) -> bool {
    matches!(node, Expr::ForLoop(node) if !matches!(*node.expr, Expr::Range(_)))
}

/// Whether nothing is called before the first iteration.
fn begins_calmly(node: &Expr) -> bool {
    match node {
        Expr::ForLoop(node) => leaf::header(&node.expr),
        _ => true,
    }
}

fn is_short(leaf: Leaf) -> bool {
    match (leaf.turns, leaf.weight) {
        (Some(turns), Some(weight)) => turns.saturating_mul(weight.into()) <= WHOLE,
        _ => false,
    }
}

/// A body whose `break`s leave the loop around the strips.
pub(crate) struct Jumps {
    /// The label of that loop.
    pub(crate) strips: Lifetime,
    /// Whether a `break` names it.
    pub(crate) broken: bool,
    /// Whether the user's label still has to stand on the strip's own loop: for a `continue`, or because nothing names it,
    /// which the compiler shall say.
    pub(crate) labelled: bool,
}

// Input:  'user: for … { … break … break 'user … continue 'user … }
// Output: { … break '__strips1 … break '__strips1 … continue 'user … }
/// Redirects the `break`s of a body, and those of a `while`'s condition. There are no macros in a leaf loop, so none is
/// overlooked.
pub(crate) fn redirect(
    condition: Option<&mut Expr>,
    body: &mut Block,
    label: Option<&Lifetime>,
    number: usize,
    span: Span,
) -> Jumps {
    let mut redirection = Redirection {
        label: label.cloned(),
        strips: Lifetime {
            apostrophe: span,
            ident: Ident::new(&format!("__strips{number}"), span),
        },
        depth: 0,
        shadowed: 0,
        broken: false,
        continued: false,
        named: false,
    };
    if let Some(condition) = condition {
        redirection.visit_expr_mut(condition);
    }
    redirection.visit_block_mut(body);
    Jumps {
        strips: redirection.strips,
        broken: redirection.broken,
        labelled: redirection.continued || !redirection.named,
    }
}

struct Redirection {
    label: Option<Lifetime>,
    strips: Lifetime,
    /// How many loops there are between here and the one in strips.
    depth: usize,
    /// How many labels like its own there are between here and it.
    shadowed: usize,
    broken: bool,
    continued: bool,
    /// Whether anything names the loop's label.
    named: bool,
}

impl Redirection {
    fn nested(&mut self, visit: impl FnOnce(&mut Self)) {
        self.depth += 1;
        visit(self);
        self.depth -= 1;
    }

    fn is_own(&self, label: &Lifetime) -> bool {
        self.shadowed == 0 && self.bears(label)
    }

    fn bears(&self, label: &Lifetime) -> bool {
        self.label
            .as_ref()
            .is_some_and(|own| own.ident == label.ident)
    }

    /// Visits what may have a label of its own, which may hide the loop's.
    fn labelled(&mut self, label: Option<&Label>, visit: impl FnOnce(&mut Self)) {
        let hides = usize::from(label.is_some_and(|label| self.bears(&label.name)));
        self.shadowed += hides;
        visit(self);
        self.shadowed -= hides;
    }
}

impl VisitMut for Redirection {
    fn visit_expr_break_mut(&mut self, node: &mut ExprBreak) {
        let ours = match &node.label {
            Some(label) => self.is_own(label),
            None => self.depth == 0,
        };
        self.named |= ours && node.label.is_some();
        if ours {
            node.label = Some(self.strips.clone());
            self.broken = true;
        }
        visit_mut::visit_expr_break_mut(self, node);
    }

    fn visit_expr_continue_mut(&mut self, node: &mut ExprContinue) {
        self.continued |= node.label.as_ref().is_some_and(|label| self.is_own(label));
        self.named |= self.continued;
    }

    fn visit_expr_loop_mut(&mut self, node: &mut ExprLoop) {
        let label = node.label.clone();
        self.labelled(label.as_ref(), |this| {
            this.nested(|this| this.visit_block_mut(&mut node.body));
        });
    }

    fn visit_expr_block_mut(&mut self, node: &mut ExprBlock) {
        let label = node.label.clone();
        self.labelled(label.as_ref(), |this| this.visit_block_mut(&mut node.block));
    }

    fn visit_expr_while_mut(&mut self, node: &mut ExprWhile) {
        let label = node.label.clone();
        self.labelled(label.as_ref(), |this| {
            this.nested(|this| visit_mut::visit_expr_while_mut(this, node));
        });
    }

    fn visit_expr_for_loop_mut(&mut self, node: &mut ExprForLoop) {
        self.visit_expr_mut(&mut node.expr);
        let label = node.label.clone();
        self.labelled(label.as_ref(), |this| {
            this.nested(|this| this.visit_block_mut(&mut node.body));
        });
    }

    fn visit_expr_closure_mut(&mut self, _: &mut ExprClosure) {}
}
