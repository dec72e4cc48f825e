//! What cannot be made cancellable, whatever its body.

use syn::Signature;

use crate::errors::Errors;

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

/// Whether an annotated container leaves this function as it is.
pub(crate) fn is_left_alone(signature: &Signature) -> bool {
    signature.constness.is_some() || signature.abi.is_some()
}
