//! Whether the function itself finds the token that its returned blocks watch, or each block does.
//!
//! 1. The token is the function's (S5): what bears its name where a block stands may be another variable, or be no longer what it was.
//! 2. A block that does not move what it names into itself could not keep a handle that is a local variable.
//! 3. What only a block can evaluate, `EXPR?`, must mean there what it meant at the head of the function: see `another`.
//! 4. Else a handle is left to the one block that takes it: it need not be one that can be cloned.

use quote::ToTokens as _;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Ident, Macro, ReceiverKind, Signature};

use super::Body;
use crate::token::Source;
use crate::words;

pub(crate) fn is_shared(
    source: &Source,
    bodies: &[Body],
    signature: &Signature,
    around: &Block,
) -> bool {
    let several = bodies.len() > 1;
    let moves = bodies.iter().all(|body| body.moves);
    match source {
        Source::Parameter(name) => {
            let named = || words::any(around.to_token_stream(), &|word| word == name);
            several || !moves || named()
        }
        Source::Reference(_) => true,
        Source::Given(expr) => {
            let mut names = Names::default();
            names.visit_expr(expr);
            if names.stays {
                return false;
            }
            let mentions = |name: &Ident| {
                let is_self = names.of_self && name == "self";
                is_self || names.variables.contains(name)
            };
            let path = matches!(**expr, Expr::Path(_));
            let of_self = names.of_self && borrows_self(signature);
            words::any(around.to_token_stream(), &mentions)
                || path && (several || !moves)
                || of_self
        }
        Source::Enclosing | Source::Ambient => false,
    }
}

/// Whether it has `&self`. What is in there outlives the call, and what can be cloned may outlive even that.
fn borrows_self(signature: &Signature) -> bool {
    let kind = signature.receiver().map(|receiver| &receiver.kind);
    matches!(kind, Some(ReceiverKind::Reference(_, _, None)))
}

/// The variables in an expression.
#[derive(Default)]
pub(super) struct Names {
    pub(super) variables: Vec<Ident>,
    of_self: bool,
    /// Whether it can be evaluated in an `async` block only.
    pub(super) stays: bool,
}

impl<'ast> Visit<'ast> for Names {
    fn visit_expr(&mut self, node: &'ast Expr) {
        match node {
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) if name == "self" => self.of_self = true,
                Some(name) => self.variables.push(name.clone()),
                None => {}
            },
            Expr::Await(_) | Expr::Try(_) => {
                self.stays = true;
                visit::visit_expr(self, node);
            }
            _ => visit::visit_expr(self, node),
        }
    }

    fn visit_macro(&mut self, node: &'ast Macro) {
        self.variables.extend(words::all(node.tokens.clone()));
    }
}
