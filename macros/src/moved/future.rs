//! Types that are written as futures. One that an alias hides is known by what is returned (`returned`).

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{
    Block, GenericArgument, Item, PathArguments, ReturnType, Signature, Stmt, TraitBound, Type,
    TypeImplTrait, TypeParamBound,
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

/// Where a future may be hidden by an alias in what a body gives.
pub(crate) enum Hiding<'s> {
    /// In what the function returns.
    Value,
    /// In what the future gives that the function returns.
    Output,
    /// In these parts of a return type that only the body tells.
    Parts(Vec<&'s Type>),
}

/// Where a future may be hidden in what this function's body gives.
pub(crate) fn hiding<'s>(
    signature: &'s Signature,
    returned: bool,
    body: &Block,
) -> Option<Hiding<'s>> {
    let ReturnType::Type(_, ty) = &signature.output else {
        return None;
    };
    if has_impl(ty) {
        let mut parts = Parts(Vec::new());
        parts.visit_type(ty);
        // Such a lifetime is none outside.
        let bound = words::any(ty.to_token_stream(), &|word| word == "for");
        parts.0.retain(|part| {
            let bound = bound && words::lifetimes(part.to_token_stream());
            names_type(part) && !bound && !means_another(part, body)
        });
        return (!parts.0.is_empty()).then_some(Hiding::Parts(parts.0));
    }
    let makes = signature.asyncness.is_none() && (returned || is_written(signature));
    if makes {
        return Some(Hiding::Output);
    }
    names_type(ty).then_some(Hiding::Value)
}

/// The largest parts of a type that no `impl` is in.
struct Parts<'s>(Vec<&'s Type>);

impl<'s> Visit<'s> for Parts<'s> {
    fn visit_type(&mut self, node: &'s Type) {
        if has_impl(node) {
            visit::visit_type(self, node);
        } else {
            self.0.push(node);
        }
    }
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

/// Whether what stands in the signature would mean something else in the body, or nothing.
fn means_another(ty: &Type, body: &Block) -> bool {
    let words = words::all(ty.to_token_stream());
    let hides = |item: &Item| {
        let glob = matches!(item, Item::Use(_)) && item.to_token_stream().to_string().contains('*');
        glob || words::any(item.to_token_stream(), &|word| words.contains(word))
    };
    body.stmts.iter().any(|statement| match statement {
        Stmt::Item(item) => hides(item),
        _ => false,
    })
}

/// Whether a type is one that only the body tells.
fn has_impl(ty: &Type) -> bool {
    struct Impl(bool);

    impl<'ast> Visit<'ast> for Impl {
        fn visit_type_impl_trait(&mut self, _: &'ast TypeImplTrait) {
            self.0 = true;
        }
    }

    let mut found = Impl(false);
    found.visit_type(ty);
    found.0
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
