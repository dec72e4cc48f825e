//! Parameters that `async_trait` has taken over into the block that it makes: `let __self = self;`, `let x = x;`. What the
//! attribute's arguments say of them is about these.

use proc_macro2::Ident;
use syn::spanned::Spanned as _;
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprPath, Pat, Stmt};

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
                node.path = Ident::new(&self.0.to_string(), span).into();
            }
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
