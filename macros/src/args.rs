//! The arguments of `#[cancellable(…)]` and `#[checkpoint(…)]`, read by one table-driven parser.
//!
//! 1. Each mistake has its own message, and the arguments after it are still read.
//! 2. A key that is missing stays `None`: what it defaults to is decided where it is used, after inheritance.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Expr, Ident, LitBool, LitInt, Path, Token};

use crate::emit;
use crate::errors::Errors;

/// What `#[cancellable(…)]` was given.
#[derive(Clone, Default)]
pub(crate) struct Args {
    pub(crate) token: Option<Expr>,
    pub(crate) entry: Option<bool>,
    pub(crate) krate: Option<Path>,
    pub(crate) on_cancel: Option<OnCancel>,
    pub(crate) every: Option<u64>,
    pub(crate) awaits: Option<bool>,
    /// And where it was written, unless it is inherited.
    pub(crate) yield_every: Option<(u64, Option<Span>)>,
    /// Where `skip` stands.
    pub(crate) skip: Option<Span>,
    /// Whether the function is one of an `impl Drop`, where that is known.
    pub(crate) destructs: Option<bool>,
    /// Something was wrong with them, which has been said.
    pub(crate) invalid: bool,
}

/// The way out that the user chose; without one it is `return` with a value by the return type.
#[derive(Clone)]
pub(crate) enum OnCancel {
    /// `return EXPR`: leaves with the value of this expression.
    Return(Box<Expr>),
    /// `break`: every loop ends, and the function goes on.
    Break,
    /// `unwind`: leaves as a panic does.
    Unwind,
}

/// What `#[checkpoint(…)]` was given.
#[derive(Default)]
pub(crate) struct CheckpointArgs {
    pub(crate) every: Option<u64>,
    pub(crate) skip: bool,
}

/// One argument: how it is called, what it takes (nothing: it is a flag), and how that is read.
struct Key<T> {
    name: &'static str,
    takes: Option<&'static str>,
    /// Reads what stands after the name (and `=`); the span is the name's.
    read: fn(ParseStream<'_>, Span, &mut T) -> syn::Result<()>,
}

const COUNT: &str = "a literal number of iterations without a suffix, at least 1, such as `1000`";
const YES_OR_NO: &str = "`true` or `false`";

const CANCELLABLE: &[Key<Args>] = &[
    Key {
        name: "token",
        takes: Some("an expression"),
        read: |input, _, args| set(&mut args.token, input.parse()),
    },
    Key {
        name: "entry",
        takes: Some(YES_OR_NO),
        read: |input, _, args| set(&mut args.entry, boolean(input)),
    },
    Key {
        name: "crate",
        takes: Some("a path without quotes, such as `::safepoint`"),
        read: |input, _, args| set(&mut args.krate, input.call(Path::parse_mod_style)),
    },
    Key {
        name: "on_cancel",
        takes: Some("`return EXPR`, `break` or `unwind`"),
        read: |input, _, args| set(&mut args.on_cancel, on_cancel(input)),
    },
    Key {
        name: "every",
        takes: Some(COUNT),
        read: |input, _, args| set(&mut args.every, count(input)),
    },
    Key {
        name: "awaits",
        takes: Some(YES_OR_NO),
        read: |input, _, args| set(&mut args.awaits, boolean(input)),
    },
    Key {
        name: "yield_every",
        takes: Some(COUNT),
        read: |input, name, args| {
            let every = count(input)?;
            args.yield_every = Some((every, Some(name)));
            Ok(())
        },
    },
    Key {
        name: "skip",
        takes: None,
        read: |_, name, args| {
            args.skip = Some(name);
            Ok(())
        },
    },
];

const CHECKPOINT: &[Key<CheckpointArgs>] = &[
    Key {
        name: "every",
        takes: Some(COUNT),
        read: |input, _, args| set(&mut args.every, count(input)),
    },
    Key {
        name: "skip",
        takes: None,
        read: |_, _, args| {
            args.skip = true;
            Ok(())
        },
    },
];

/// Reads the arguments of `#[cancellable(…)]`.
pub(crate) fn cancellable(tokens: TokenStream, errors: &mut Errors) -> Args {
    let mut own = Errors::default();
    let mut args = read_all(CANCELLABLE, tokens, &mut own);
    if let Some(path) = args.krate.as_ref().filter(|path| !is_absolute(path)) {
        let name = &path.segments[0].ident;
        own.at(
            path.span(),
            format!("a name in the function could hide this one; write `crate = ::{name}`"),
        );
    }
    if let Some(token) = &mut args.token {
        emit::keep_operand_together(token);
    }
    if let Some(OnCancel::Return(value)) = &mut args.on_cancel {
        emit::keep_value_together(value);
    }
    args.invalid = !own.is_empty();
    errors.append(&[], own);
    args
}

/// Reads the arguments of `#[checkpoint(…)]`.
pub(crate) fn checkpoint(tokens: TokenStream, errors: &mut Errors) -> CheckpointArgs {
    read_all(CHECKPOINT, tokens, errors)
}

impl Args {
    /// What a function in an annotated container has: its own arguments, and the container's where it has none.
    pub(crate) fn inherit(self, container: &Self) -> Self {
        let container = container.clone();
        Self {
            token: self.token.or(container.token),
            entry: self.entry.or(container.entry),
            krate: self.krate.or(container.krate),
            on_cancel: self.on_cancel.or(container.on_cancel),
            every: self.every.or(container.every),
            awaits: self.awaits.or(container.awaits),
            yield_every: self
                .yield_every
                .or(container.yield_every.map(|(every, _)| (every, None))),
            skip: self.skip,
            destructs: container.destructs,
            invalid: self.invalid || container.invalid,
        }
    }

    /// What a closure has that says nothing itself. The token and the entry are the function's own, and so is
    /// the value that it returns.
    pub(crate) fn for_closure(&self) -> Self {
        let on_cancel = self
            .on_cancel
            .clone()
            .filter(|mode| !matches!(mode, OnCancel::Return(_)));
        Self {
            token: None,
            entry: None,
            skip: None,
            on_cancel,
            ..self.clone()
        }
    }
}

fn read_all<T: Default>(table: &[Key<T>], tokens: TokenStream, errors: &mut Errors) -> T {
    let mut args = T::default();
    let all = |input: ParseStream<'_>| {
        let mut seen = Vec::new();
        while !input.is_empty() {
            if let Err(error) = read_one(table, input, &mut seen, &mut args) {
                errors.push(error);
                skip_to_comma(input)?;
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    };
    if let Err(error) = all.parse2(tokens) {
        errors.push(error);
    }
    args
}

fn read_one<T>(
    table: &[Key<T>],
    input: ParseStream<'_>,
    seen: &mut Vec<&'static str>,
    args: &mut T,
) -> syn::Result<()> {
    let name = input
        .call(Ident::parse_any)
        .map_err(|error| syn::Error::new(error.span(), format!("expected {}", listed(table))))?;
    let Some(key) = table.iter().find(|key| name == key.name) else {
        return Err(syn::Error::new(name.span(), unknown(&name, table)));
    };
    if seen.contains(&key.name) {
        return Err(syn::Error::new(
            name.span(),
            format!("`{name}` is given twice; remove one"),
        ));
    }
    seen.push(key.name);
    let Some(takes) = key.takes else {
        (key.read)(input, name.span(), args)?;
        return at_end(input, &format!("`{name}` takes no value"));
    };
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(
            name.span(),
            format!("`{name}` needs a value; write `{name} = …` with {takes}"),
        ));
    }
    let equals = input.parse::<Token![=]>()?;
    let wrong = format!("`{name}` takes {takes}");
    // What is missing is missing there.
    let value = if is_at_end(input) {
        equals.span
    } else {
        input.span()
    };
    (key.read)(input, name.span(), args).map_err(|_| syn::Error::new(value, &wrong))?;
    if let Some(next) = next_argument(input, table) {
        let message = format!("a comma is missing; write `, {next}`");
        return Err(syn::Error::new(next.span(), message));
    }
    at_end(input, &wrong)
}

/// The name of an argument that follows without a comma.
fn next_argument<T>(input: ParseStream<'_>, table: &[Key<T>]) -> Option<Ident> {
    let name = input.fork().call(Ident::parse_any).ok()?;
    table.iter().any(|key| name == key.name).then_some(name)
}

fn at_end(input: ParseStream<'_>, message: &str) -> syn::Result<()> {
    if is_at_end(input) {
        Ok(())
    } else {
        Err(input.error(message))
    }
}

fn is_at_end(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !is_at_end(input) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

fn set<T>(place: &mut Option<T>, value: syn::Result<T>) -> syn::Result<()> {
    *place = Some(value?);
    Ok(())
}

fn boolean(input: ParseStream<'_>) -> syn::Result<bool> {
    input.parse::<LitBool>().map(|literal| literal.value)
}

fn count(input: ParseStream<'_>) -> syn::Result<u64> {
    let literal = input.parse::<LitInt>()?;
    let value = literal.base10_parse()?;
    let plain = literal.suffix().is_empty() && value > 0;
    if plain {
        Ok(value)
    } else {
        Err(syn::Error::new(literal.span(), COUNT))
    }
}

fn on_cancel(input: ParseStream<'_>) -> syn::Result<OnCancel> {
    if input.peek(Token![return]) {
        input.parse::<Token![return]>()?;
        return input.parse().map(OnCancel::Return);
    }
    let word = input.call(Ident::parse_any)?;
    if word == "break" {
        Ok(OnCancel::Break)
    } else if word == "unwind" {
        Ok(OnCancel::Unwind)
    } else {
        Err(syn::Error::new(word.span(), "unknown mode"))
    }
}

/// Whether no item of the function's body can shadow the path.
fn is_absolute(path: &Path) -> bool {
    const ROOTS: [&str; 4] = ["crate", "$crate", "self", "super"];
    path.leading_colon.is_some() || ROOTS.iter().any(|root| path.segments[0].ident == root)
}

fn unknown<T>(name: &Ident, table: &[Key<T>]) -> String {
    let name = name.to_string();
    let nearest = table
        .iter()
        .map(|key| (distance(&name, key.name), key.name))
        .min();
    match nearest {
        Some((steps, key)) if steps <= 1 + key.len() / 3 => {
            format!("unknown argument `{name}`; did you mean `{key}`")
        }
        _ => format!("unknown argument `{name}`; expected {}", listed(table)),
    }
}

fn listed<T>(table: &[Key<T>]) -> String {
    let names: Vec<_> = table.iter().map(|key| format!("`{}`", key.name)).collect();
    match names.split_last() {
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// How many letters must be changed, added or removed to make one word of the other (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.bytes().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, b) in right.bytes().enumerate() {
            let substituted = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}
