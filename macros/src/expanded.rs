//! Keeps `examples/expanded/` true: `NAME.rs` is a function, `NAME.expanded.rs` what the attribute makes of it.
//! `EXPANDED=write cargo test -p safepoint-macros` writes the latter anew.

use std::{env, fs, path::Path};

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{File, Item, Meta};

use crate::function::expand;

const NOTE: &str = "\
// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

";

#[test]
fn expansions_are_as_shown() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/expanded");
    let mut pairs = 0;
    for entry in fs::read_dir(directory).expect("the examples") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        if !name.ends_with(".rs") || name.ends_with(".expanded.rs") {
            continue;
        }
        let shown = path.with_extension("expanded.rs");
        let output = pretty(&fs::read_to_string(&path).expect("a function"));
        if env::var_os("EXPANDED").is_some() {
            fs::write(&shown, &output).expect("a file to write");
        }
        let shown = fs::read_to_string(&shown).expect("its expansion");
        assert_eq!(
            shown, output,
            "{name}: run with EXPANDED=write and look at what changed"
        );
        pairs += 1;
    }
    assert!(pairs > 5, "only {pairs} pairs");
}

fn pretty(function: &str) -> String {
    let mut file: File = syn::parse_str(function).expect("a file");
    let [Item::Fn(function)] = &mut file.items[..] else {
        panic!("one function");
    };
    let arguments = match function.attrs.remove(0).meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    let output = expand(arguments, function.to_token_stream());
    let file = syn::parse2(output).expect("Rust");
    format!("{NOTE}{}", prettyplease::unparse(&file))
}
