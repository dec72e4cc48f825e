//! Marks inside a body: `#[checkpoint(…)]`, and `#[cancellable]` on a closure or an async block.
//!
//! They are no attributes that the compiler knows, so they are taken out wherever they are found, in bodies that
//! are otherwise left as they are too.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens as _;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Arm, Attribute, Block, Expr, FieldValue, Meta, Pat, Path, Token, Type};

use crate::args::{self, Args};
use crate::errors::Errors;

/// What the marks of one expression, statement or item say.
#[derive(Default)]
pub(crate) struct Marks {
    pub(crate) skip: bool,
    /// `every = N`, and where it was written.
    pub(crate) every: Option<(u64, Span)>,
    /// The arguments of a `#[cancellable]`, and where it was written.
    pub(crate) cancellable: Option<(Args, Span)>,
}

/// Takes the marks out of a list of attributes.
pub(crate) fn take(attributes: &mut Vec<Attribute>, errors: &mut Errors) -> Marks {
    let mut marks = Marks::default();
    attributes.retain(|attribute| !read(attribute, &mut marks, errors));
    marks
}

/// Takes the marks out of an expression's attributes.
pub(crate) fn take_from(expr: &mut Expr, errors: &mut Errors) -> Marks {
    attributes(expr)
        .map(|attributes| take(attributes, errors))
        .unwrap_or_default()
}

/// Takes out and reports `#[checkpoint]` where it cannot stand.
pub(crate) fn refuse_checkpoint(attributes: &mut Vec<Attribute>, errors: &mut Errors) {
    attributes.retain(|attribute| {
        let ours = is_named(attribute, "checkpoint");
        if ours {
            errors.at(
                attribute.path().span(),
                "`#[checkpoint]` stands on a loop, a statement or a block in an annotated function; write it there, or for all \
                 of a function `#[cancellable(every = N)]`",
            );
        }
        !ours
    });
}

/// Which marks an expression has, which keeps them.
pub(crate) fn of(expr: &Expr) -> Seen {
    /// Its own attributes, and none of what is in it.
    struct Own(Seen);

    impl<'ast> Visit<'ast> for Own {
        fn visit_attribute(&mut self, node: &'ast Attribute) {
            self.0.see(node);
        }
        fn visit_expr(&mut self, _: &'ast Expr) {}
        fn visit_block(&mut self, _: &'ast Block) {}
        fn visit_pat(&mut self, _: &'ast Pat) {}
        fn visit_arm(&mut self, _: &'ast Arm) {}
        fn visit_field_value(&mut self, _: &'ast FieldValue) {}
        fn visit_type(&mut self, _: &'ast Type) {}
        fn visit_path(&mut self, _: &'ast Path) {}
    }

    let mut own = Own(Seen::default());
    visit::visit_expr(&mut own, expr);
    own.0
}

/// Which marks are among these attributes.
pub(crate) fn among(attributes: &[Attribute]) -> Seen {
    let mut seen = Seen::default();
    for attribute in attributes {
        seen.see(attribute);
    }
    seen
}

/// Marks that are there, read without saying what is wrong with them: that is said when they are taken out.
#[derive(Clone, Copy, Default)]
pub(crate) struct Seen {
    pub(crate) skip: bool,
    pub(crate) every: Option<u64>,
    pub(crate) cancellable: bool,
    /// Not one of ours, but it too decides whether what it stands on counts.
    pub(crate) cfg: bool,
}

impl Seen {
    /// Whether there is any of ours.
    pub(crate) fn any(self) -> bool {
        self.skip || self.every.is_some() || self.cancellable
    }

    fn see(&mut self, attribute: &Attribute) {
        let mut copy = vec![attribute.clone()];
        let marks = take(&mut copy, &mut Errors::default());
        let leaves_out = |(args, _): &(Args, Span)| args.skip.is_some();
        self.skip |= marks.skip || marks.cancellable.as_ref().is_some_and(leaves_out);
        self.every = self.every.or(marks.every.map(|(every, _)| every));
        self.cancellable |= marks.cancellable.is_some();
        self.cfg |= attribute.path().is_ident("cfg");
    }
}

/// Takes the marks of an expression statement that stand further in: syn gives the attributes of `#[a] x = y;`
/// to `x`.
pub(crate) fn take_from_statement(statement: &mut Expr, errors: &mut Errors) -> Marks {
    match statement {
        Expr::Assign(inner) => take_from_first(&mut inner.left, errors),
        Expr::Binary(inner) => take_from_first(&mut inner.left, errors),
        Expr::Cast(inner) => take_from_first(&mut inner.expr, errors),
        _ => Marks::default(),
    }
}

fn take_from_first(expr: &mut Expr, errors: &mut Errors) -> Marks {
    match expr {
        Expr::Assign(_) | Expr::Binary(_) | Expr::Cast(_) => take_from_statement(expr, errors),
        _ => take_from(expr, errors),
    }
}

/// Reads one attribute into the marks; false where it is none of ours.
fn read(attribute: &Attribute, marks: &mut Marks, errors: &mut Errors) -> bool {
    let Some(name) = attribute
        .path()
        .segments
        .last()
        .map(|segment| &segment.ident)
    else {
        return false;
    };
    let span = attribute.path().span();
    if name == "checkpoint" {
        let given = arguments(attribute, errors);
        if given.is_empty() && !matches!(attribute.meta, Meta::NameValue(_)) {
            errors.at(span, "`#[checkpoint]` says nothing; write `#[checkpoint(skip)]` or `#[checkpoint(every = N)]`");
        }
        let args = args::checkpoint(given, errors);
        marks.skip |= args.skip;
        marks.every = args.every.map(|every| (every, span)).or(marks.every.take());
    } else if name == "cancellable" {
        if marks.cancellable.is_some() {
            errors.at(span, "`#[cancellable]` stands here twice; remove one");
        }
        let args = args::cancellable(arguments(attribute, errors), errors);
        marks.cancellable = Some((args, span));
    } else if ["checkpoint", "cancellable"]
        .iter()
        .any(|name| is_conditional(attribute, name))
    {
        errors.at(
            span,
            "whether this mark is there is not known yet; write it without `cfg_attr`, or write the function twice, \
             each time under its own `cfg`",
        );
        // That is error enough.
        marks.skip = true;
    } else {
        return false;
    }
    true
}

/// Whether an attribute has this name, by whatever path.
pub(crate) fn is_named(attribute: &Attribute, name: &str) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|last| last.ident == name)
}

/// Whether an attribute is `#[cfg_attr(…, NAME)]`, by the last word of a path there.
pub(crate) fn is_conditional(attribute: &Attribute, name: &str) -> bool {
    if !attribute.path().is_ident("cfg_attr") {
        return false;
    }
    let given = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    let names =
        |given: &Meta| matches!(given.path().segments.last(), Some(last) if last.ident == name);
    given.is_ok_and(|given| given.iter().skip(1).any(names))
}

fn arguments(attribute: &Attribute, errors: &mut Errors) -> TokenStream {
    match &attribute.meta {
        Meta::Path(_) => TokenStream::new(),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(pair) => {
            let name = pair.path.to_token_stream();
            let message =
                format!("this attribute takes its arguments in parentheses; write `#[{name}(…)]`");
            errors.at(pair.eq_token.span(), message);
            TokenStream::new()
        }
    }
}

/// The attributes of any expression that can carry them.
pub(crate) fn attributes(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
    macro_rules! of_each {
        ($($variant:ident)*) => {
            match expr {
                $(Expr::$variant(inner) => Some(&mut inner.attrs),)*
                _ => None,
            }
        };
    }
    of_each!(
        Array Assign Async Await Binary Block Break Call Cast Closure Const Continue Field ForLoop Group If Index
        Infer Let Lit Loop Macro Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try
        TryBlock Tuple Unary Unsafe While Yield
    )
}
