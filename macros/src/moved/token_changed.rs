//! `token = EXPR?` of a block that is returned: only the block can be left by `?`, and so evaluates it.
//!
//! What stands around the block must not make another token of it. Where it does, or may, is refused; what is declared in a
//! statement without such a block ends with that, but whether it stands before the block is not asked.

use std::mem;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Ident, Item, Local, Macro, PatIdent, Stmt, UnOp, UseTree};

use super::token_shared::Names;
use super::{is_taken, wrappers};
use crate::errors::Errors;
use crate::leaf;
use crate::token::Source;
use crate::words;

/// Macros of std that declare nothing, beside those that give no value.
const DECLARING_NOTHING: [&str; 19] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "env",
    "format",
    "format_args",
    "matches",
    "option_env",
    "print",
    "println",
    "vec",
    "write",
    "writeln",
];

/// Reports what gives another meaning to the expression for a token, between the head of the function and the blocks that
/// are returned, which have been taken out.
pub(crate) fn refuse_another(source: &Source, around: &Block, errors: &mut Errors) {
    let Source::Given(expr) = source else {
        return;
    };
    let mut names = Names::default();
    names.visit_expr(expr);
    if !names.stays {
        return;
    }
    let mut search = Search {
        names: names.variables,
        expr: written(expr.to_token_stream()),
        in_reach: true,
        errors,
    };
    search.visit_block(around);
}

/// Whether a block that is returned has been taken out of a statement or an expression.
struct Holds(bool);

impl<'ast> Visit<'ast> for Holds {
    fn visit_block(&mut self, node: &'ast Block) {
        self.0 |= is_taken(node);
        visit::visit_block(self, node);
    }
}

struct Search<'e> {
    names: Vec<Ident>,
    /// The expression, token by token.
    expr: Vec<String>,
    /// Whether what is declared here may be seen by one of the blocks.
    in_reach: bool,
    errors: &'e mut Errors,
}

impl Search<'_> {
    /// Looks at what declares nothing beyond itself.
    fn inside(&mut self, node: &Expr) {
        let mut holds = Holds(false);
        holds.visit_expr(node);
        let outer = mem::replace(&mut self.in_reach, holds.0);
        self.visit_expr(node);
        self.in_reach = outer;
    }

    fn declared(&mut self, name: &Ident) {
        if self.in_reach {
            self.named(name);
        }
    }

    fn named(&mut self, name: &Ident) {
        if self.names.contains(name) {
            let message = format!(
                "a token with `?` or `.await` is evaluated in the block that is returned, where `{name}` could be this one; \
                 give this another name"
            );
            self.errors.at(name.span(), message);
        }
    }

    fn imported(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.imported(&path.tree),
            UseTree::Name(name) => self.declared(&name.ident),
            UseTree::Rename(name) => self.declared(&name.rename),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.imported(tree)),
            // What is declared beside it goes before.
            UseTree::Glob(_) => {}
        }
    }

    fn changed(&mut self, place: &Expr) {
        match place {
            Expr::Infer(_) => {}
            Expr::Tuple(places) => places.elems.iter().for_each(|place| self.changed(place)),
            Expr::Array(places) => places.elems.iter().for_each(|place| self.changed(place)),
            Expr::Paren(inner) => self.changed(&inner.expr),
            // What it refers to is a part of it.
            Expr::Unary(inner) if matches!(inner.op, UnOp::Deref(_)) => self.changed(&inner.expr),
            _ => {
                let changed = written(place.to_token_stream());
                let mut parts = self.expr.windows(changed.len()).enumerate();
                // A field of that name is another.
                if parts.any(|(at, part)| part == changed && (at == 0 || self.expr[at - 1] != "."))
                {
                    self.refuse_change(place.span(), &changed.concat());
                }
            }
        }
    }

    fn refuse_change(&mut self, place: Span, changed: &str) {
        let message = format!(
            "a token with `?` or `.await` is evaluated in the block that is returned, when this may have changed `{changed}`; \
             change it in the block, or take another variable for the token"
        );
        self.errors.at(place, message);
    }
}

impl<'ast> Visit<'ast> for Search<'_> {
    fn visit_stmt(&mut self, node: &'ast Stmt) {
        match node {
            Stmt::Expr(node, _) => self.inside(node),
            _ => visit::visit_stmt(self, node),
        }
    }

    fn visit_local(&mut self, node: &'ast Local) {
        self.visit_pat(&node.pat);
        if let Some(init) = &node.init {
            self.inside(&init.expr);
            if let Some((_, otherwise)) = &init.diverge {
                self.inside(otherwise);
            }
        }
    }

    fn visit_pat_ident(&mut self, node: &'ast PatIdent) {
        self.declared(&node.ident);
        visit::visit_pat_ident(self, node);
    }

    fn visit_item(&mut self, node: &'ast Item) {
        match node {
            Item::Const(item) => self.declared(&item.ident),
            Item::Static(item) => self.declared(&item.ident),
            Item::Use(item) => self.imported(&item.tree),
            _ => {}
        }
    }

    fn visit_expr(&mut self, node: &'ast Expr) {
        match node {
            // What is declared in there is not in reach of the blocks.
            Expr::Async(_) | Expr::Closure(_) | Expr::Const(_) => return,
            Expr::Assign(node) => self.changed(&node.left),
            Expr::Binary(node) if leaf::is_compound(&node.op) => self.changed(&node.left),
            Expr::Reference(node) if node.mutability.is_some() => self.changed(&node.expr),
            _ => {}
        }
        visit::visit_expr(self, node);
    }

    fn visit_macro(&mut self, node: &'ast Macro) {
        let last = node.path.segments.last();
        let nothing =
            last.is_some_and(|last| DECLARING_NOTHING.iter().any(|name| last.ident == name));
        if !nothing && !wrappers::diverges(node) {
            // It may change what it does not declare.
            for name in words::all(node.tokens.clone()) {
                self.named(&name);
            }
        }
    }
}

fn written(tokens: TokenStream) -> Vec<String> {
    let each = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => {
            let mut all = written(group.stream());
            all.insert(0, String::from("("));
            all.push(String::from(")"));
            all
        }
        token => vec![token.to_string()],
    });
    each.collect()
}
