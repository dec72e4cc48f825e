//! Types that are written as futures. One that an alias hides is known by what is returned (`returned`).

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{
    GenericArgument, PathArguments, ReturnType, Signature, TraitBound, Type, TypeParamBound,
};

use super::Moved;
use crate::decide::peeled;
use crate::words;

/// The type that a body of this function returns: of one that makes a future, the future's output. Where it is not
/// written, the place at which it is said what is wrong with it.
pub(crate) fn output<'s>(
    signature: &'s Signature,
    moved: Option<&Moved>,
) -> Result<&'s Type, Span> {
    let ReturnType::Type(_, ty) = &signature.output else {
        return Err(signature.fn_token.span);
    };
    if signature.asyncness.is_some() {
        return Ok(ty);
    }
    match future(ty) {
        Some(future) => future.output.ok_or(signature.fn_token.span),
        None if moved.is_some_and(|moved| moved.returned) => Err(ty.span()),
        None => Ok(ty),
    }
}

/// Whether a function is written to return a future.
pub(super) fn is_written(signature: &Signature) -> bool {
    match &signature.output {
        ReturnType::Type(_, ty) => future(ty).is_some(),
        ReturnType::Default => false,
    }
}

/// Whether what a function returns is written to have a future in it, beside others or in a wrapper.
pub(super) fn is_wrapped(signature: &Signature) -> bool {
    let mut mention = Mention(false);
    if let ReturnType::Type(_, ty) = &signature.output {
        mention.visit_type(ty);
    }
    mention.0
}

struct Mention(bool);

impl<'ast> Visit<'ast> for Mention {
    fn visit_type(&mut self, node: &'ast Type) {
        self.0 |= future(node).is_some();
        visit::visit_type(self, node);
    }

    /// What gives futures, or runs some in itself. `dyn` of these is known by its type.
    fn visit_trait_bound(&mut self, node: &'ast TraitBound) {
        const GIVING: [&str; 4] = ["AsyncFn", "AsyncFnMut", "AsyncFnOnce", "Stream"];
        let last = node.path.segments.last();
        self.0 |= last.is_some_and(|last| GIVING.iter().any(|name| last.ident == name));
        visit::visit_trait_bound(self, node);
    }
}

/// Whether an alias may hide a future in what this function gives. Not asked of a type that only the body tells, nor of what a future gives.
pub(crate) fn may_be_hidden(signature: &Signature, returned: bool) -> bool {
    let ReturnType::Type(_, ty) = &signature.output else {
        return false;
    };
    let opaque = words::any(ty.to_token_stream(), &|word| word == "impl");
    let makes = signature.asyncness.is_none() && (returned || is_written(signature));
    !opaque && !makes && names_type(ty)
}

/// Whether there are other types in a type than primitive ones.
fn names_type(ty: &Type) -> bool {
    const OTHERS: [&str; 21] = [
        "bool", "char", "const", "dyn", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize",
        "mut", "static", "str", "u8", "u16", "u32", "u64", "u128", "usize",
    ];
    words::any(ty.to_token_stream(), &|word| {
        !OTHERS.iter().any(|other| word == other)
    })
}

/// A type that is written as a future.
struct Future<'t> {
    /// Where that is written.
    output: Option<&'t Type>,
}

fn future(ty: &Type) -> Option<Future<'_>> {
    let bounds = match peeled(ty) {
        Type::ImplTrait(ty) => &ty.bounds,
        Type::TraitObject(ty) => &ty.bounds,
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let first = arguments(&last.arguments).find_map(as_type);
            return match &*last.ident.to_string() {
                "Pin" | "Box" => future(first?),
                "BoxFuture" | "LocalBoxFuture" => Some(Future { output: first }),
                _ => None,
            };
        }
        _ => return None,
    };
    bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let last = bound.path.segments.last()?;
        let mut output = arguments(&last.arguments).filter_map(|argument| match argument {
            GenericArgument::AssocType(given) if given.ident == "Output" => Some(&given.ty),
            _ => None,
        });
        (last.ident == "Future").then(|| Future {
            output: output.next(),
        })
    })
}

fn arguments(arguments: &PathArguments) -> impl Iterator<Item = &GenericArgument> {
    let given = match arguments {
        PathArguments::AngleBracketed(given) => Some(&given.args),
        _ => None,
    };
    given.into_iter().flatten()
}

fn as_type(argument: &GenericArgument) -> Option<&Type> {
    match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}
