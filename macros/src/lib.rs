//! The `#[cancellable]` attribute.
use proc_macro::TokenStream;

/// Makes a function stoppable.
#[proc_macro_attribute]
pub fn cancellable(_arguments: TokenStream, item: TokenStream) -> TokenStream {
    item
}
