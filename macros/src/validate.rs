//! What cannot be made cancellable, whatever its body.

use syn::Signature;

use crate::args::Args;
use crate::errors::Errors;
use crate::moved::Moved;

/// Reports a function that the attribute cannot be used on.
pub(crate) fn signature(signature: &Signature, errors: &mut Errors) {
    if let Some(constness) = &signature.constness {
        errors.at(
            constness.span,
            "`#[cancellable]` cannot be used on a `const fn`; remove `const` or the attribute",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.at(
            abi.extern_token.span,
            "`#[cancellable]` cannot be used on an `extern` function: its caller does not know how it is left; \
             put the loops into a function of their own",
        );
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
    signature.constness.is_some() || signature.abi.is_some()
}
