//! Parameters that `async_trait` has taken over into the block that it makes: `let __self = self;`, `let x = x;`. What the
//! attribute's arguments say of them is about these.

use std::mem;

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use syn::spanned::Spanned as _;
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprPath, Item, Macro, Pat, Stmt};

use crate::decide::Exit;
use crate::frame::Frame;
use crate::moved;
use crate::token::Source;

/// How many statements at the beginning another macro has made to take the parameters over: `let mut x = x;`, and
/// `let (a, b) = { let __arg = __arg; __arg };`. Between them stands one that never runs, for inference.
pub(super) fn taken_over(statements: &[Stmt]) -> usize {
    let takes = |statement: &Stmt| match statement {
        Stmt::Local(local) if moved::is_made_elsewhere("let", local.let_token.span) => {
            match local.init.as_ref().map(|init| &*init.expr) {
                Some(Expr::Path(_)) => true,
                Some(Expr::Block(block)) => matches!(
                    &*block.block.stmts,
                    [Stmt::Local(_), Stmt::Expr(Expr::Path(_), None)]
                ),
                _ => false,
            }
        }
        _ => false,
    };
    let made = |statement: &Stmt| {
        takes(statement)
            || matches!(statement, Stmt::Expr(Expr::If(node), _) if moved::is_made_elsewhere("if", node.if_token.span))
    };
    let prefix = statements
        .iter()
        .take_while(|statement| made(statement))
        .count();
    statements[..prefix]
        .iter()
        .rposition(takes)
        .map_or(0, |last| last + 1)
}

/// A frame whose arguments call `self` as these statements do, where they call it otherwise.
pub(super) fn with_name_of_self(frame: &Frame, statements: &[Stmt]) -> Option<Frame> {
    struct Renaming(Ident);
    impl VisitMut for Renaming {
        fn visit_expr_path_mut(&mut self, node: &mut ExprPath) {
            if node.path.is_ident("self") {
                let span = node.span().resolved_at(self.0.span());
                node.path = self.at(span).into();
            }
        }

        /// What it is given speaks of it, too.
        fn visit_macro_mut(&mut self, node: &mut Macro) {
            node.tokens = self.renamed(mem::take(&mut node.tokens));
        }

        /// An item has a `self` of its own.
        fn visit_item_mut(&mut self, _: &mut Item) {}
    }
    impl Renaming {
        fn at(&self, span: Span) -> Ident {
            Ident::new(&self.0.to_string(), span)
        }

        fn renamed(&self, tokens: TokenStream) -> TokenStream {
            let renamed = |token| match token {
                TokenTree::Ident(word) if word == "self" => {
                    self.at(word.span().resolved_at(self.0.span())).into()
                }
                TokenTree::Group(group) => {
                    let mut inside = Group::new(group.delimiter(), self.renamed(group.stream()));
                    inside.set_span(group.span());
                    inside.into()
                }
                token => token,
            };
            tokens.into_iter().map(renamed).collect()
        }
    }
    let mut renaming = Renaming(name_of_self(statements)?);
    let mut frame = frame.clone();
    if let Source::Given(expr) = &mut frame.source {
        renaming.visit_expr_mut(expr);
    }
    if let Exit::Expression { value, .. } = &mut frame.exit {
        renaming.visit_expr_mut(value);
    }
    Some(frame)
}

fn name_of_self(statements: &[Stmt]) -> Option<Ident> {
    statements.iter().find_map(|statement| {
        let Stmt::Local(local) = statement else {
            return None;
        };
        match (&local.pat, local.init.as_ref().map(|init| &*init.expr)) {
            (Pat::Ident(name), Some(Expr::Path(value))) if value.path.is_ident("self") => {
                Some(name.ident.clone())
            }
            _ => None,
        }
    })
}
