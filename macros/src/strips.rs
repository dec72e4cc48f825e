//! Decides which loops are divided into strips.

use syn::Expr;

use crate::decide::{Cadence, Exit};
use crate::frame::Frame;
use crate::jumps::Inside;
use crate::leaf::{self, Counter, Known, Leaf, Loops};

/// What has come before the place where the walk is.
#[derive(Clone, Copy, Default)]
pub(crate) struct Near {
    /// A check, and nothing since that could call anything: the next would see what it saw.
    pub(crate) checked: bool,
    /// An iteration of a leaf loop has begun, and this is in it.
    pub(crate) nested: bool,
    /// The loops in the iteration that this is in.
    pub(crate) loops: Loops,
}

impl Near {
    /// Whether a short loop here wants a check before it.
    fn wants_check(self, leaf: Leaf) -> bool {
        match self.loops {
            Loops::Short => false,
            // A light one is a part of the iteration. Beside others a check is nothing.
            Loops::Apart => leaf.heavier_than(LIGHT),
            Loops::Any => true,
        }
    }
}

/// How a loop ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// So near to its last check that none is needed behind it.
    Checked,
    Unchecked,
}

/// How a loop is checked.
pub(crate) enum Plan {
    /// At iterations, by a counter if by anything.
    Checked(Cadence),
    /// Between strips.
    Strips(Box<Strips>),
    /// Not in it: all of it is shorter than a strip.
    Whole {
        /// Whether there is a check before it.
        leading: bool,
    },
}

/// A loop in strips: a leaf loop, or one that the user wants to be checked at every N-th iteration.
pub(crate) struct Strips {
    pub(crate) length: Length,
    /// Whether there is a check before the first strip. Else the one that has just been made is enough.
    pub(crate) leading: bool,
    pub(crate) form: Form,
    /// What it goes through.
    pub(crate) header: Header,
    /// Those in it.
    pub(crate) loops: Loops,
    /// Whether there is a check before it also where all of it is one strip.
    pub(crate) always: bool,
    /// What a `while` counts with.
    pub(crate) counter: Option<Counter>,
}

/// How a strip is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    /// The loop is also written as it was, for when all of it fits into one strip: it is short and often run.
    Twice,
    /// Its natural end is told from others: a macro in the body may hide a `break`.
    Marked,
}

/// What is known of what a `for` goes through.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Header {
    /// Nothing; or the loop is a `while` or a `loop`.
    Any,
    /// It is a range of integers, which is sure to have strips.
    Range,
    /// The same, and its loop looks at neighbours. `told`: [`leaf::looks_beside`].
    Numbers { told: bool },
    /// It is such a range, and nobody asks for its numbers.
    Turns,
    /// It is such a range from its end to a start that is written: `(0..n).rev()`.
    Down,
    /// It has one closure, of a `map`, and that is leaf.
    Map,
}

impl Header {
    /// `marked`: see [`Form::Marked`].
    fn of(node: &Expr, marked: bool, frame: &Frame) -> Self {
        let Expr::ForLoop(node) = node else {
            return Self::Any;
        };
        // The loop over the strips can be left at its head where no other way out is marked, and not in the break mode: the check before it
        // would stand in no loop of ours, and could not `break`.
        let at_head = !marked && !matches!(frame.exit, Exit::Break);
        if at_head && leaf::only_counts(node) {
            Self::Turns
        } else if leaf::is_range_of_integers(&node.expr) {
            match leaf::looks_beside(node) {
                Some(told) if !marked => Self::Numbers { told },
                _ => Self::Range,
            }
        } else if at_head && leaf::goes_down(&node.expr) {
            Self::Down
        } else if leaf::maps_in_place(&node.expr) {
            Self::Map
        } else {
            Self::Any
        }
    }

    /// Whether the loop over the strips is left at its head.
    pub(crate) fn ends_at_head(self) -> bool {
        matches!(self, Self::Turns | Self::Down)
    }

    /// Whether a way to begin does not depend on a choice by type.
    pub(crate) fn begins_by_itself(self) -> bool {
        self.ends_at_head() || matches!(self, Self::Numbers { .. })
    }

    /// Whether no cast behind the loop could settle what it has. (One that goes down is of integers, whichever, unless its `rev` is the user's.)
    pub(crate) fn is_settled(self) -> bool {
        matches!(
            self,
            Self::Range | Self::Numbers { .. } | Self::Turns | Self::Down
        )
    }
}

/// How many iterations a strip has.
pub(crate) enum Length {
    /// What fits the weight of one.
    Weighed { weight: u32, indexes: bool },
    /// So many, as the user wants it.
    Exactly(u64),
    /// So few that the compiler unrolls them: for loops that do not count, which cannot be vectorised.
    Few { weight: u32 },
    /// Fewer: the loop only looks for a place.
    FewToSeek,
}

impl Length {
    /// Whether all of a strip is written out.
    pub(crate) fn is_few(&self) -> bool {
        matches!(self, Self::Few { .. } | Self::FewToSeek)
    }
}

/// The most a loop may weigh that is a part of an iteration without a check: some 80 ns.
const LIGHT: u64 = 1024;

/// The most a body may weigh that is written twice.
const TWICE: u32 = 1024;

/// The most a body may weigh that is unrolled: beside more, a check is nothing.
const UNROLLED: u32 = 512;

impl Plan {
    pub(crate) fn of(
        node: &Expr,
        own: Option<u64>,
        near: Near,
        known: &Known,
        frame: &Frame,
    ) -> Self {
        let function = frame.args.every;
        let every = own.or(function);
        let counter = match node {
            Expr::While(node) => Counter::of(node, frame),
            _ => None,
        };
        let leaf = leaf_of(node, every, counter.as_ref(), known);
        let leading = !(near.checked && begins_calmly(node));
        if let Some(leaf) = leaf
            && every.is_none()
            && leaf.is_short()
        {
            return Self::Whole {
                leading: leading && near.wants_check(leaf),
            };
        }
        let checked = Self::Checked(Cadence::of(own, function));
        let chosen = every.filter(|&every| every > 1 && !frame.asynchronous);
        if leaf.is_none() && chosen.is_none() {
            return checked;
        }
        let inside = Inside::of(node);
        match (leaf, chosen) {
            _ if inside.continued => checked,
            // Where a loop in it is ended, it would go on without that loop until its strip ends: some thousand iterations.
            (Some(leaf), _) if leaf.loops == Loops::Apart && matches!(frame.exit, Exit::Break) => {
                checked
            }
            (Some(leaf), _) => {
                let header = Header::of(node, false, frame);
                let Some(length) = length_of(node, leaf, every, counter.as_ref(), header) else {
                    return Self::Checked(Cadence::EachTurn);
                };
                let form = if near.nested
                    && leaf.whole_weight().is_some_and(|weight| weight <= TWICE)
                    && may_be_told_short(node, counter.as_ref(), &length)
                {
                    Form::Twice
                } else {
                    Form::Plain
                };
                Self::Strips(Box::new(Strips {
                    leading,
                    form,
                    header,
                    length,
                    loops: leaf.loops,
                    always: leading && near.loops == Loops::Apart && near.wants_check(leaf),
                    counter,
                }))
            }
            (None, Some(every)) if inside.can_be_divided(node) => Self::Strips(Box::new(Strips {
                length: Length::Exactly(every),
                leading: true,
                form: if inside.hidden {
                    Form::Marked
                } else {
                    Form::Plain
                },
                header: Header::of(node, inside.hidden, frame),
                loops: Loops::Any,
                always: false,
                counter: None,
            })),
            (None, _) => checked,
        }
    }

    /// What an iteration's body finds near it.
    pub(crate) fn within(&self, node: &Expr) -> Near {
        let nested = leaf::expression(node);
        let loops = match self {
            Self::Checked(_) => Loops::Any,
            // Their length was chosen, and says nothing of loops inside.
            Self::Strips(strips) if strips.loops == Loops::Any => Loops::Apart,
            Self::Strips(strips) => strips.loops,
            Self::Whole { .. } => Loops::Short,
        };
        let checked = match (self, node) {
            (Self::Checked(Cadence::EachTurn), Expr::Loop(_)) => true,
            (Self::Checked(Cadence::EachTurn), Expr::While(node)) => leaf::expression(&node.cond),
            (Self::Checked(Cadence::EachTurn), _) => nested,
            _ => loops == Loops::Short,
        };
        Near {
            // The check comes before an item is drawn, and that may call anything; not with a range.
            checked: checked && !draws(node),
            nested,
            loops,
        }
    }
}

/// What is known of a leaf loop that may be divided. One that does not count is none where N iterations are asked for.
fn leaf_of(
    node: &Expr,
    every: Option<u64>,
    counter: Option<&Counter>,
    known: &Known,
) -> Option<Leaf> {
    match node {
        _ if every == Some(1) => None,
        Expr::ForLoop(node) => leaf::for_loop(node, known),
        Expr::While(node) if every.is_none() || counter.is_some() => leaf::while_loop(node, known),
        Expr::Loop(node) if every.is_none() => leaf::endless_loop(node, known),
        _ => None,
    }
}

/// How many iterations a strip of a leaf loop has; none where each is checked.
fn length_of(
    node: &Expr,
    leaf: Leaf,
    every: Option<u64>,
    counter: Option<&Counter>,
    header: Header,
) -> Option<Length> {
    if let Some(every) = every {
        return Some(Length::Exactly(every));
    }
    let weight = leaf.weight?;
    if leaf.loops == Loops::Apart && !matches!(node, Expr::ForLoop(_)) {
        return None;
    }
    let light = weight <= UNROLLED;
    let counts = counter.is_some_and(|counter| !(counter.is_serial() && light));
    if counts || matches!(node, Expr::ForLoop(_)) {
        // The strips of a `while`, and of a range downwards, begin where vectors are aligned: that is worth more than a vector's rest at the end of each.
        let indexes = leaf.indexes && counter.is_none() && header != Header::Down;
        return Some(Length::Weighed { weight, indexes });
    }
    if !light {
        return None;
    }
    if leaf::seeks(node) {
        return Some(Length::FewToSeek);
    }
    (!leaf::divides(node)).then_some(Length::Few { weight })
}

/// Whether it can be told before a loop that all of it is one strip.
fn may_be_told_short(node: &Expr, counter: Option<&Counter>, length: &Length) -> bool {
    match node {
        Expr::ForLoop(_) => true,
        _ => !length.is_few() && counter.is_some_and(|counter| counter.distance.is_some()),
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
