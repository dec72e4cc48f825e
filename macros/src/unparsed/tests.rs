//! What comes back of items that syn cannot parse, and what the compiler says of that.

use std::env;
use std::io::Write as _;
use std::process::{Command, Stdio};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use crate::function::expand;

fn expanded(item: TokenStream) -> String {
    expand(TokenStream::new(), item).to_string()
}

/// What the compiler says of a library.
fn said_of(library: &str) -> String {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut compiler = Command::new(compiler)
        .args([
            "--edition=2024",
            "--crate-type=lib",
            "--emit=metadata=-",
            "-",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a compiler");
    let mut source = compiler.stdin.take().expect("a pipe");
    source.write_all(library.as_bytes()).expect("it reads");
    drop(source);
    let output = compiler.wait_with_output().expect("it ends");
    String::from_utf8(output.stderr).expect("text")
}

/// What syn cannot parse, although the compiler can: half of a loop in a group without delimiters, which are not printed.
fn loop_of_its_own_kind() -> TokenStream {
    let half = Group::new(Delimiter::None, quote! { for _ });
    let half = TokenTree::Group(half);
    quote! { #half in 0..3 {} }
}

/// Pitfall 1 (tests/pitfalls/rows.md).
#[test]
fn half_typed_body_comes_back_without_an_error_of_ours() {
    for body in ["x.", "if 1", "for x in", "while"] {
        let body: TokenStream = body.parse().expect("tokens");
        let output = expanded(quote! { fn f(x: u8) { #![allow(unused)] #body } });
        assert!(
            output.starts_with("fn f (x : u8) { # ! [allow (unused)] const _"),
            "{output}"
        );
        assert!(output.ends_with(&format!("}} ; {body} }}")), "{output}");
        assert!(!output.contains("compile_error"), "{output}");
    }
}

#[test]
fn marks_of_what_cannot_be_parsed_are_taken_out() {
    let output = expanded(quote! {
        impl S {
            #[safepoint::cancellable(skip)]
            #[inline]
            fn f() { #[checkpoint(every = 8)] loop { #[cancellable] || x. } }
        }
    });
    let rest = quote! { impl S { #[inline] fn f() { loop { || x. } } } };
    assert!(output.starts_with(&rest.to_string()), "{output}");
}

/// Pitfall 1 (tests/pitfalls/rows.md).
#[test]
fn what_only_the_compiler_can_parse_is_an_error() {
    let its_own = loop_of_its_own_kind();
    for item in [
        quote! { pub fn f() { #its_own } },
        quote! { pub mod m { pub fn f() { #its_own } } },
        quote! { impl S { pub fn f() { #its_own } } },
    ] {
        let item = expanded(item);
        let said = said_of(&format!("pub struct S; {item}"));
        assert!(
            said.contains("= note: `#[cancellable]` cannot parse this"),
            "{item}: {said}"
        );
        assert!(
            said.contains("aborting due to 1 previous error"),
            "{item}: {said}"
        );
    }
    let method = expanded(quote! { pub fn f() { #its_own } });
    let said = said_of(&format!(
        "#![allow(warnings)] pub struct S; impl S {{ {method} }}"
    ));
    assert!(said.contains("cannot parse this"), "{said}");
}

#[test]
fn what_the_compiler_reports_is_one_error() {
    let half_typed = expanded(quote! { pub fn f() -> u8 { let x = 1 let y = 2; x } });
    let said = said_of(&half_typed);
    assert!(said.contains("aborting due to 1 previous error"), "{said}");
    assert!(!said.contains("cannot parse"), "{said}");
}
