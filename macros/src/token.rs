//! Where a body's token comes from (S5).

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{
    Expr, FnArg, Generics, Ident, ParenthesizedGenericArguments, Pat, PatType, Path, Signature,
    Type, WherePredicate,
};

use crate::args::Args;
use crate::decide::peeled;
use crate::errors::Errors;
use crate::words;

/// Where a body finds its token, once, when it is entered.
#[derive(Clone)]
pub(crate) enum Source {
    /// `token = EXPR`.
    Given(Box<Expr>),
    /// The parameter of this name, a handle.
    Parameter(Ident),
    /// The parameter of this name, a reference.
    Reference(Ident),
    /// The token that the enclosing function has found (closures and async blocks only).
    Enclosing,
    /// The ambient token.
    Ambient,
}

impl Source {
    /// Whether a closure inside should watch the same token rather than look for an ambient one.
    pub(crate) fn is_explicit(&self) -> bool {
        !matches!(self, Self::Ambient)
    }
}

/// Finds the token of a function or closure, or says why there is no telling.
pub(crate) fn source<'a>(
    args: &Args,
    parameters: impl Iterator<Item = &'a PatType>,
    generics: &Generics,
    errors: &mut Errors,
) -> Option<Source> {
    if let Some(expr) = &args.token {
        return Some(Source::Given(Box::new(expr.clone())));
    }
    let mut found = None;
    let mut bound = None;
    for PatType { attrs, pat, ty, .. } in parameters {
        let Some(mention) = Mention::within(ty) else {
            bound = bound.or_else(|| Mention::in_bounds_of(ty, generics));
            continue;
        };
        if let Some(cfg) = attrs.iter().find(|it| it.path().is_ident("cfg")) {
            errors.at(
                cfg.path().span(),
                "whether this token is there is not known yet; write the function twice, each time under its own \
                 `cfg`, or name another token to watch with `#[cancellable(token = EXPR)]`",
            );
            return None;
        }
        if !is_token(ty) {
            errors.at(mention, NOT_TAKEN);
            return None;
        }
        if let Some(Source::Reference(first) | Source::Parameter(first)) = &found {
            let second = plain_name(pat).map_or_else(|| "EXPR".into(), |name| name.to_string());
            let message = format!(
                "two parameters are tokens; name the one to watch: `#[cancellable(token = {first})]` or `token = {second}`"
            );
            errors.at(ty.span(), message);
            return None;
        }
        let Some(name) = plain_name(pat) else {
            errors.at(
                pat.span(),
                "the token's parameter needs a plain name, as `token: &CancelToken`; give it one, or name the token to \
                 watch with `#[cancellable(token = EXPR)]`",
            );
            return None;
        };
        found = Some(match peeled(ty) {
            Type::Reference(_) => Source::Reference(name),
            _ => Source::Parameter(name),
        });
    }
    if let (None, Some(bound)) = (&found, bound) {
        errors.at(bound, NOT_TAKEN);
        return None;
    }
    Some(found.unwrap_or(Source::Ambient))
}

const NOT_TAKEN: &str = "only a parameter of type `CancelToken` or `&CancelToken` is taken as the token; \
    name the one to watch with `#[cancellable(token = EXPR)]`, the ambient one with `token = CancelToken::current()`";

/// The parameters that are tokens, or have one in them.
pub(crate) fn parameters(signature: &Signature) -> Vec<Ident> {
    let named = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) if input.attrs.is_empty() => {
            let token = Mention::within(&input.ty)
                .or_else(|| Mention::in_bounds_of(&input.ty, &signature.generics));
            token.and_then(|_| plain_name(&input.pat))
        }
        _ => None,
    });
    named.collect()
}

/// The types of parameters that may be tokens under another name: plain names that say nothing else.
pub(crate) fn other_names(signature: &Signature) -> Vec<&Path> {
    let generic = |name: &Ident| signature.generics.type_params().any(|it| it.ident == *name);
    let named = signature.inputs.iter().filter_map(|input| {
        let FnArg::Typed(PatType { ty, .. }) = input else {
            return None;
        };
        let ty = match peeled(ty) {
            Type::Reference(ty) => peeled(&ty.elem),
            ty => ty,
        };
        match ty {
            Type::Path(ty) if ty.qself.is_none() => Some(&ty.path),
            _ => None,
        }
    });
    let mut paths: Vec<&Path> = Vec::new();
    for path in named {
        let plain = path.segments.iter().all(|it| it.arguments.is_none());
        let known = path
            .get_ident()
            .is_some_and(|name| generic(name) || NO_TOKENS.iter().any(|other| name == other));
        if plain && !known && !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

/// Names that need not be asked.
const NO_TOKENS: [&str; 19] = [
    "Self", "String", "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize",
    "str", "u8", "u16", "u32", "u64", "u128", "usize",
];

/// Finds the name in a call of `scope(…)` or `safepoint::scope(…)`, which look for the ambient token.
pub(crate) fn ambient_scope(function: &Expr) -> Option<Span> {
    let Expr::Path(function) = function else {
        return None;
    };
    let names: Vec<_> = function
        .path
        .segments
        .iter()
        .map(|segment| &segment.ident)
        .collect();
    match names[..] {
        [name] if name == "scope" => Some(name.span()),
        [krate, name] if krate == "safepoint" && name == "scope" => Some(name.span()),
        _ => None,
    }
}

/// `CancelToken`, `&CancelToken`, and the same of tokio-util's type.
fn is_token(ty: &Type) -> bool {
    match peeled(ty) {
        Type::Path(ty) => ty.qself.is_none() && names_token(&ty.path),
        Type::Reference(ty) if ty.mutability.is_none() => {
            matches!(peeled(&ty.elem), Type::Path(ty) if ty.qself.is_none() && names_token(&ty.path))
        }
        _ => false,
    }
}

fn names_token(path: &Path) -> bool {
    let last = path.segments.last();
    last.is_some_and(|last| {
        last.arguments.is_none()
            && (last.ident == "CancelToken" || last.ident == "CancellationToken")
    })
}

fn plain_name(pattern: &Pat) -> Option<Ident> {
    match pattern {
        Pat::Ident(name) if name.by_ref.is_none() && name.subpat.is_none() => {
            Some(name.ident.clone())
        }
        _ => None,
    }
}

/// Looks for a token type anywhere in another type.
struct Mention {
    found: Option<Span>,
    /// Whether to look at what functions take: `Fn(&CancelToken)`.
    taken: bool,
}

impl Mention {
    fn within(ty: &Type) -> Option<Span> {
        let mut mention = Self {
            found: None,
            taken: true,
        };
        mention.visit_type(ty);
        mention.found
    }

    /// In what the type parameters in a type must be: `T: AsRef<CancelToken>`. One that is a function may well be given a token by
    /// this one.
    fn in_bounds_of(ty: &Type, generics: &Generics) -> Option<Span> {
        // Most functions have none, and then the type need not be looked at.
        generics.type_params().next()?;
        let mut mention = Self {
            found: None,
            taken: false,
        };
        let text = ty.to_token_stream();
        let used = |name: &Ident| words::any(text.clone(), &|word| word == name);
        for parameter in generics.type_params().filter(|it| used(&it.ident)) {
            mention.visit_type_param(parameter);
        }
        for clause in generics.where_clause.iter().flat_map(|it| &it.predicates) {
            if let WherePredicate::Type(clause) = clause
                && let Type::Path(bounded) = &clause.bounded_ty
                && bounded.path.get_ident().is_some_and(used)
            {
                mention.visit_predicate_type(clause);
            }
        }
        mention.found
    }
}

impl<'ast> Visit<'ast> for Mention {
    fn visit_path(&mut self, path: &'ast Path) {
        if names_token(path) {
            self.found.get_or_insert(path.span());
        }
        visit::visit_path(self, path);
    }

    fn visit_parenthesized_generic_arguments(&mut self, node: &'ast ParenthesizedGenericArguments) {
        if self.taken {
            visit::visit_parenthesized_generic_arguments(self, node);
        }
    }
}
