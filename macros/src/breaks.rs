//! Which `break`s end a `loop`, and which variables it initialises: what `on_cancel = break` must know.

use proc_macro2::Span;
use syn::visit::{self, Visit};
use syn::{
    Expr, ExprAssign, ExprAsync, ExprBreak, ExprClosure, ExprConst, ExprForLoop, ExprLoop,
    ExprWhile, Ident, Item, Lifetime, Local, PatIdent,
};

/// Whether a `loop` has a value.
pub(crate) fn has_value(node: &ExprLoop) -> bool {
    Breaks::of(node, &[]).value.is_some()
}

/// Says why a `loop` cannot be ended by a `break` of ours.
pub(crate) fn objection(node: &ExprLoop, uninitialised: &[Ident]) -> Option<(Span, String)> {
    const WAY_OUT: &str =
        "use `on_cancel = return EXPR`, or leave the loop out with `#[checkpoint(skip)]`";
    let breaks = Breaks::of(node, uninitialised);
    if let Some(value) = breaks.value {
        return Some((
            value,
            format!("`on_cancel = break` has no value for this loop; {WAY_OUT}"),
        ));
    }
    if let Some(name) = breaks.initialised {
        let message = format!(
            "`on_cancel = break` could leave `{name}` uninitialised; give it a value before the loop, {WAY_OUT}"
        );
        return Some((name.span(), message));
    }
    let endless = || {
        format!("`on_cancel = break` cannot end a `loop` that has no `break` of its own; {WAY_OUT}")
    };
    (!breaks.ends).then(|| (node.loop_token.span, endless()))
}

/// Notes the variables of a `let` in a list of those that have no value yet.
pub(crate) fn declared(node: &Local, uninitialised: &mut Vec<Ident>) {
    struct Names<'n>(&'n mut Vec<Ident>, bool);
    impl<'ast> Visit<'ast> for Names<'_> {
        fn visit_pat_ident(&mut self, node: &'ast PatIdent) {
            let Self(uninitialised, without_a_value) = self;
            uninitialised.retain(|other| *other != node.ident);
            uninitialised.extend(without_a_value.then(|| node.ident.clone()));
            visit::visit_pat_ident(self, node);
        }
    }
    Names(uninitialised, node.init.is_none()).visit_pat(&node.pat);
}

/// The variable of that list that is assigned to.
pub(crate) fn assigned(node: &ExprAssign, uninitialised: &[Ident]) -> Option<Ident> {
    let Expr::Path(path) = &*node.left else {
        return None;
    };
    let name = path.path.get_ident()?;
    uninitialised.contains(name).then(|| name.clone())
}

struct Breaks<'a> {
    label: Option<&'a Lifetime>,
    /// Variables declared before the loop without a value.
    uninitialised: &'a [Ident],
    /// How many loops there are between here and the loop in question.
    depth: usize,
    ends: bool,
    value: Option<Span>,
    initialised: Option<Ident>,
    /// Variables of the loop's own.
    own: Vec<&'a Ident>,
}

impl<'a> Breaks<'a> {
    fn of(node: &'a ExprLoop, uninitialised: &'a [Ident]) -> Self {
        let mut breaks = Self {
            label: node.label.as_ref().map(|label| &label.name),
            uninitialised,
            depth: 0,
            ends: false,
            value: None,
            initialised: None,
            own: Vec::new(),
        };
        breaks.visit_block(&node.body);
        breaks
    }

    /// Looks for such a variable in what is assigned to: `x = 1`, `(x, [y, ..]) = f()`.
    fn assigned(&mut self, target: &Expr) {
        match target {
            Expr::Path(path) => {
                if let Some(name) = path.path.get_ident()
                    && self.uninitialised.contains(name)
                    && !self.own.contains(&name)
                {
                    self.initialised.get_or_insert_with(|| name.clone());
                }
            }
            Expr::Array(array) => self.all_assigned(&array.elems),
            Expr::Call(tuple) => self.all_assigned(&tuple.args),
            Expr::Group(group) => self.assigned(&group.expr),
            Expr::Paren(paren) => self.assigned(&paren.expr),
            Expr::Struct(fields) => self.all_assigned(fields.fields.iter().map(|it| &it.expr)),
            Expr::Tuple(tuple) => self.all_assigned(&tuple.elems),
            // What is reached through others has a value by then.
            _ => {}
        }
    }

    fn all_assigned<'e>(&mut self, targets: impl IntoIterator<Item = &'e Expr>) {
        for target in targets {
            self.assigned(target);
        }
    }

    fn nested(&mut self, visit: impl FnOnce(&mut Self)) {
        self.depth += 1;
        visit(self);
        self.depth -= 1;
    }
}

impl<'ast> Visit<'ast> for Breaks<'ast> {
    fn visit_pat_ident(&mut self, node: &'ast PatIdent) {
        self.own.push(&node.ident);
        visit::visit_pat_ident(self, node);
    }

    fn visit_expr_break(&mut self, node: &'ast ExprBreak) {
        let ours = match &node.label {
            Some(label) => self.label.is_some_and(|own| own.ident == label.ident),
            None => self.depth == 0,
        };
        self.ends |= ours;
        if ours && node.expr.is_some() {
            self.value.get_or_insert(node.break_token.span);
        }
        visit::visit_expr_break(self, node);
    }

    fn visit_expr_assign(&mut self, node: &'ast ExprAssign) {
        self.assigned(&node.left);
        visit::visit_expr_assign(self, node);
    }

    fn visit_expr_loop(&mut self, node: &'ast ExprLoop) {
        self.nested(|this| visit::visit_expr_loop(this, node));
    }

    fn visit_expr_while(&mut self, node: &'ast ExprWhile) {
        self.nested(|this| visit::visit_expr_while(this, node));
    }

    fn visit_expr_for_loop(&mut self, node: &'ast ExprForLoop) {
        // A `break` in its header ends the loop around it.
        self.visit_expr(&node.expr);
        self.nested(|this| this.visit_block(&node.body));
    }

    // A `break` in these belongs to a loop in these.
    fn visit_expr_closure(&mut self, _: &'ast ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast ExprAsync) {}
    fn visit_expr_const(&mut self, _: &'ast ExprConst) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}
