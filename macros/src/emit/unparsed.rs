//! The error of last resort.

use proc_macro2::{Literal, TokenStream};
use quote::quote_spanned;

use super::inserted;

// Output: const _: () = { /* an error, if nothing else is wrong in the crate */ };
/// An item that says what syn could not parse, unless the compiler has said anything itself: lints are looked at only then. (Not with
/// `--cap-lints`, as dependencies are compiled; their authors see it.)
pub(crate) fn unless_reported(error: &syn::Error) -> TokenStream {
    let span = inserted(error.span());
    let mut message = Literal::string(&format!(
        "`#[cancellable]` cannot parse this and checks nothing here: {error}; move it into a function of its own"
    ));
    message.set_span(span);
    quote_spanned! {span=>
        const _: () = {
            #[must_use = #message]
            const fn what_cancellable_cannot_parse() -> bool {
                true
            }
            #[deny(unused_must_use)]
            {
                what_cancellable_cannot_parse();
            }
        };
    }
}
