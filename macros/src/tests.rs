//! What a function becomes, shape by shape. Here every site is line 1, column 1 of `file`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::function::expand;

fn expanded(arguments: TokenStream, item: TokenStream) -> String {
    expand(arguments, item).to_string()
}

fn same(arguments: TokenStream, item: TokenStream, output: &TokenStream) {
    assert_eq!(expanded(arguments, item), output.to_string());
}

/// A check at a loop (or another kind of site) of the function `f`.
fn check(kind: &TokenStream, exit: &TokenStream) -> TokenStream {
    let site = format!("{} 1 1 f file", &kind.to_string()[..1]);
    quote! {
        match ::safepoint::__private::Checkpoint::checkpoint(&__watch, #site) {
            ::core::option::Option::Some(__cancelled) => { #exit }
            ::core::option::Option::None => {}
        }
    }
}

fn converted() -> TokenStream {
    quote! { return ::safepoint::__private::FromCancelled::from_cancelled(__cancelled); }
}

fn ambient() -> TokenStream {
    quote! {
        let __anchor = ::safepoint::__private::Anchor::new();
        let __token = ::safepoint::__private::ambient(&__anchor);
        let __watch = ::safepoint::__private::Watch::watch(&__token);
    }
}

#[test]
fn entry_is_checked_and_the_parameter_hoisted() {
    let check = check(&quote!(Entry), &converted());
    same(
        quote!(),
        quote! { pub fn f(token: &CancelToken) -> Result<(), Cancelled> { Ok(()) } },
        &quote! {
            pub fn f(token: &CancelToken) -> Result<(), Cancelled> {
                let __token = &*token;
                let __watch = ::safepoint::__private::Watch::watch(&__token);
                #check
                Ok(())
            }
        },
    );
}

#[test]
fn each_loop_checks_before_it_takes_anything() {
    let (head, check) = (ambient(), check(&quote!(Loop), &converted()));
    same(
        quote!(entry = false),
        quote! {
            fn f() {
                'a: while let Some(x) = next() { g(x) }
                for x in xs() { g(x) }
                let v = loop { break 1; };
            }
        },
        &quote! {
            fn f() {
                #head
                'a: loop {
                    #check
                    if let Some(x) = next() { g(x) } else { break }
                }
                {
                    match ::core::iter::IntoIterator::into_iter(xs()) {
                        mut __iter => loop {
                            #check
                            match ::core::iter::Iterator::next(&mut __iter) {
                                ::core::option::Option::Some(x) => { g(x) }
                                ::core::option::Option::None => break,
                            }
                        }
                    };
                }
                let v = loop { #check break 1; };
            }
        },
    );
}

#[test]
fn pattern_that_may_not_match_stands_in_a_let() {
    let output = expanded(quote!(), quote! { fn f() { for Some(x) in xs { g(x) } } });
    assert!(
        output.contains("Some (__item) => { let Some (x) = __item ; { g (x) } }"),
        "{output}"
    );
}

#[test]
fn given_value_is_evaluated_behind_the_body() {
    let (head, check) = (
        ambient(),
        check(&quote!(Entry), &quote! { break '__cancelled; }),
    );
    same(
        quote!(on_cancel = return 7),
        quote! { fn f() -> u32 { 1 } },
        &quote! {
            fn f() -> u32 {
                '__cancelled: {
                    return '__value: {
                        #head
                        #check
                        if false { break '__value ::core::option::Option::unwrap(::core::option::Option::None) }
                        1
                    };
                }
                return 7
            }
        },
    );
}

#[test]
fn value_follows_the_written_type() {
    let leaves = |output: TokenStream, value: &str| {
        let expanded = expanded(quote!(), quote! { fn f() -> #output { x } });
        assert!(
            expanded.contains(&format!("return {value} ;")),
            "{expanded}"
        );
    };
    let converted = ":: safepoint :: __private :: FromCancelled :: from_cancelled (__cancelled)";
    let some = format!(":: core :: option :: Option :: Some ({converted})");
    leaves(quote!(io::Result<Option<u8>>), converted);
    leaves(quote!(Option<u8>), converted);
    leaves(quote!(Option<io::Result<u8>>), &some);
    leaves(
        quote!(Poll<Option<Result<u8, E>>>),
        &format!(":: core :: task :: Poll :: Ready ({some})"),
    );
    leaves(
        quote!(ControlFlow<(), u8>),
        ":: core :: ops :: ControlFlow :: Break (())",
    );
    leaves(quote!(ControlFlow<Error>), converted);
}

#[test]
fn every_counts_iterations() {
    let (head, check) = (ambient(), check(&quote!(Loop), &converted()));
    same(
        quote!(entry = false, every = 8),
        quote! { fn f() { 'a: loop { g(); } } },
        &quote! {
            fn f() {
                #head
                {
                    let mut __turns = 0_u64;
                    'a: loop {
                        if __turns == 0 { __turns = 8u64; #check }
                        __turns -= 1;
                        g();
                    }
                }
            }
        },
    );
}

#[test]
fn what_runs_elsewhere_is_left_alone() {
    let body = quote! {
        fn nested() { loop {} }
        let a = [0; { loop {} }];
        let b: [u8; { while x {} }] = g::<{ loop {} }>();
        let c = const { for x in y {} };
        println!("{}", { loop {} });
        #[rustfmt::skip]
        let d = 1;
    };
    same(
        quote!(entry = false),
        quote! { fn f() { #body } },
        &quote! { fn f() { #body } },
    );
}

#[test]
fn skipped_parts_lose_only_their_marks() {
    same(
        quote!(entry = false),
        quote! {
            fn f() {
                #[checkpoint(skip)]
                loop { #[checkpoint(skip)] while x {} }
                #[checkpoint(skip)]
                let g = |z| for x in y {};
                #[checkpoint(skip)]
                x = { loop {} };
            }
        },
        &quote! {
            fn f() {
                loop { while x {} }
                let g = |z| for x in y {};
                x = { loop {} };
            }
        },
    );
}

#[test]
fn moving_closure_is_given_a_handle_of_its_own() {
    let output = expanded(
        quote!(token = t, entry = false),
        quote! { fn f() { let g = #[cancellable] move |x| x; let h = #[cancellable] |x| x; } },
    );
    assert!(output.contains("let g = { let __token = {"), "{output}");
    assert!(output.contains("let h = | x | { let __watch ="), "{output}");
}

#[test]
fn half_typed_body_comes_back_with_one_error() {
    for body in ["x.", "if 1", "for x in", "while"] {
        let body: TokenStream = body.parse().expect("tokens");
        let item = quote! { fn f() { #body } };
        let output = expanded(quote!(), item.clone());
        let rest = output
            .strip_prefix(&item.to_string())
            .expect("the item first");
        assert_eq!(rest.matches("compile_error").count(), 1, "{output}");
    }
}

#[test]
fn item_comes_back_beside_every_error() {
    for (arguments, item) in [
        (quote!(wibble), quote! { fn f() { loop {} } }),
        (quote!(), quote! { const fn f() { loop {} } }),
        (
            quote!(),
            quote! { fn f(a: &CancelToken, b: &CancelToken) {} },
        ),
        (
            quote!(),
            quote! { fn next(&mut self) -> Option<u8> { loop {} } },
        ),
        (quote!(), quote! { struct F; }),
        (quote!(), quote! { fn f(); }),
    ] {
        let output = expanded(arguments, item.clone());
        let rest = output
            .strip_prefix(&item.to_string())
            .expect("the item first");
        assert_eq!(rest.matches("compile_error").count(), 1, "{output}");
    }
}
