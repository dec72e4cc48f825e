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
    let site = site(kind);
    quote! { if ::safepoint::__private::notices(__watch, #site) { #exit } }
}

/// The same in a function that returns its error.
fn converting_check(kind: &TokenStream) -> TokenStream {
    let site = site(kind);
    check(
        kind,
        &quote! { return ::safepoint::__private::FromCancelled::leave(__watch, #site); },
    )
}

fn site(kind: &TokenStream) -> String {
    format!("{} 1 1 f file", &kind.to_string()[..1])
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
    let check = converting_check(&quote!(Entry));
    same(
        quote!(),
        quote! { pub fn f(token: &CancelToken) -> Result<(), Cancelled> { Ok(()) } },
        &quote! {
            pub fn f(token: &CancelToken) -> Result<(), Cancelled> {
                let __token = &*token;
                let __watch = ::safepoint::__private::Watch::watch(__token);
                #check
                Ok(())
            }
        },
    );
}

#[test]
fn each_loop_checks_before_it_takes_anything() {
    let (head, check) = (ambient(), converting_check(&quote!(Loop)));
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
                    return '__value: { {
                        #head
                        #check
                        if false { break '__value (::core::option::Option::unwrap(::core::option::Option::None)) }
                        if false { break '__cancelled }
                        1
                    } };
                }
                match () { () => 7 }
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
    let converted =
        ":: safepoint :: __private :: FromCancelled :: leave (__watch , \"E 1 1 f file\")";
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
    let (head, check) = (ambient(), converting_check(&quote!(Loop)));
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

/// Pitfall 19 (tests/pitfalls/rows.md).
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
fn item_comes_back_beside_every_error() {
    let comes_back = |arguments, item, as_what: TokenStream| {
        let output = expanded(arguments, item);
        let rest = output
            .strip_prefix(&as_what.to_string())
            .expect("the item first");
        assert_eq!(rest.matches("compile_error").count(), 1, "{output}");
    };
    for (arguments, item) in [
        (quote!(wibble), quote! { fn f() { loop {} } }),
        (quote!(), quote! { const fn f() { loop {} } }),
        (
            quote!(),
            quote! { fn next(&mut self) -> Option<u8> { loop {} } },
        ),
        (quote!(), quote! { struct F; }),
        (quote!(), quote! { thread_local! { static N: u32 = 1; } }),
        (quote!(), quote! { fn f(); }),
    ] {
        comes_back(arguments, item.clone(), item);
    }
    // Its tokens are used, so that no warning stands beside the error.
    comes_back(
        quote!(),
        quote! { fn f(a: &CancelToken, b: &CancelToken) {} },
        quote! { fn f(a: &CancelToken, b: &CancelToken) { let _ = &a; let _ = &b; } },
    );
}

/// Pitfall 2 (tests/pitfalls/rows.md): editors follow each token of the user's to the one it became.
#[test]
fn each_word_of_the_user_comes_back_once_and_in_its_order() {
    let item = quote! {
        #[a1] async fn a2<'b1, B2: B3>(b4: B5, b6: &'b1 CancelToken) -> Result<B7, Cancelled> where B8: B9 {
            #![c1]
            let c2 = c3(c4).await?;
            #[c5] for (c6, c7) in c8(c9) { d1!(d2); continue; }
            'd3: while d4() && let Some(d5) = d6.await { d7(); break 'd8 d9; }
            let e1 = loop { #![e2] e3(); break e4 };
            e5(#[cancellable] |e6| async move { e7.await });
            e8
        }
    };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    words(item.clone(), &mut before);
    words(expand(quote!(yield_every = 3), item), &mut after);
    // The header of a `for` comes before its pattern, as in the compiler's own lowering.
    let pattern = before.iter().position(|word| word == "c6").expect("c6");
    before[pattern..pattern + 4].rotate_left(2);
    // What the function returns is asked for once more at the head, for there is a block that it may give away, and another attribute.
    let returned = before.iter().position(|word| word == "c1").expect("c1") + 1;
    before.insert(returned, "B7".to_owned());
    assert_eq!(after, before);
}

/// Pitfall 22 (tests/pitfalls/rows.md).
#[test]
fn loop_in_unknown_syntax_is_an_error_unless_it_is_left_out() {
    let body = |mark: &str| -> TokenStream {
        let item = format!("fn f() {{ {mark} {{ builtin # unknown(loop {{}}) }} }}");
        item.parse().expect("tokens")
    };
    let refused = expanded(quote!(), body(""));
    assert_eq!(refused.matches("compile_error").count(), 1, "{refused}");
    assert!(refused.contains("does not know this syntax"), "{refused}");
    let left_out = expanded(quote!(), body("#[checkpoint(skip)]"));
    assert!(!left_out.contains("compile_error"), "{left_out}");
}

/// Pitfall 23 (tests/pitfalls/rows.md).
#[test]
fn inner_attributes_stay_where_they_stood() {
    let output = expanded(
        quote!(),
        quote! { #[a] #[b] fn f() { #![c] #[d] loop { #![e] g(); } } },
    );
    assert!(
        output.starts_with("# [a] # [b] fn f () { # ! [c] let __anchor"),
        "{output}"
    );
    assert!(output.contains("# [d] loop { # ! [e] if"), "{output}");
}

/// The words of two letters, the second of them a digit; but not `b6`, the token's name, which stands once more at the
/// head of the body.
fn words(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Group(group) => words(group.stream(), found),
            proc_macro2::TokenTree::Ident(word) => {
                let word = word.to_string();
                let numbered =
                    word.len() == 2 && word.ends_with(|last: char| last.is_ascii_digit());
                found.extend((numbered && word != "b6").then_some(word));
            }
            _ => {}
        }
    }
}

#[test]
fn loop_in_an_unknown_member_is_an_error() {
    for item in [
        "mod m { macro spin() { loop {} } }",
        "trait T { pub fn f() { loop {} } }",
    ] {
        let output = expanded(quote!(), item.parse().unwrap());
        let errors = output.matches("does not know this syntax").count();
        assert_eq!(errors, 1, "{output}");
    }
}

#[test]
fn function_given_to_a_macro_in_a_container_is_an_error_unless_it_is_left_out() {
    let wrong = [
        "mod m { make! { fn f() { loop {} } } }",
        "mod m { make!(const N: u8 = 1; pub async fn f() { g().await }); }",
        "mod m { mod n { make! { impl T for S { fn f() -> u8 { while g() {} 1 } } } } }",
        "impl S { make! { fn f(self) { for _ in 0..3 {} } } }",
        "trait T { make! { #[inline] fn f(self) { loop {} } } }",
        "mod m { make! { extern \"Rust\" fn f() { loop {} } } }",
    ];
    for item in wrong {
        let output = expanded(quote!(), item.parse().unwrap());
        let errors = output.matches("does not look into macros").count();
        assert_eq!(errors, 1, "{output}");
    }
    let right = [
        "mod m { #[cancellable(skip)] make! { fn f() { loop {} } } }",
        "impl S { #[cancellable(skip)] make! { fn f() { loop {} } } }",
        "mod m { make! { #[cancellable] fn f() { loop {} } } }",
        "mod m { make! { const fn f() { loop {} } fn g() { f() } } }",
        "mod m { make! { extern \"C\" fn f() { loop {} } } }",
        "mod m { make! { static F: fn() -> u8 = || { loop {} }; } }",
        "mod m { make! { impl T for S { fn f() {} } } }",
        "mod m { macro_rules! make { () => { fn f() { loop {} } } } }",
    ];
    for item in right {
        let output = expanded(quote!(), item.parse().unwrap());
        let kept = item.replace("#[cancellable(skip)] ", "");
        let kept: TokenStream = kept.parse().unwrap();
        assert_eq!(output, kept.to_string());
    }
}

/// `cargo test --release -p safepoint-macros thousand_lines -- --nocapture` tells the time.
#[test]
fn thousand_lines_are_expanded_in_one_walk() {
    let turn = "for item in items {
        let a = helper(*item);
        let b = helper(a * 2);
        let c = if a > b { a - b } else { b - a };
        if c == 7 {
            continue;
        }
        sum += helper(c);
        sum ^= helper(sum);
    }
";
    let body = turn.repeat(100);
    let function =
        format!("fn f(items: &[u64]) -> Result<u64, E> {{ let mut sum = 0;\n{body} Ok(sum) }}");
    assert!(function.lines().count() > 1_000);
    let function: TokenStream = function.parse().unwrap();
    let runs = (0..10).map(|_| {
        let start = std::time::Instant::now();
        let output = expand(quote!(), function.clone());
        (start.elapsed(), output)
    });
    let (fastest, output) = runs.min_by_key(|(time, _)| *time).unwrap();
    println!("expanded in {fastest:.1?}, the fastest of ten");
    // One at entry, one a loop.
    let checks = output.to_string().matches(":: notices (").count();
    assert_eq!(checks, 101);
}
