//! Variables whose types are not settled where they are declared, such as that of `let list = items.collect();`.
//!
//! The strips of a loop are chosen by the type of its iterator, where the loop stands; a plain `for` can wait for it.
//! So a loop over such a variable is checked at each turn, as one over a type without strips is. To take a variable for
//! late that is not costs speed alone; the reverse is an error of the compiler's, which a type or `every = 1` ends.

use syn::visit::{self, Visit};
use syn::{Expr, ExprMethodCall, Ident, Local, Pat, PatIdent, Path, PathArguments};

/// What gives whatever type is wanted of it.
const GIVING: [&str; 12] = [
    "collect",
    "default",
    "from",
    "from_iter",
    "into",
    "parse",
    "partition",
    "product",
    "sum",
    "try_into",
    "unwrap_or_default",
    "unzip",
];

/// Those in reach.
#[derive(Clone, Default)]
pub(super) struct Late(Vec<Ident>);

impl Late {
    /// Looks at what a `let` gives its variables, before they are in reach; says whether they will be late.
    pub(super) fn begin(&mut self, node: &Local) -> bool {
        let Some(init) = &node.init else {
            return false;
        };
        // Nothing says what a closure in a variable will be called with.
        if let Expr::Closure(closure) = &*init.expr {
            for input in &closure.inputs {
                self.bind(input, !matches!(input, Pat::Type(_)));
            }
        }
        !matches!(node.pat, Pat::Type(_)) && self.is_late(&init.expr)
    }

    /// Notes the variables of a `let`.
    pub(super) fn declare(&mut self, pattern: &Pat, late: bool) {
        let names = names(pattern);
        self.0.retain(|name| !names.contains(name));
        self.bind(pattern, late);
    }

    /// Notes the variables of another pattern. They may go out of reach before those that they hide.
    pub(super) fn matched(&mut self, pattern: &Pat, expr: &Expr) {
        self.bind(pattern, self.is_late(expr));
    }

    /// Whether the type of a loop's iterator is not settled where the loop stands.
    pub(super) fn decides(&self, node: &Expr) -> bool {
        match node {
            Expr::ForLoop(node) => self.is_late(&node.expr) || self.is_given(&node.expr),
            _ => false,
        }
    }

    fn bind(&mut self, pattern: &Pat, late: bool) {
        if late {
            self.0.extend(names(pattern));
        }
    }

    /// Whether such a variable stands where the type of `expr` depends on its own: not where a method is called on it, or
    /// a field taken, for which its type must be known.
    fn is_given(&self, expr: &Expr) -> bool {
        struct Found<'l>(&'l Late, bool);
        impl<'a> Visit<'a> for Found<'_> {
            fn visit_expr(&mut self, node: &'a Expr) {
                self.1 |= self.0.names(node);
                visit::visit_expr(self, node);
            }
            fn visit_expr_method_call(&mut self, node: &'a ExprMethodCall) {
                if !self.0.names(&node.receiver) {
                    self.visit_expr(&node.receiver);
                }
                node.args
                    .iter()
                    .for_each(|argument| self.visit_expr(argument));
            }
            // Its bounds will be numbers, whichever.
            fn visit_expr_range(&mut self, _: &'a syn::ExprRange) {}
            fn visit_expr_index(&mut self, _: &'a syn::ExprIndex) {}
            fn visit_expr_field(&mut self, _: &'a syn::ExprField) {}
            fn visit_expr_closure(&mut self, _: &'a syn::ExprClosure) {}
        }
        let mut found = Found(self, false);
        found.visit_expr(expr);
        found.1
    }

    fn names(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Path(path) if path.path.get_ident().is_some_and(|name| self.0.contains(name)))
    }

    fn is_late(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(_) => self.names(expr),
            Expr::MethodCall(call) => {
                call.turbofish.is_none() && GIVING.iter().any(|name| call.method == name)
                    || !self.names(&call.receiver) && self.is_late(&call.receiver)
            }
            Expr::Call(call) => {
                matches!(&*call.func, Expr::Path(path) if gives(&path.path))
                    || call.args.iter().any(|argument| self.is_late(argument))
            }
            Expr::Try(inner) => self.is_late(&inner.expr),
            Expr::Await(inner) => self.is_late(&inner.base),
            Expr::Paren(inner) => self.is_late(&inner.expr),
            Expr::Group(inner) => self.is_late(&inner.expr),
            Expr::Unary(inner) => self.is_late(&inner.expr),
            Expr::Reference(inner) => self.is_late(&inner.expr),
            Expr::Tuple(inner) => inner.elems.iter().any(|element| self.is_late(element)),
            Expr::Array(inner) => inner.elems.iter().any(|element| self.is_late(element)),
            Expr::Block(inner) => self.ends_late(&inner.block),
            Expr::Unsafe(inner) => self.ends_late(&inner.block),
            Expr::If(inner) => {
                let other = inner.else_branch.as_ref();
                self.ends_late(&inner.then_branch)
                    || other.is_some_and(|(_, other)| self.is_late(other))
            }
            Expr::Match(inner) => inner.arms.iter().any(|arm| self.is_late(&arm.body)),
            _ => false,
        }
    }

    fn ends_late(&self, block: &syn::Block) -> bool {
        matches!(block.stmts.last(), Some(syn::Stmt::Expr(end, None)) if self.is_late(end))
    }
}

/// Whether a path is that of a function which gives any type: `Default::default`, `Iterator::collect`, not `Vec::from`.
fn gives(path: &Path) -> bool {
    const TRAITS: [&str; 7] = [
        "Default",
        "From",
        "FromIterator",
        "FromStr",
        "Into",
        "Iterator",
        "TryInto",
    ];
    let mut names = path.segments.iter().rev();
    let explicit = path
        .segments
        .iter()
        .any(|segment| !matches!(segment.arguments, PathArguments::None));
    let (Some(function), owner) = (names.next(), names.next()) else {
        return false;
    };
    let of_trait = owner.is_some_and(|owner| TRAITS.iter().any(|name| owner.ident == name));
    !explicit && of_trait && GIVING.iter().any(|name| function.ident == name)
}

fn names(pattern: &Pat) -> Vec<Ident> {
    struct Names(Vec<Ident>);
    impl<'a> Visit<'a> for Names {
        fn visit_pat_ident(&mut self, node: &'a PatIdent) {
            self.0.push(node.ident.clone());
            visit::visit_pat_ident(self, node);
        }
        fn visit_expr(&mut self, _: &'a Expr) {}
    }
    let mut names = Names(Vec::new());
    names.visit_pat(pattern);
    names.0
}
