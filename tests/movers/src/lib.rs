//! Attributes that move a function's body, as those of other crates do: what `#[cancellable]` below them must see
//! through, or refuse.

use proc_macro::TokenStream;
use proc_macro2::{TokenStream as Tokens, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{ItemFn, parse_macro_input};

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
