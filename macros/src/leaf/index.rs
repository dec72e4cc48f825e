//! Which variables are mere counters, and which hold data: an index of counters is likely in the cache, one of data
//! may be anywhere.

use syn::visit::{self, Visit};
use syn::{
    BinOp, Block, Expr, ExprAssign, ExprBinary, ExprClosure, ExprForLoop, Ident, Local, Pat,
    PatIdent, Stmt, UnOp,
};

use super::peeled;

/// Where an index leads from one iteration to the next.
pub(super) enum Way {
    /// By a step that is written.
    Walks,
    /// By a step that is not, of more or less the same length: from row to row.
    Jumps,
    /// Anywhere.
    Wild,
}

/// The variables that hold data.
#[derive(Default)]
pub(super) struct Wild {
    data: Vec<Ident>,
    /// Counters that are moved by more than a written step: what they lead to may be far from what they led to before.
    strided: Vec<Ident>,
    /// What counts by `step_by`, by a step that is not written.
    paced: Vec<Ident>,
    /// What the loop itself counts with.
    counting: Option<Ident>,
}

impl Wild {
    pub(super) fn of_block(block: &Block) -> Self {
        let mut wild = Self::default();
        // Twice: a variable may be made of one that is only later seen to hold data.
        wild.visit_block(block);
        wild.visit_block(block);
        wild
    }

    pub(super) fn of_for(node: &ExprForLoop) -> Self {
        let mut wild = Self {
            counting: match &*node.pat {
                Pat::Ident(name) => Some(name.ident.clone()),
                _ => None,
            },
            ..Self::default()
        };
        wild.items(node);
        wild.visit_block(&node.body);
        wild.visit_block(&node.body);
        wild
    }

    pub(super) fn of_closure(node: &ExprClosure) -> Self {
        let mut wild = Self::default();
        for input in &node.inputs {
            wild.visit_pat(input);
        }
        wild
    }

    /// What a loop is given is data, unless it counts through a range.
    fn items(&mut self, node: &ExprForLoop) {
        let mut header = peeled(&node.expr);
        let mut numbered = false;
        while let Expr::MethodCall(call) = header {
            numbered |= call.method == "enumerate";
            if call.method == "step_by"
                && !matches!(call.args.first(), Some(Expr::Lit(_)))
                && let Pat::Ident(name) = &*node.pat
            {
                self.paced.push(name.ident.clone());
            }
            header = peeled(&call.receiver);
        }
        match &*node.pat {
            Pat::Tuple(pair) if numbered => pair
                .elems
                .iter()
                .skip(1)
                .for_each(|item| self.visit_pat(item)),
            _ if matches!(header, Expr::Range(_)) => {}
            item => self.visit_pat(item),
        }
    }

    /// Whether an expression is made of counters and constants only.
    pub(super) fn is_tame(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Lit(_) => true,
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_none_or(|name| !self.data.contains(name)),
            Expr::Field(field) => self.is_tame(&field.base),
            Expr::Cast(cast) => self.is_tame(&cast.expr),
            Expr::Paren(inner) => self.is_tame(&inner.expr),
            Expr::Group(inner) => self.is_tame(&inner.expr),
            Expr::Unary(unary) => matches!(unary.op, UnOp::Neg(_)) && self.is_tame(&unary.expr),
            Expr::Binary(binary) => {
                matches!(binary.op, BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_))
                    && self.is_tame(&binary.left)
                    && self.is_tame(&binary.right)
            }
            Expr::Range(range) => {
                let bounds = [&range.start, &range.end];
                bounds
                    .into_iter()
                    .flatten()
                    .all(|bound| self.is_tame(bound))
            }
            Expr::MethodCall(call) => call.method == "len" && self.is_tame(&call.receiver),
            _ => false,
        }
    }

    /// Where an index leads.
    pub(super) fn way(&self, index: &Expr) -> Way {
        if self.jumps(index) || names_one(index, &self.paced) {
            Way::Jumps
        } else if self.is_tame(index) && !self.strides(index) {
            Way::Walks
        } else {
            Way::Wild
        }
    }

    /// Whether an expression names a counter that is moved by more than a written step.
    pub(super) fn strides(&self, expr: &Expr) -> bool {
        names_one(expr, &self.strided)
    }

    /// Whether a counter is multiplied by what is not written: `column * height + row`.
    fn jumps(&self, index: &Expr) -> bool {
        match peeled(index) {
            Expr::Binary(binary) => {
                let sides = [&*binary.left, &*binary.right];
                let multiplied = matches!(binary.op, BinOp::Mul(_))
                    && !sides
                        .iter()
                        .any(|side| matches!(peeled(side), Expr::Lit(_)))
                    && sides
                        .iter()
                        .any(|side| names_one(side, self.counting.as_slice()));
                multiplied || sides.iter().any(|side| self.jumps(side))
            }
            _ => false,
        }
    }

    fn add(&mut self, name: &Ident) {
        if !self.data.contains(name) {
            self.data.push(name.clone());
        }
    }
}

impl<'ast> Visit<'ast> for Wild {
    fn visit_local(&mut self, node: &'ast Local) {
        if node
            .init
            .as_ref()
            .is_some_and(|init| !self.is_tame(&init.expr))
        {
            self.visit_pat(&node.pat);
        }
        visit::visit_local(self, node);
    }

    fn visit_expr_assign(&mut self, node: &'ast ExprAssign) {
        if let Expr::Path(path) = &*node.left
            && let Some(name) = path.path.get_ident()
            && !self.is_tame(&node.right)
        {
            self.add(name);
        }
        visit::visit_expr_assign(self, node);
    }

    fn visit_expr_binary(&mut self, node: &'ast ExprBinary) {
        if is_compound(&node.op)
            && !is_written(&node.right)
            && let Expr::Path(path) = &*node.left
            && let Some(name) = path.path.get_ident()
        {
            self.strided.push(name.clone());
        }
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_for_loop(&mut self, node: &'ast ExprForLoop) {
        self.items(node);
        self.visit_block(&node.body);
    }

    fn visit_pat_ident(&mut self, node: &'ast PatIdent) {
        self.add(&node.ident);
    }
}

/// Whether a step is a literal, or a constant by its name.
fn is_written(step: &Expr) -> bool {
    match peeled(step) {
        Expr::Lit(_) => true,
        Expr::Path(path) => path.path.segments.last().is_some_and(|name| {
            let name = name.ident.to_string();
            !name.contains(char::is_lowercase)
        }),
        _ => false,
    }
}

/// Whether all that a body does is to move a variable by a written step.
pub(super) fn only_steps(body: &Block) -> bool {
    let [Stmt::Expr(Expr::Binary(node), _)] = &*body.stmts else {
        return false;
    };
    matches!(node.op, BinOp::AddAssign(_) | BinOp::SubAssign(_))
        && matches!(&*node.left, Expr::Path(path) if path.path.get_ident().is_some())
        && matches!(*node.right, Expr::Lit(_))
}

/// Whether an expression names one of these.
pub(super) fn names_one(expr: &Expr, names: &[Ident]) -> bool {
    struct Names<'n>(&'n [Ident], bool);
    impl<'ast> Visit<'ast> for Names<'_> {
        fn visit_ident(&mut self, name: &'ast Ident) {
            self.1 |= self.0.contains(name);
        }
    }
    let mut found = Names(names, false);
    found.visit_expr(expr);
    found.1
}

/// Whether an operator gives a number of two, and no bits: ends are computed so.
pub(super) fn computes(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Shr(_)
    )
}

/// Whether an operator assigns: `+=`.
pub(crate) fn is_compound(operator: &BinOp) -> bool {
    matches!(
        operator,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}
