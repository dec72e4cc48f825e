//! The items that the attribute stands on: functions, and containers of functions.

use std::slice;

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{
    Attribute, Block, Expr, FnArg, ImplItem, Item, ItemFn, ItemImpl, ItemMod, ItemTrait, Macro,
    Signature, TraitItem, TraitItemFn, Visibility,
};

use crate::args::{self, Args};
use crate::errors::Errors;
use crate::frame::{self, Frame};
use crate::token::Source;
use crate::{
    captured, decide, emit, expectations, marks, moved, rewrite, token, unparsed, validate, words,
};

/// Expands the attribute. The item comes back whatever happens (S9); an expression, which is none, gives way to the error.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = args::cancellable(arguments, &mut errors);
    if let Some(skip) = args.skip {
        errors.at(skip, "`skip` leaves a function out of an annotated `impl`, `trait` or `mod`; remove the attribute");
    }
    let mut output = match parse(item.clone()) {
        Ok(parsed) => match input(parsed, &item) {
            Ok(mut input) => {
                input.rewrite(&args, &mut errors);
                input.into_tokens()
            }
            Err(error) => {
                errors.push(error);
                item
            }
        },
        // Without what is no item: the compiler wants one expression, and would say that all behind that is ignored.
        Err(_) if let Some(expression) = expression(&item) => {
            errors.at(
                expression.span(),
                "`#[cancellable]` stands on functions, and in such a function on closures and `async` blocks; put it on the function around this",
            );
            TokenStream::new()
        }
        Err(error) => unparsed::given_back(item, &error),
    };
    output.extend(errors.into_tokens());
    output
}

enum Input {
    Function(Box<ItemFn>),
    Impl(ItemImpl),
    Trait(ItemTrait),
    Module(ItemMod),
}

fn parse(item: TokenStream) -> syn::Result<Item> {
    let parsed = syn::parse2(item.clone());
    // Only then: this copies the item.
    parsed.or_else(|error| syn::parse2(captured::released(item)).map_err(|_| error))
}

fn input(mut parsed: Item, tokens: &TokenStream) -> syn::Result<Input> {
    emit::keep_together(&mut parsed);
    match parsed {
        Item::Fn(function) => Ok(Input::Function(Box::new(function))),
        Item::Impl(block) => Ok(Input::Impl(block)),
        Item::Trait(definition) => Ok(Input::Trait(definition)),
        Item::Mod(module) if module.content.is_some() => Ok(Input::Module(module)),
        Item::Mod(module) => Err(syn::Error::new(
            module.mod_token.span,
            "`#[cancellable]` cannot see into a module of another file; put it on the items there",
        )),
        other => Err(unsuitable(&other, tokens.clone())),
    }
}

/// What is an expression and no item; a call of a macro may be either.
fn expression(tokens: &TokenStream) -> Option<Expr> {
    let parsed = syn::parse2::<Expr>(tokens.clone()).ok();
    parsed.filter(|parsed| !matches!(parsed, Expr::Macro(_)))
}

fn unsuitable(item: &Item, tokens: TokenStream) -> syn::Error {
    const WANTED: &str = "`#[cancellable]` needs a function with a body";
    if let Ok(function) = syn::parse2::<TraitItemFn>(tokens.clone()) {
        return syn::Error::new(
            function.sig.ident.span(),
            format!("{WANTED}; put it on the method of each `impl`, or give this one a body"),
        );
    }
    let keyword = |input: ParseStream<'_>| {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let span = input.span();
        input.parse::<TokenStream>()?;
        Ok(span)
    };
    let span = keyword.parse2(tokens).unwrap_or_else(|_| item.span());
    syn::Error::new(
        span,
        format!("{WANTED}, or an `impl`, a trait or a `mod {{ … }}` of such; put it on one"),
    )
}

impl Input {
    fn rewrite(&mut self, args: &Args, errors: &mut Errors) {
        once(self.attributes(), errors);
        marks::refuse_checkpoint(self.attributes(), errors);
        match self {
            Self::Function(item) => {
                function(&mut item.attrs, &item.sig, &mut item.block, args, errors);
            }
            Self::Impl(item) => impl_items(item, args, errors),
            Self::Trait(item) => trait_items(item, args, errors),
            Self::Module(item) => module_items(item, args, errors),
        }
    }

    fn attributes(&mut self) -> &mut Vec<Attribute> {
        match self {
            Self::Function(item) => &mut item.attrs,
            Self::Impl(item) => &mut item.attrs,
            Self::Trait(item) => &mut item.attrs,
            Self::Module(item) => &mut item.attrs,
        }
    }

    fn into_tokens(self) -> TokenStream {
        match self {
            Self::Function(item) => item.into_token_stream(),
            Self::Impl(item) => item.into_token_stream(),
            Self::Trait(item) => item.into_token_stream(),
            Self::Module(item) => item.into_token_stream(),
        }
    }
}

/// Takes out and reports the attribute where it stands below itself.
fn once(attributes: &mut Vec<Attribute>, errors: &mut Errors) {
    attributes.retain(|attribute| {
        let ours = names_cancellable(attribute);
        if ours {
            errors.at(
                attribute.path().span(),
                "`#[cancellable]` is given twice; remove one",
            );
        }
        !ours
    });
}

fn impl_items(block: &mut ItemImpl, args: &Args, errors: &mut Errors) {
    expectations::ease_around(&mut block.attrs, &block.items);
    let destructs = validate::is_destructor(block);
    let args = &Args {
        destructs: Some(destructs),
        ..args.clone()
    };
    // What a cancelled destructor would not give back is lost.
    let left_alone = destructs && args.on_cancel.is_none();
    for item in &mut block.items {
        match item {
            ImplItem::Fn(item) => member(
                &mut item.attrs,
                &item.sig,
                Some(&mut item.block),
                left_alone,
                args,
                errors,
            ),
            ImplItem::Macro(item) => made_by_macro(&mut item.attrs, &item.mac, errors),
            ImplItem::Verbatim(tokens) => refuse_unknown(tokens, errors),
            _ => {}
        }
    }
}

fn trait_items(definition: &mut ItemTrait, args: &Args, errors: &mut Errors) {
    expectations::ease_around(&mut definition.attrs, &definition.items);
    for item in &mut definition.items {
        match item {
            TraitItem::Fn(item) => member(
                &mut item.attrs,
                &item.sig,
                item.default.as_mut(),
                false,
                args,
                errors,
            ),
            TraitItem::Macro(item) => made_by_macro(&mut item.attrs, &item.mac, errors),
            TraitItem::Verbatim(tokens) => refuse_unknown(tokens, errors),
            _ => {}
        }
    }
}

fn module_items(module: &mut ItemMod, args: &Args, errors: &mut Errors) {
    let items = module.content.as_mut().map(|(_, items)| items);
    let items = items.map_or(&mut [][..], Vec::as_mut_slice);
    expectations::ease_around(&mut module.attrs, items);
    for item in items {
        match item {
            Item::Fn(item) => member(
                &mut item.attrs,
                &item.sig,
                Some(&mut item.block),
                false,
                args,
                errors,
            ),
            Item::Impl(item) => container(item, |it| &mut it.attrs, impl_items, args, errors),
            Item::Trait(item) => container(item, |it| &mut it.attrs, trait_items, args, errors),
            Item::Mod(item) => container(item, |it| &mut it.attrs, module_items, args, errors),
            // What defines a macro makes no items.
            Item::Macro(item) if item.ident.is_none() => {
                made_by_macro(&mut item.attrs, &item.mac, errors);
            }
            Item::Verbatim(tokens) => refuse_unknown(tokens, errors),
            _ => {}
        }
    }
}

/// A container in a module.
fn container<T>(
    item: &mut T,
    attributes: fn(&mut T) -> &mut Vec<Attribute>,
    items: fn(&mut T, &Args, &mut Errors),
    args: &Args,
    errors: &mut Errors,
) {
    let mut own = Errors::default();
    if let Some(args) = inherited(attributes(item), args, &mut own) {
        items(item, &args, &mut own);
    }
    errors.append(attributes(item), own);
}

/// Reports a function among what is given to a macro, unless that is left out.
fn made_by_macro(attributes: &mut Vec<Attribute>, item: &Macro, errors: &mut Errors) {
    let mut own = Errors::default();
    let conditional = take_conditional(attributes, &mut own);
    if marks::among(attributes).skip {
        attributes.retain(|attribute| !names_cancellable(attribute));
    } else if !conditional {
        validate::item_macro(item.tokens.clone(), &mut own);
    }
    errors.append(attributes, own);
}

/// Reports a loop in a member that syn does not know: it may be one of a function.
fn refuse_unknown(tokens: &TokenStream, errors: &mut Errors) {
    if let Some(span) = words::first_loop(tokens.clone()) {
        errors.at(
            span,
            "`#[cancellable]` does not know this syntax and cannot check the loop in it; move the item out of what is annotated",
        );
    }
}

/// A function in a container: with its own attribute it is treated as if annotated alone, without one it is left
/// alone where it cannot be rewritten, or should not.
fn member(
    attributes: &mut Vec<Attribute>,
    signature: &Signature,
    body: Option<&mut Block>,
    left_alone: bool,
    container: &Args,
    errors: &mut Errors,
) {
    let own = attributes.iter().any(names_cancellable);
    let mut wrong = Errors::default();
    let args = inherited(attributes, container, &mut wrong);
    if own && args.is_some() && body.is_none() {
        wrong.at(
            signature.ident.span(),
            "`#[cancellable]` needs a function with a body; remove it here",
        );
    }
    errors.append(attributes, wrong);
    let (Some(args), Some(body)) = (args, body) else {
        return;
    };
    if own || !left_alone && !validate::is_left_alone(signature) {
        function(attributes, signature, body, &args, errors);
    }
}

/// The arguments of an item in a container; none where it says `#[cancellable(skip)]`.
fn inherited(
    attributes: &mut Vec<Attribute>,
    container: &Args,
    errors: &mut Errors,
) -> Option<Args> {
    // It may say anything.
    let invalid = take_conditional(attributes, errors);
    marks::refuse_checkpoint(attributes, errors);
    let mut own = Vec::new();
    attributes.retain(|attribute| {
        let ours = names_cancellable(attribute);
        own.extend(ours.then(|| attribute.clone()));
        !ours
    });
    let own = marks::take(&mut own, errors).cancellable;
    let mut args = own.map(|(args, _)| args).unwrap_or_default();
    args.invalid |= invalid;
    args.skip.is_none().then(|| args.inherit(container))
}

/// Takes out and reports `#[cfg_attr(…, cancellable)]`, which the compiler has not looked at yet, and which it would expand
/// after this. Tells whether there is one.
fn take_conditional(attributes: &mut Vec<Attribute>, errors: &mut Errors) -> bool {
    let all = attributes.len();
    attributes.retain(|attribute| {
        let conditional = marks::is_conditional(attribute, "cancellable");
        if conditional {
            errors.at(
                attribute.path().span(),
                "whether this `#[cancellable]` is there is not known yet; write it without `cfg_attr`, or take the \
                 attribute from what this stands in and put it on each function there",
            );
        }
        !conditional
    });
    attributes.len() < all
}

fn names_cancellable(attribute: &Attribute) -> bool {
    marks::is_named(attribute, "cancellable")
}

/// Whether an attribute is the compiler's own, or a tool's, and leaves what it stands on as it is.
fn is_built_in(attribute: &Attribute) -> bool {
    const NAMES: [&str; 20] = [
        "allow",
        "cfg",
        "clippy",
        "cold",
        "deny",
        "deprecated",
        "doc",
        "expect",
        "export_name",
        "forbid",
        "ignore",
        "inline",
        "link_section",
        "must_use",
        "no_mangle",
        "rustfmt",
        "should_panic",
        "target_feature",
        "track_caller",
        "warn",
    ];
    let first = attribute.path().segments.first();
    first.is_some_and(|first| NAMES.iter().any(|name| first.ident == name))
}

/// Validates, decides and rewrites one function.
fn function(
    attributes: &mut [Attribute],
    signature: &Signature,
    body: &mut Block,
    args: &Args,
    errors: &mut Errors,
) {
    expectations::ease_around(attributes, slice::from_ref(body));
    let mut own = Errors::default();
    validate::signature(signature, &mut own);
    validate::again(signature, body, &mut own);
    validate::gone(signature, body, &mut own);
    let parameters = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(input),
        FnArg::Receiver(_) => None,
    });
    let source = token::source(args, parameters, &signature.generics, &mut own);
    let variables = frame::variables(signature, body);
    let moved = moved::take(signature, body);
    let found = moved.as_ref().ok();
    validate::yields(signature, found, args, &mut own);
    validate::futures(found, &mut own);
    let exit = decide::function_exit(args, signature, found, &mut own);
    let sound = own.is_empty() && !args.invalid;
    match (source, exit) {
        (Some(source), Some(exit)) if sound => {
            let frame = Frame {
                handed_on: attributes.iter().any(|it| !is_built_in(it)),
                ..Frame::of(signature, args, source, exit, variables)
            };
            let other_names = match frame.source {
                Source::Ambient => token::other_names(signature),
                _ => Vec::new(),
            };
            let refused = emit::no_other_name(&frame, &other_names);
            rewrite::function(frame, signature, body, moved, &mut own);
            emit::prepend(body, refused);
        }
        // One mistake is one error: checks that rest on a wrong signature would bring errors of their own.
        _ => {
            rewrite::strip(body);
            emit::use_of(&token::parameters(signature), body);
            if let Ok(mut moved) = moved {
                for body in &mut moved.bodies {
                    rewrite::strip(&mut body.block);
                }
                moved::put(moved, body, |_| {});
            }
        }
    }
    errors.append(attributes, own);
}
