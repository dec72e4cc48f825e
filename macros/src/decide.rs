//! What is decided once for a body, and once for each loop: how a check leaves, and how often there is one.
//!
//! 1. Nothing else looks at the return type or chooses the kind of check.
//! 2. A type is judged as it is written: an alias that hides an `Option` is treated by the trait
//!    `FromCancelled`, as everything else is.

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{GenericArgument, Ident, PathArguments, ReceiverKind, ReturnType, Signature, Type};

use crate::args::{Args, OnCancel};
use crate::errors::Errors;
use crate::moved::{self, Moved};

/// How a check leaves when it notices a cancellation.
#[derive(Clone)]
pub(crate) enum Exit {
    /// Returns what the body's type has for it.
    Return(Value),
    /// Leaves the block around the body, after which the user's expression is the value.
    Expression {
        value: Box<syn::Expr>,
        /// Whether the body has none, for it never ends by itself.
        never: bool,
    },
    /// Ends the loop that it stands in.
    Break,
    /// Unwinds.
    Unwind,
}

/// What is returned on cancel.
#[derive(Clone)]
pub(crate) enum Value {
    /// What the trait `FromCancelled` makes; a type that has none is an error there, and so is `None` from what gives a sequence,
    /// if an alias hides it.
    Converted { place: Span, sequence: bool },
    /// `()`.
    Unit,
    /// `Some(…)` of a type written `Option<Result<…>>`.
    Some(Box<Self>),
    /// `Poll::Ready(…)`.
    Ready(Box<Self>),
    /// `ControlFlow::Break(…)`.
    Break(Box<Self>),
}

/// How often a loop checks.
pub(crate) enum Cadence {
    /// Before each iteration.
    EachTurn,
    /// Before the first iteration, and before each that comes this many after a check.
    Counted(u64),
}

impl Cadence {
    /// `every` on the loop itself, else on the function, else each iteration.
    pub(crate) fn of(own: Option<u64>, function: Option<u64>) -> Self {
        match own.or(function) {
            None | Some(1) => Self::EachTurn,
            Some(every) => Self::Counted(every),
        }
    }
}

/// Decides how a function's checks leave its body, which may have been moved into a block inside it.
pub(crate) fn function_exit(
    args: &Args,
    signature: &Signature,
    moved: Option<&Moved>,
    errors: &mut Errors,
) -> Option<Exit> {
    if let Some(exit) = chosen(args, &signature.output) {
        return Some(exit);
    }
    if args.destructs.unwrap_or_else(|| is_drop(signature)) {
        errors.at(
            signature.ident.span(),
            "what a cancelled destructor would not give back is lost; remove the attribute, or choose with `on_cancel = break`, \
             or with `on_cancel = return ()` if that is what you want",
        );
        return None;
    }
    let ty = match moved::output(signature, moved) {
        Ok(ty) => ty,
        Err(place) => return Some(Exit::Return(converted(place, false))),
    };
    let sequence = gives_a_sequence(signature);
    if sequence && ends_silently(ty) {
        errors.at(
            ty.span(),
            "a cancelled sequence would look like one that has ended; return `Option<Result<…>>`, \
             or choose with `on_cancel = unwind` or `on_cancel = return None`",
        );
        return None;
    }
    errors.keep(returned(ty, sequence)).map(Exit::Return)
}

/// Decides how the checks of a closure or an async block leave it.
pub(crate) fn closure_exit(
    args: &Args,
    output: &ReturnType,
    start: Span,
    errors: &mut Errors,
) -> Option<Exit> {
    if let Some(exit) = chosen(args, output) {
        return Some(exit);
    }
    match output {
        ReturnType::Default => Some(Exit::Return(converted(start, false))),
        ReturnType::Type(_, ty) => errors.keep(returned(ty, false)).map(Exit::Return),
    }
}

fn chosen(args: &Args, output: &ReturnType) -> Option<Exit> {
    args.on_cancel.as_ref().map(|mode| match mode {
        OnCancel::Return(value) => Exit::Expression {
            value: value.clone(),
            never: is_never(output),
        },
        OnCancel::Break => Exit::Break,
        OnCancel::Unwind => Exit::Unwind,
    })
}

/// Whether a body of this type never ends by itself.
pub(crate) fn is_never(output: &ReturnType) -> bool {
    matches!(output, ReturnType::Type(_, ty) if matches!(peeled(ty), Type::Never(_)))
}

/// What a return type has for a cancellation, or an error where it clearly has nothing.
fn returned(ty: &Type, sequence: bool) -> syn::Result<Value> {
    match peeled(ty) {
        Type::Never(never) => Err(syn::Error::new(
            never.bang_token.span,
            "a function that never returns has no way out on cancel; return `Result<Infallible, Cancelled>`, \
             or choose `on_cancel = unwind`",
        )),
        Type::ImplTrait(ty) => Err(syn::Error::new(
            ty.impl_token.span,
            "no value of an `impl` type can be made on cancel; return `Result<impl …, Cancelled>`, \
             or choose `on_cancel = return EXPR` or `on_cancel = unwind`",
        )),
        ty => Ok(value(ty, sequence)),
    }
}

fn value(ty: &Type, sequence: bool) -> Value {
    let inner = |inner| Box::new(value(inner, sequence));
    match named(ty) {
        Some((name, Some(ty))) if name == "Option" && is_result(ty) => Value::Some(inner(ty)),
        Some((name, Some(ty))) if name == "Poll" => Value::Ready(inner(ty)),
        Some((name, Some(ty))) if name == "ControlFlow" && is_unit(ty) => {
            Value::Break(Box::new(Value::Unit))
        }
        // Any other type is an error, and is made of ours.
        Some((name, Some(ty))) if name == "ControlFlow" && has_a_way_out(ty) => {
            Value::Break(Box::new(value(ty, false)))
        }
        _ => converted(ty.span(), sequence),
    }
}

fn converted(place: Span, sequence: bool) -> Value {
    Value::Converted { place, sequence }
}

/// Whether `None` from this method is taken for the end of a sequence.
fn gives_a_sequence(signature: &Signature) -> bool {
    const METHODS: [&str; 3] = ["next", "next_back", "poll_next"];
    signature.receiver().is_some() && METHODS.iter().any(|name| signature.ident == name)
}

/// Whether this looks like the method of `Drop`, where what it stands in is not seen.
fn is_drop(signature: &Signature) -> bool {
    let kind = signature.receiver().map(|receiver| &receiver.kind);
    signature.ident == "drop"
        && signature.asyncness.is_none()
        && signature.inputs.len() == 1
        && matches!(signature.output, ReturnType::Default)
        && matches!(kind, Some(ReceiverKind::Reference(_, _, Some(_))))
}

fn ends_silently(ty: &Type) -> bool {
    match named(ty) {
        Some((name, Some(item))) if name == "Poll" => ends_silently(item),
        Some((name, Some(item))) => name == "Option" && !is_result(item),
        _ => false,
    }
}

fn is_result(ty: &Type) -> bool {
    named(ty).is_some_and(|(name, _)| name == "Result")
}

/// Whether a type has a value for a cancellation, whatever is in it.
fn has_a_way_out(ty: &Type) -> bool {
    const TYPES: [&str; 4] = ["Result", "Option", "ControlFlow", "Poll"];
    named(ty).is_some_and(|(name, _)| TYPES.iter().any(|ty| name == ty))
}

fn is_unit(ty: &Type) -> bool {
    matches!(peeled(ty), Type::Tuple(tuple) if tuple.elems.is_empty())
}

/// A type's last name and its first type argument.
fn named(ty: &Type) -> Option<(&Ident, Option<&Type>)> {
    let Type::Path(path) = peeled(ty) else {
        return None;
    };
    let last = path.path.segments.last()?;
    let first = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
        }
        _ => None,
    };
    Some((&last.ident, first))
}

/// A type without its parentheses, and without the invisible ones of a macro's capture.
pub(crate) fn peeled(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            _ => return ty,
        };
    }
}
