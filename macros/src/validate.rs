//! What cannot be made cancellable, whatever its body.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Abi, Block, Expr, ItemImpl, LitStr, Pat, Path, Signature, Stmt};

use crate::args::Args;
use crate::errors::Errors;
use crate::moved::{self, Moved};
use crate::words;

/// Reports a function that the attribute cannot be used on.
pub(crate) fn signature(signature: &Signature, errors: &mut Errors) {
    if let Some(constness) = &signature.constness {
        errors.at(
            constness.span,
            "`#[cancellable]` cannot be used on a `const fn`; remove `const` or the attribute",
        );
    }
    if let Some(abi) = foreign(signature) {
        let place = abi.extern_token.span;
        let message = if moved::is_made_elsewhere("extern", place) {
            "another attribute has made this an `extern` function; put `#[cancellable]` above that attribute"
        } else {
            "`#[cancellable]` cannot be used on an `extern` function: its caller does not know how it is left; \
             put the loops into a function of their own"
        };
        errors.at(place, message);
    }
}

/// What the head of a body that has been rewritten declares.
const OURS: [&str; 3] = ["__token", "__watch", "__anchor"];

/// Reports a function that an annotated container has rewritten already. It knows the attribute of a function in it by its
/// name alone, and leaves one of another name to be expanded after it.
pub(crate) fn again(signature: &Signature, body: &Block, errors: &mut Errors) {
    let ours = |function: &Expr| match function {
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => path.path.segments.iter().any(|it| it.ident == "__private"),
            _ => false,
        },
        _ => false,
    };
    let named = |pattern: &Pat| match pattern {
        Pat::Ident(name) => OURS.iter().any(|ours| name.ident == ours),
        _ => false,
    };
    let statements = body.stmts.iter().filter(|it| !matches!(it, Stmt::Item(_)));
    let rewritten = statements
        .take(LONGEST_HEAD)
        .any(|statement| match statement {
            Stmt::Local(node) if named(&node.pat) => {
                node.init.as_ref().is_some_and(|init| ours(&init.expr))
            }
            Stmt::Expr(Expr::If(node), _) => ours(&node.cond),
            Stmt::Expr(Expr::Block(node), _) => node
                .label
                .as_ref()
                .is_some_and(|label| label.name.ident == "__cancelled"),
            _ => false,
        });
    if rewritten {
        errors.at(
            signature.ident.span(),
            "this function has its checks from what it stands in, where the attribute is known by the name `cancellable` only; \
             write it so here",
        );
    }
}

/// How many statements may stand before one by which a head is known.
const LONGEST_HEAD: usize = 4;

/// Another ABI than the one that each function has, which may be written too: `extern "Rust"`.
fn foreign(signature: &Signature) -> Option<&Abi> {
    let is_rust = |name: &LitStr| name.value() == "Rust";
    let abi = signature.abi.as_ref();
    abi.filter(|abi| !abi.name.as_ref().is_some_and(is_rust))
}

/// Reports a function whose body another attribute has put elsewhere.
pub(crate) fn gone(signature: &Signature, body: &Block, errors: &mut Errors) {
    // Where there is something to check it is a body that a macro has made for the user's signature.
    if moved::is_gone(signature, body) && !stops(body.to_token_stream()) {
        let name = &signature.ident;
        let message = format!(
            "another attribute has put the body of `{name}` elsewhere, where it has no checks; put `#[cancellable]` above that attribute"
        );
        errors.at(name.span(), message);
    }
}

/// Reports `yield_every` where nothing can be awaited.
pub(crate) fn yields(
    signature: &Signature,
    moved: Option<&Moved>,
    args: &Args,
    errors: &mut Errors,
) {
    let asynchronous = moved.map_or(signature.asyncness.is_some(), |moved| {
        moved.returned || moved.bodies.iter().any(|body| body.asynchronous)
    });
    if !asynchronous && let Some((_, Some(name))) = args.yield_every {
        errors.at(
            name,
            "only an `async` function can give its executor a turn; remove `yield_every`",
        );
    }
}

/// Reports futures that a function returns and that are not seen to be made: they would have no checks.
pub(crate) fn futures(moved: Option<&Moved>, errors: &mut Errors) {
    for unseen in moved.iter().flat_map(|moved| &moved.unseen) {
        let advice = if unseen.made_elsewhere {
            "put `#[cancellable]` above the attribute that has moved the body"
        } else {
            "return an `async` block or `Box::pin(async move { … })` that awaits it, or leave it out with `#[checkpoint(skip)]`"
        };
        let message = format!("`#[cancellable]` does not see what this future does; {advice}");
        errors.at(unseen.place, message);
    }
}

/// Whether an annotated container leaves this function as it is.
pub(crate) fn is_left_alone(signature: &Signature) -> bool {
    signature.constness.is_some() || foreign(signature).is_some()
}

/// Whether this is an `impl Drop`.
pub(crate) fn is_destructor(block: &ItemImpl) -> bool {
    let last = |path: &Path| {
        path.segments
            .last()
            .is_some_and(|last| last.ident == "Drop")
    };
    matches!(&block.trait_, Some((path, _)) if last(path))
}

/// Reports a function with a loop or an await among the arguments of a macro that makes items of an annotated container.
pub(crate) fn item_macro(arguments: TokenStream, errors: &mut Errors) {
    if let Some(function) = stoppable_function(arguments) {
        errors.at(
            function.span(),
            "`#[cancellable]` does not look into macros, and this function would have no checks; put the attribute on the \
             function too, or leave the macro out with `#[cancellable(skip)]`",
        );
    }
}

/// Looks for such a function by its words. One that has the attribute, or that a container leaves alone, is none.
fn stoppable_function(tokens: TokenStream) -> Option<Ident> {
    let mut function = None;
    let mut left_alone = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if word == "const" => left_alone = true,
            TokenTree::Ident(word) if word == "extern" => {
                left_alone |= !tokens.peek().is_some_and(is_default_abi);
            }
            // The type `fn()` has no name.
            TokenTree::Ident(word) if word == "fn" => {
                function = match tokens.peek() {
                    Some(TokenTree::Ident(name)) => Some(name.clone()),
                    _ => None,
                };
            }
            TokenTree::Punct(end) if end.as_char() == ';' => {
                left_alone = false;
                function = None;
            }
            TokenTree::Group(group) => match group.delimiter() {
                Delimiter::Bracket => {
                    left_alone |= words::any(group.stream(), &|word| word == "cancellable");
                }
                Delimiter::Brace => {
                    let left_alone = std::mem::take(&mut left_alone);
                    let found = match function.take() {
                        _ if left_alone => None,
                        Some(name) => stops(group.stream()).then_some(name),
                        None => stoppable_function(group.stream()),
                    };
                    if found.is_some() {
                        return found;
                    }
                }
                Delimiter::Parenthesis | Delimiter::None => {
                    let found = stoppable_function(group.stream()).filter(|_| !left_alone);
                    if found.is_some() {
                        return found;
                    }
                }
            },
            _ => {}
        }
    }
    None
}

fn is_default_abi(name: &TokenTree) -> bool {
    syn::parse2::<LitStr>(name.clone().into()).is_ok_and(|name| name.value() == "Rust")
}

fn stops(body: TokenStream) -> bool {
    words::stop(body, &|_| true).is_some()
}
