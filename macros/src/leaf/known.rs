//! How often a loop turns, where that can be read: `for k in 0..3`, `for j in i + 1..5`, `for x in c` where `c` is one
//! of `chunks_exact(8)`.

use syn::visit::{self, Visit};
use syn::{
    BinOp, Expr, ExprForLoop, ExprMethodCall, ExprRepeat, FnArg, Ident, Lit, Local, Pat, PatIdent,
    RangeLimits, Safety, Signature, Type,
};

use super::peeled;

/// The variables of which a bound is known. One that is bound again is forgotten, for good.
#[derive(Clone, Default)]
pub(crate) struct Known {
    /// Counters, with the least and the greatest number they have.
    counters: Vec<(Ident, Bounds)>,
    /// Slices and arrays, with the greatest length they have.
    slices: Vec<(Ident, u64)>,
    /// Those that are references by themselves.
    items: Vec<Ident>,
    /// Whether this is known to be safe code, where a reference leads to nothing else that is seen.
    pub(crate) safe: bool,
}

#[derive(Clone, Copy)]
struct Bounds {
    least: u64,
    most: u64,
}

impl Known {
    /// How often a loop with this header turns at most.
    pub(super) fn turns(&self, header: &Expr) -> Option<u64> {
        match peeled(header) {
            Expr::Range(_) => {
                let Bounds { least, most } = self.range(header)?;
                Some(most.saturating_add(1).saturating_sub(least))
            }
            Expr::MethodCall(call) => self.turns_of(call),
            Expr::Reference(slice) => self.length(&slice.expr),
            // An array by value may give what runs code when it is dropped.
            slice => self.length_of_items(slice),
        }
    }

    /// How often it turns on average, over all that its start may be: `for j in i + 1..5` half as often.
    pub(super) fn usual_turns(&self, header: &Expr) -> Option<u64> {
        let most = self.turns(header)?;
        let start = match peeled(header) {
            Expr::Range(range) => range.start.as_deref().and_then(|start| self.bounds(start)),
            _ => None,
        };
        let fewer = start.map_or(0, |start| start.most.saturating_sub(start.least));
        Some(most - fewer.min(most) / 2)
    }

    /// No adaptor here makes more of its iterator.
    fn turns_of(&self, call: &ExprMethodCall) -> Option<u64> {
        const MAKERS: [&str; 2] = ["iter", "iter_mut"];
        // None of these calls anything of the user's.
        const ADAPTORS: [&str; 7] = [
            "rev",
            "enumerate",
            "copied",
            "zip",
            "skip",
            "step_by",
            "take",
        ];
        let is = |names: &[&str]| names.iter().any(|name| call.method == name);
        if is(&MAKERS) {
            return self.length(&call.receiver);
        }
        let of_receiver = is(&ADAPTORS).then(|| self.turns(&call.receiver)).flatten();
        match call.args.first() {
            Some(other) if call.method == "zip" => Some(of_receiver?.min(self.turns(other)?)),
            Some(count) if call.method == "take" => {
                Some(of_receiver?.min(self.bounds(count)?.most))
            }
            _ => of_receiver,
        }
    }

    /// Notes the arrays among a function's parameters, and whether it is safe.
    pub(crate) fn parameters(&mut self, signature: &Signature) {
        self.safe = !matches!(signature.safety, Safety::Unsafe(_));
        for input in &signature.inputs {
            if let FnArg::Typed(input) = input
                // It may be left out: `#[cfg(…)]`.
                && input.attrs.is_empty()
            {
                self.array(&input.pat, array_type(&input.ty));
            }
        }
    }

    /// Notes an array that is declared, after [`Self::forget`].
    pub(crate) fn local(&mut self, node: &Local) {
        if !node.attrs.is_empty() {
            // It may be left out: `#[cfg(…)]`.
            return;
        }
        match &node.pat {
            Pat::Type(typed) => self.array(&typed.pat, array_type(&typed.ty)),
            name => {
                let init = node.init.as_ref();
                self.array(name, init.and_then(|init| array_value(&init.expr)));
            }
        }
    }

    fn array(&mut self, pattern: &Pat, length: Option<u64>) {
        if let (Pat::Ident(name), Some(length)) = (pattern, length) {
            self.slices.push((name.ident.clone(), length));
        }
    }

    /// Notes a `for` loop's items, after [`Self::forget`].
    pub(crate) fn items(&mut self, node: &ExprForLoop) {
        let Pat::Ident(name) = &*node.pat else {
            return;
        };
        if name.mutability.is_some() {
            return;
        }
        if let Some(bounds) = self.range(&node.expr) {
            self.counters.push((name.ident.clone(), bounds));
        }
        if let Some(length) = item_length(&node.expr) {
            self.slices.push((name.ident.clone(), length));
            self.items.push(name.ident.clone());
        }
    }

    /// A variable of this name may now be another one.
    pub(super) fn forget(&mut self, name: &Ident) {
        self.counters.retain(|(known, _)| known != name);
        self.slices.retain(|(known, _)| known != name);
        self.items.retain(|known| known != name);
    }

    /// The same for all variables of a pattern.
    pub(crate) fn forget_all(&mut self, pattern: &Pat) {
        struct Forget<'k>(&'k mut Known);
        impl<'ast> Visit<'ast> for Forget<'_> {
            fn visit_pat(&mut self, node: &'ast Pat) {
                if let Pat::Macro(_) = node {
                    // It may declare anything.
                    *self.0 = Known::default();
                }
                visit::visit_pat(self, node);
            }
            fn visit_pat_ident(&mut self, node: &'ast PatIdent) {
                self.0.forget(&node.ident);
                visit::visit_pat_ident(self, node);
            }
        }
        if !(self.counters.is_empty() && self.slices.is_empty()) {
            Forget(self).visit_pat(pattern);
        }
    }

    /// The least and greatest number that a range can have.
    fn range(&self, header: &Expr) -> Option<Bounds> {
        let Expr::Range(range) = peeled(header) else {
            return None;
        };
        let start = self.bounds(range.start.as_deref()?)?;
        let end = self.bounds(range.end.as_deref()?)?;
        if end.most > LARGEST {
            return None;
        }
        let most = match range.limits {
            RangeLimits::HalfOpen(_) => end.most.checked_sub(1),
            RangeLimits::Closed(_) => Some(end.most),
        };
        // A range of none: its item is never seen, and it turns never.
        let most = most.filter(|most| *most >= start.least);
        Some(Bounds {
            least: most.map_or(1, |_| start.least),
            most: most.unwrap_or(0),
        })
    }

    /// The least and the greatest value of an expression of literals and counters.
    fn bounds(&self, expr: &Expr) -> Option<Bounds> {
        match peeled(expr) {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(number) => {
                    let value = number.base10_parse().ok()?;
                    Some(Bounds {
                        least: value,
                        most: value,
                    })
                }
                _ => None,
            },
            Expr::Path(path) => {
                let name = path.path.get_ident()?;
                let mut known = self.counters.iter().rev();
                known
                    .find(|(known, _)| known == name)
                    .map(|(_, bounds)| *bounds)
            }
            Expr::MethodCall(call) if call.method == "len" && call.args.is_empty() => {
                let most = self.length(&call.receiver)?;
                Some(Bounds { least: 0, most })
            }
            Expr::Binary(binary) if matches!(binary.op, BinOp::Add(_)) => {
                let (left, right) = (self.bounds(&binary.left)?, self.bounds(&binary.right)?);
                Some(Bounds {
                    least: left.least.saturating_add(right.least),
                    most: left.most.saturating_add(right.most),
                })
            }
            _ => None,
        }
    }

    fn length_of_items(&self, slice: &Expr) -> Option<u64> {
        match peeled(slice) {
            Expr::Path(path) if self.items.contains(path.path.get_ident()?) => self.length(slice),
            _ => None,
        }
    }

    fn length(&self, slice: &Expr) -> Option<u64> {
        let Expr::Path(path) = peeled(slice) else {
            return None;
        };
        let name = path.path.get_ident()?;
        let mut known = self.slices.iter().rev();
        known
            .find(|(known, _)| known == name)
            .map(|(_, length)| *length)
    }
}

/// Sums of larger numbers may wrap.
const LARGEST: u64 = 1 << 16;

/// The length of an array type, or of the array that a reference is to. One that is not written as a number is not known.
fn array_type(ty: &Type) -> Option<u64> {
    match ty {
        Type::Array(array) => number(&array.len),
        Type::Reference(reference) => array_type(&reference.elem),
        _ => None,
    }
}

fn array_value(expr: &Expr) -> Option<u64> {
    match expr {
        Expr::Array(array) => u64::try_from(array.elems.len()).ok(),
        Expr::Repeat(repeat) => number(&repeat.len),
        Expr::Reference(reference) => array_value(&reference.expr),
        _ => None,
    }
}

/// How many elements an array of one value has, with those of arrays in it; where a length is not written, not quite a few.
pub(super) fn elements(array: &ExprRepeat) -> u64 {
    let each = match peeled(&array.expr) {
        Expr::Repeat(inner) => elements(inner),
        _ => 1,
    };
    number(&array.len).unwrap_or(256).saturating_mul(each)
}

fn number(expr: &Expr) -> Option<u64> {
    Some(Known::default().bounds(expr)?.most)
}

/// The length of the slices that a header gives: `v.chunks_exact(8)`, `v.windows(2)`.
fn item_length(header: &Expr) -> Option<u64> {
    const NAMES: [&str; 5] = [
        "chunks",
        "chunks_mut",
        "chunks_exact",
        "chunks_exact_mut",
        "windows",
    ];
    match peeled(header) {
        Expr::MethodCall(call) if NAMES.iter().any(|name| call.method == name) => Known::default()
            .bounds(call.args.first()?)
            .map(|bounds| bounds.most),
        _ => None,
    }
}
