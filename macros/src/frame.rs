//! Bodies: what the checks of one share.

use std::rc::Rc;

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::visit::{self, Visit};
use syn::{Block, PatIdent, Path, Signature};

use crate::args::Args;
use crate::decide::Exit;
use crate::strips::Header;
use crate::token::Source;

/// A body whose checks watch one token and leave one way: a function's, a marked closure's, and in the modes that do
/// not return any closure's.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something else of a body"
)]
#[derive(Clone)]
pub(crate) struct Frame {
    /// The function's name, for sites.
    pub(crate) function: String,
    /// The keyword at which what belongs to no loop is inserted.
    pub(crate) start: Span,
    pub(crate) exit: Exit,
    pub(crate) asynchronous: bool,
    pub(crate) args: Args,
    pub(crate) source: Source,
    pub(crate) mark: Mark,
    /// Whether what it names decides what is captured: it is a closure or a block, or stands in one that does not move.
    pub(crate) captures: bool,
    /// The variables of the function, each by its name (`r#k` is `k`): no pattern binds the name of a `static`.
    pub(crate) variables: Rc<[Ident]>,
    /// Whether another macro gets the function after this one, and may put its body where the compiler does not know its type.
    pub(crate) handed_on: bool,
    /// Whether anything in it looks at the token.
    pub(crate) watches: bool,
    /// Where casts behind its loops may settle types: what is known of the headers of its leaf loops whose choice is open, in order.
    /// How these loops are divided is settled behind the body (see `casts`).
    pub(crate) open: Option<Vec<Header>>,
}

/// Whether the user wants checks in a body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A function, or a closure with a mark.
    Given,
    /// A closure without one. It looks at the ambient token, as the function does.
    Missing,
    /// A closure without one, in a function with a token of its own, at which it does not look.
    Overlooking,
}

impl Frame {
    /// A function's.
    pub(crate) fn of(
        signature: &Signature,
        args: &Args,
        source: Source,
        exit: Exit,
        variables: Rc<[Ident]>,
    ) -> Self {
        let name = signature.ident.to_string();
        Self {
            function: name.trim_start_matches("r#").to_owned(),
            start: signature.fn_token.span,
            exit,
            asynchronous: signature.asyncness.is_some(),
            args: args.clone(),
            source,
            mark: Mark::Given,
            captures: false,
            variables,
            handed_on: false,
            watches: false,
            open: None,
        }
    }

    pub(crate) fn krate(&self) -> Option<&Path> {
        self.args.krate.as_ref()
    }

    /// Whether there is a check at its start.
    pub(crate) fn checks_entry(&self) -> bool {
        // In the break mode there is no loop yet that could end.
        self.args.entry.unwrap_or(true) && !matches!(self.exit, Exit::Break)
    }

    /// After how many iterations its loops give the executor a turn.
    pub(crate) fn yields(&self) -> Option<u64> {
        let every = self.args.yield_every.map(|(every, _)| every);
        every.filter(|_| self.asynchronous)
    }
}

/// See [`Frame::variables`].
pub(crate) fn variables(signature: &Signature, body: &Block) -> Rc<[Ident]> {
    struct Bound(Vec<Ident>);
    impl<'ast> Visit<'ast> for Bound {
        fn visit_pat_ident(&mut self, node: &'ast PatIdent) {
            self.0.push(node.ident.unraw());
            visit::visit_pat_ident(self, node);
        }
    }
    let mut bound = Bound(Vec::new());
    bound.visit_signature(signature);
    bound.visit_block(body);
    bound.0.into()
}
