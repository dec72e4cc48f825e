//! Loops that count, and that the compiler would hardly vectorise all the same: an iteration needs what the one before it has stored or
//! summed up, or stores here and there. They are as fast as without the attribute if some of their iterations are written one
//! after another; not with the counter of a strip, unless the end of each strip is told (`Counter::ends_are_told`): then there is none.

use std::slice;

use syn::visit::{self, Visit};
use syn::{
    BinOp, Block, Expr, ExprAssign, ExprBinary, ExprIf, ExprIndex, ExprMatch, Ident, Local, Pat,
    PatIdent,
};

use super::index::{Wild, is_compound, names_one};
use super::{number, peeled, variable};

/// What the compiler has to do with a loop that is leaf.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// It may vectorise it.
    Vectors,
    /// It would hardly.
    Serial,
    /// It would hardly, and an element is read that was stored some iterations before. The plain loop keeps it in a register; of the first one in a strip
    /// the compiler does not know that its index is one of the list's.
    Back,
}

impl Work {
    pub(super) fn of(body: &Block, wild: &Wild) -> Self {
        let mut found = Found::default();
        found.visit_block(body);
        if found.reads_what_was_stored() {
            Self::Back
        } else if found.stores_anywhere(wild)
            || found.stores_now_and_then()
            || found.keeps_sums(wild)
            || found.keeps_places()
        {
            Self::Serial
        } else {
            Self::Vectors
        }
    }
}

/// What is in a body.
#[derive(Default)]
struct Found<'a> {
    given: Vec<Given<'a>>,
    /// The elements that are read.
    reads: Vec<&'a ExprIndex>,
    steps: Vec<Step<'a>>,
    /// The variables that begin anew in each iteration, and what they are given then, where that is a `let` of one.
    declared: Vec<(&'a Ident, Option<&'a Expr>)>,
    /// The conditions of the branches that this is in.
    branches: Vec<Option<&'a Expr>>,
}

/// A place is given a value.
struct Given<'a> {
    place: &'a Expr,
    value: &'a Expr,
    /// `place += value`.
    compound: bool,
    /// The condition of the branch that this is in, if that is an `if`.
    only_if: Option<&'a Expr>,
}

/// A counter is moved.
struct Step<'a> {
    counter: &'a Ident,
    by: i128,
    in_branch: bool,
}

/// Of an element that was stored longer ago, vectors can be made.
const FAR: i128 = 16;

impl<'a> Found<'a> {
    fn stores(&self) -> impl Iterator<Item = &'a ExprIndex> {
        self.given
            .iter()
            .filter_map(|given| match peeled(given.place) {
                Expr::Index(index) => Some(index),
                _ => None,
            })
    }

    /// Whether where something is stored is itself data: two iterations may mean one place.
    fn stores_anywhere(&self, wild: &Wild) -> bool {
        self.stores().any(|store| {
            let mut place = Place {
                found: self,
                wild,
                followed: 0,
                is_data: false,
            };
            place.visit_expr(&store.index);
            place.is_data
        })
    }

    /// Whether some of the elements that are passed are left as they are, or nobody knows when the next one comes. Or all are written one
    /// after another already.
    fn stores_now_and_then(&self) -> bool {
        self.stores().any(|store| {
            let beside = self.stores().filter(|other| other.expr == store.expr);
            let beside = beside.count() as u128;
            self.steps.iter().any(|step| {
                let leaves_some = beside < step.by.unsigned_abs();
                let follows = offset(&store.index, step.counter).is_some();
                follows && (step.in_branch || leaves_some || beside > 2)
            })
        })
    }

    /// Whether what is computed from itself is wanted at each iteration, and not only at the end.
    fn keeps_sums(&self, wild: &Wild) -> bool {
        let kept = |name: &Ident| {
            self.given.iter().any(|other| {
                let own = |place| other.compound || names(other.value, place);
                let wanted = variable(other.place).is_none_or(own);
                wanted && !names(other.place, name) && names(other.value, name)
            })
        };
        self.given.iter().any(|sum| {
            let computed = !wild.is_tame(sum.value);
            variable(sum.place).is_some_and(|name| {
                let own = sum.compound || names(sum.value, name);
                computed && own && !self.begins_anew(name) && kept(name)
            })
        })
    }

    fn begins_anew(&self, name: &Ident) -> bool {
        self.declared.iter().any(|(declared, _)| *declared == name)
    }

    /// What a variable is given in each iteration.
    fn begun(&self, name: &Ident) -> Option<&'a Expr> {
        let mut declared = self.declared.iter();
        declared.find(|(declared, _)| *declared == name)?.1
    }

    /// Whether an iteration keeps more than what it compares with what was kept: where that was.
    fn keeps_places(&self) -> bool {
        self.given.iter().any(|kept| {
            variable(kept.place).is_some_and(|name| {
                kept.only_if.is_some_and(|condition| {
                    let beside = |other: &&Given<'_>| {
                        other.only_if == kept.only_if && variable(other.place).is_some()
                    };
                    names(condition, name) && self.given.iter().filter(beside).count() > 1
                })
            })
        })
    }

    /// Whether an element that is read was stored some iterations before.
    fn reads_what_was_stored(&self) -> bool {
        self.steps.iter().any(|step| {
            self.stores().any(|store| {
                let stored = offset(&store.index, step.counter);
                self.reads.iter().any(|read| {
                    let distance = stored
                        .zip(offset(&read.index, step.counter))
                        .map(|(stored, read)| (stored - read) * step.by.signum());
                    read.expr == store.expr
                        && distance.is_some_and(|distance| {
                            (1..FAR).contains(&distance) && distance % step.by == 0
                        })
                })
            })
        })
    }

    fn give(&mut self, place: &'a Expr, value: &'a Expr, compound: bool) {
        let only_if = self.branches.last().copied().flatten();
        self.given.push(Given {
            place,
            value,
            compound,
            only_if,
        });
    }

    /// `place = value`, or several at once: `(a, b) = (b, a)`.
    fn assign(&mut self, place: &'a Expr, value: &'a Expr) {
        let places = match peeled(place) {
            Expr::Tuple(places) => &places.elems,
            Expr::Array(places) => &places.elems,
            // It is not read.
            Expr::Index(store) => {
                self.give(place, value, false);
                return visit::visit_expr_index(self, store);
            }
            _ => {
                self.give(place, value, false);
                return self.visit_expr(place);
            }
        };
        let values = match peeled(value) {
            Expr::Tuple(values) => Some(&values.elems),
            Expr::Array(values) => Some(&values.elems),
            _ => None,
        };
        // Behind a `..` it may be another one's.
        let values = values.filter(|values| values.len() == places.len());
        for (at, place) in places.iter().enumerate() {
            let own = values.and_then(|values| values.get(at));
            self.assign(place, own.unwrap_or(value));
        }
    }

    fn branch(&mut self, condition: Option<&'a Expr>, visit: impl FnOnce(&mut Self)) {
        self.branches.push(condition);
        visit(self);
        self.branches.pop();
    }
}

impl<'a> Visit<'a> for Found<'a> {
    fn visit_expr_assign(&mut self, node: &'a ExprAssign) {
        self.assign(&node.left, &node.right);
        self.visit_expr(&node.right);
    }

    fn visit_expr_binary(&mut self, node: &'a ExprBinary) {
        if is_compound(&node.op) {
            self.give(&node.left, &node.right, true);
        }
        let forward = match node.op {
            BinOp::AddAssign(_) => Some(true),
            BinOp::SubAssign(_) => Some(false),
            _ => None,
        };
        if let Some(forward) = forward
            && let Some(counter) = variable(&node.left)
            && let Some(by) = written(&node.right)
        {
            self.steps.push(Step {
                counter,
                by: if forward { by } else { -by },
                in_branch: !self.branches.is_empty(),
            });
        }
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_index(&mut self, node: &'a ExprIndex) {
        self.reads.push(node);
        visit::visit_expr_index(self, node);
    }

    fn visit_local(&mut self, node: &'a Local) {
        if let (Pat::Ident(name), Some(init)) = (&node.pat, &node.init) {
            self.declared.push((&name.ident, Some(&init.expr)));
        }
        visit::visit_local(self, node);
    }

    fn visit_pat_ident(&mut self, node: &'a PatIdent) {
        self.declared.push((&node.ident, None));
    }

    fn visit_expr_if(&mut self, node: &'a ExprIf) {
        self.visit_expr(&node.cond);
        self.branch(Some(&node.cond), |found| {
            found.visit_block(&node.then_branch);
        });
        if let Some((_, branch)) = &node.else_branch {
            self.branch(None, |found| found.visit_expr(branch));
        }
    }

    fn visit_expr_match(&mut self, node: &'a ExprMatch) {
        self.visit_expr(&node.expr);
        self.branch(None, |found| {
            node.arms.iter().for_each(|arm| found.visit_arm(arm));
        });
    }
}

/// Looks whether an index is made of data.
struct Place<'f, 'a> {
    found: &'f Found<'a>,
    wild: &'f Wild,
    /// How many variables have been followed to what they were given.
    followed: u8,
    is_data: bool,
}

impl<'ast> Visit<'ast> for Place<'_, '_> {
    fn visit_expr(&mut self, node: &'ast Expr) {
        match node {
            Expr::Index(_) | Expr::Call(_) => self.is_data = true,
            Expr::Path(path) => {
                let value = path
                    .path
                    .get_ident()
                    .and_then(|name| self.found.begun(name));
                match value {
                    Some(value) if self.followed < 4 => {
                        self.followed += 1;
                        self.visit_expr(value);
                    }
                    _ => self.is_data |= !self.wild.is_tame(node),
                }
            }
            _ => visit::visit_expr(self, node),
        }
    }
}

fn names(expr: &Expr, name: &Ident) -> bool {
    names_one(expr, slice::from_ref(name))
}

/// A step or an offset: of so many bits that sums of them fit.
fn written(expr: &Expr) -> Option<i128> {
    u64::try_from(number(expr)?).ok().map(i128::from)
}

/// How far an index is from a counter: `i - 1`.
pub(super) fn offset(index: &Expr, counter: &Ident) -> Option<i128> {
    match peeled(index) {
        Expr::Path(_) => (variable(index)? == counter).then_some(0),
        Expr::Cast(cast) => offset(&cast.expr, counter),
        Expr::Binary(node) if matches!(node.op, BinOp::Add(_)) => {
            Some(offset(&node.left, counter)? + written(&node.right)?)
        }
        Expr::Binary(node) if matches!(node.op, BinOp::Sub(_)) => {
            Some(offset(&node.left, counter)? - written(&node.right)?)
        }
        _ => None,
    }
}
