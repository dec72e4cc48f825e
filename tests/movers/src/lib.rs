//! Attributes that move a function's body, as those of other crates do: what `#[cancellable]` below them must see
//! through, or refuse.

use proc_macro::TokenStream;
use proc_macro2::{Ident, Span, TokenStream as Tokens, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{FnArg, ItemFn, parse_macro_input};

/// Replaces the body of a function by what is made of it.
fn moving(item: TokenStream, around: impl FnOnce(&TokenTree) -> Tokens) -> TokenStream {
    let mut tokens: Vec<TokenTree> = Tokens::from(item).into_iter().collect();
    let body = tokens.pop().expect("a function ends with its body");
    let around = around(&body);
    tokens.extend(quote! { { #around } });
    tokens.into_iter().collect::<Tokens>().into()
}

/// Calls a closure at once.
#[proc_macro_attribute]
pub fn into_called_closure(_: TokenStream, item: TokenStream) -> TokenStream {
    moving(
        item,
        |body| quote! { let outcome = (move || #body)(); outcome },
    )
}

/// Gives a closure to another function, which may do with it what it wants.
#[proc_macro_attribute]
pub fn into_closure_argument(_: TokenStream, item: TokenStream) -> TokenStream {
    moving(
        item,
        |body| quote! { ::core::option::Option::Some(()).map(move |()| #body).unwrap() },
    )
}

/// Gives an `async` block to another function.
#[proc_macro_attribute]
pub fn into_future_argument(_: TokenStream, item: TokenStream) -> TokenStream {
    moving(
        item,
        |body| quote! { ::core::convert::identity(async move #body).await },
    )
}

/// Makes a function of the body, and calls that.
#[proc_macro_attribute]
pub fn into_item(_: TokenStream, item: TokenStream) -> TokenStream {
    moving(
        item,
        |body| quote! { fn inner() -> Result<(), ::safepoint::Cancelled> #body inner() },
    )
}

/// Makes a function of the body that bears the signature of the first one, and calls that. The function takes nothing.
#[proc_macro_attribute]
pub fn into_item_of_the_same_signature(_: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as ItemFn);
    let ItemFn {
        attrs, sig, block, ..
    } = item;
    let name = &sig.ident;
    let end = sig.asyncness.map(|_| quote! { .await });
    quote! { #(#attrs)* #sig { #sig #block #name() #end } }.into()
}

/// Makes a method of a trait of the body.
#[proc_macro_attribute]
pub fn into_method(_: TokenStream, item: TokenStream) -> TokenStream {
    moving(item, |body| {
        quote! {
            trait Run { fn run(self) -> Result<(), ::safepoint::Cancelled>; }
            impl Run for () { fn run(self) -> Result<(), ::safepoint::Cancelled> #body }
            ().run()
        }
    })
}

/// Makes the value of a static variable of the body.
#[proc_macro_attribute]
pub fn into_static(_: TokenStream, item: TokenStream) -> TokenStream {
    moving(item, |body| {
        quote! {
            static ONCE: ::std::sync::LazyLock<Result<(), ::safepoint::Cancelled>> = ::std::sync::LazyLock::new(|| #body);
            ONCE.clone()
        }
    })
}

/// Makes a function beside the first one of the body.
#[proc_macro_attribute]
pub fn into_sibling(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut sibling = Tokens::new();
    let rest = moving(item, |body| {
        sibling = quote! { fn sibling() -> Result<(), ::safepoint::Cancelled> #body };
        quote! { sibling() }
    });
    let rest = Tokens::from(rest);
    quote! { #rest #sibling }.into()
}

/// Makes a function beside the first one of the body, and puts the call of that where the body was.
#[proc_macro_attribute]
pub fn into_sibling_in_its_place(_: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as ItemFn);
    let ItemFn {
        attrs, sig, block, ..
    } = item;
    let mut sibling = sig.clone();
    sibling.ident = Ident::new("sibling_in_its_place", Span::call_site());
    let name = &sibling.ident;
    let place = block.span();
    let call = quote_spanned! {place=> { #name() } };
    quote! { #(#attrs)* #sig #call #sibling #block }.into()
}

/// Makes a function beside the first one of the body, and gives it what the first one takes.
#[proc_macro_attribute]
pub fn into_sibling_with_parameters(_: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as ItemFn);
    let ItemFn {
        attrs, sig, block, ..
    } = item;
    let mut sibling = sig.clone();
    sibling.ident = Ident::new("sibling_with_parameters", Span::call_site());
    let name = &sibling.ident;
    let given = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(&input.pat),
        FnArg::Receiver(_) => None,
    });
    quote! { #(#attrs)* #sig { #name(#(#given),*) } #sibling #block }.into()
}

/// Makes a function for other languages, with all attributes of the first one.
#[proc_macro_attribute]
pub fn into_extern(_: TokenStream, item: TokenStream) -> TokenStream {
    let ItemFn {
        attrs, sig, block, ..
    } = parse_macro_input!(item as ItemFn);
    quote! { #(#attrs)* extern "C" #sig #block }.into()
}

/// Makes an argument of a macro of the body.
#[proc_macro_attribute]
pub fn into_macro_argument(_: TokenStream, item: TokenStream) -> TokenStream {
    moving(
        item,
        |body| quote! { ::core::convert::identity(::std::dbg!(#body)) },
    )
}

/// Repeats the body.
#[proc_macro_attribute]
pub fn into_loop(_: TokenStream, item: TokenStream) -> TokenStream {
    moving(
        item,
        |body| quote! { for _ in 0..2 { if false { loop {} } #body } },
    )
}

/// Leaves a function as it is, but reads it: what stands below `#[cancellable]` does so with what that has made.
#[proc_macro_attribute]
pub fn reading(_: TokenStream, item: TokenStream) -> TokenStream {
    parse_macro_input!(item as ItemFn)
        .into_token_stream()
        .into()
}

/// Makes a body for a signature that ends with `;`: counts to three.
#[proc_macro]
pub fn counting(item: TokenStream) -> TokenStream {
    let signature = Tokens::from(item).into_iter();
    let signature = signature.filter(|token| token.to_string() != ";");
    quote! {
        #(#signature)* {
            let mut turns = 0;
            while turns < 3 {
                turns += 1;
            }
            Ok(turns)
        }
    }
    .into()
}
