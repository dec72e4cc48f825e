//! Puts the attribute on every function of a crate that may carry it, and leaves all else of its text as it is.
//!
//! 1. The attribute stands on the line of `fn`, behind all other attributes: no line number changes.
//! 2. What a macro makes is not seen, and so left alone.
//! 3. If its tests are to be cancelled, the body of each is a function in it, which `cancelled/` runs many times.

use std::{fs, io, path::Path};

use proc_macro2::Span;
use syn::{
    Attribute, Block, Expr, ImplItemFn, ItemFn, ItemImpl, Signature, TraitItemFn, Visibility,
    spanned::Spanned as _,
    visit::{self, Visit},
};

/// What was done to a crate.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    /// Functions that carry the attribute.
    pub(crate) functions: usize,
    /// Loops in these.
    pub(crate) loops: usize,
    /// Functions that may not carry it.
    pub(crate) left_out: usize,
    /// Files that are no Rust by themselves.
    pub(crate) unread: usize,
}

/// Where something is put into a source.
#[derive(Clone, Copy)]
pub(crate) struct Put<'a> {
    /// The attribute's arguments.
    arguments: &'a str,
    /// The one function that gets it; `None` is each that may carry it.
    only: Option<&'a str>,
    /// Whether tests are run once for each checkpoint; but for these, which may not run twice.
    cancelled: Option<&'a [String]>,
}

impl<'a> Put<'a> {
    /// On every function: no signature has to change.
    pub(crate) const EVERYWHERE: Self = Self {
        arguments: "on_cancel = unwind",
        only: None,
        cancelled: None,
    };

    /// The same, with cancelled tests.
    pub(crate) const fn cancelled(once: &'a [String]) -> Self {
        Self {
            cancelled: Some(once),
            ..Self::EVERYWHERE
        }
    }
}

/// Annotates all sources in a folder.
pub(crate) fn folder(folder: &Path, put: Put<'_>, counts: &mut Counts) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            self::folder(&path, put, counts)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path)?;
            match source(&text, put, counts) {
                Some(text) => fs::write(&path, text)?,
                None => counts.unread += 1,
            }
        }
    }
    Ok(())
}

/// Annotates one function in a file, with these arguments.
pub(crate) fn function(path: &Path, name: &str, arguments: &str) -> io::Result<()> {
    let mut counts = Counts::default();
    let put = Put {
        arguments,
        only: Some(name),
        cancelled: None,
    };
    let text = source(&fs::read_to_string(path)?, put, &mut counts);
    match text {
        Some(text) if counts.functions == 1 => fs::write(path, text),
        _ => Err(io::Error::other(format!(
            "{} functions `{name}` in {}",
            counts.functions,
            path.display()
        ))),
    }
}

/// Annotates a source; `None` where it cannot be read.
fn source(text: &str, put: Put<'_>, counts: &mut Counts) -> Option<String> {
    // What the parser leaves out before it counts.
    let mut start = text.len() - text.trim_start_matches('\u{feff}').len();
    if text[start..].starts_with("#!") && !text[start + 2..].trim_start().starts_with('[') {
        start += text[start..].find('\n').unwrap_or(text.len() - start);
    }
    let (head, body) = text.split_at(start);
    let file = syn::parse_file(body).ok()?;
    let mut finder = Finder {
        body,
        pieces: Vec::new(),
        put,
        counts,
    };
    finder.visit_file(&file);
    let mut pieces = finder.pieces;
    pieces.sort_by_key(|(place, _)| *place);
    let mut annotated = head.to_owned();
    let mut last = 0;
    for (place, piece) in pieces {
        annotated += &body[last..place];
        annotated += &piece;
        last = place;
    }
    Some(annotated + &body[last..])
}

/// Finds what goes where.
struct Finder<'c> {
    body: &'c str,
    pieces: Vec<(usize, String)>,
    put: Put<'c>,
    counts: &'c mut Counts,
}

impl Finder<'_> {
    fn function(
        &mut self,
        attributes: &[Attribute],
        visibility: Option<&Visibility>,
        signature: &Signature,
        body: &Block,
    ) {
        if self.put.only.is_some_and(|only| signature.ident != only) {
            return;
        }
        if !may_carry(attributes, signature) {
            self.counts.left_out += 1;
            return;
        }
        let start = match visibility {
            None | Some(Visibility::Inherited) => signature.span(),
            Some(visibility) => visibility.span(),
        };
        let attribute = attribute(self.put.arguments);
        let again = |once: &[String]| !once.iter().any(|name| signature.ident == name);
        // One with lifetimes cannot be taken for a function of no arguments.
        let is_test = signature.generics.params.is_empty()
            && attributes.iter().any(|it| it.path().is_ident("test"));
        if is_test && self.put.cancelled.is_some_and(again) {
            self.cancelled(&attribute, signature, body);
        } else {
            self.pieces.push((offset(start), attribute));
        }
        self.counts.functions += 1;
        let mut loops = Loops(0);
        loops.visit_block(body);
        self.counts.loops += loops.0;
    }

    /// Of a test, its body is what is annotated, and is run many times.
    fn cancelled(&mut self, attribute: &str, signature: &Signature, body: &Block) {
        let output = &self.body[signature.output.span().byte_range()];
        let delimiters = body.brace_token.span;
        self.pieces.push((
            delimiters.open().byte_range().end,
            format!(" {attribute}fn everywhere() {output} {{"),
        ));
        self.pieces.push((
            delimiters.close().byte_range().start,
            "} ::safepoint_corpus_cancelled::everywhere(everywhere) ".to_owned(),
        ));
    }
}

/// With a space behind it, for it stands on the function's own line.
fn attribute(arguments: &str) -> String {
    format!("#[::safepoint::cancellable({arguments})] ")
}

fn offset(span: Span) -> usize {
    span.byte_range().start
}

/// Whether the attribute may stand on a function: it is compiled for this machine, not for the compiler, and called
/// from Rust.
fn may_carry(attributes: &[Attribute], signature: &Signature) -> bool {
    let kept = [
        "proc_macro",
        "proc_macro_derive",
        "proc_macro_attribute",
        "panic_handler",
        "naked",
    ];
    let called_from_rust = signature.abi.is_none() && signature.variadic.is_none();
    let special = attributes
        .iter()
        .any(|attribute| kept.iter().any(|name| attribute.path().is_ident(name)));
    signature.constness.is_none() && called_from_rust && !special
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.function(&item.attrs, Some(&item.vis), &item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.function(&item.attrs, Some(&item.vis), &item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        if let Some(body) = &item.default {
            self.function(&item.attrs, None, &item.sig, body);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        // Nothing may be allocated, or looked for, while memory is allocated.
        let allocates = item
            .trait_
            .as_ref()
            .and_then(|(path, _)| path.segments.last());
        if allocates.is_none_or(|last| last.ident != "GlobalAlloc") {
            visit::visit_item_impl(self, item);
        }
    }
}

/// Counts the loops of a function that the attribute sees.
struct Loops(usize);

impl<'ast> Visit<'ast> for Loops {
    fn visit_expr(&mut self, node: &'ast Expr) {
        match node {
            Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) => self.0 += 1,
            Expr::Repeat(node) => return self.visit_expr(&node.expr),
            Expr::Const(_) => return,
            _ => {}
        }
        visit::visit_expr(self, node);
    }

    // These belong to other functions, or to the compiler.
    fn visit_item(&mut self, _: &'ast syn::Item) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_generic_argument(&mut self, _: &'ast syn::GenericArgument) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotated(text: &str) -> (String, Counts) {
        let mut counts = Counts::default();
        let text = source(text, Put::EVERYWHERE, &mut counts).expect("it is Rust");
        (
            text.replace(&attribute(Put::EVERYWHERE.arguments), "@"),
            counts,
        )
    }

    #[test]
    fn attribute_stands_behind_the_others() {
        let (text, _) = annotated("/// é\n#[inline]\n  pub(crate) fn a() {}");
        assert_eq!(text, "/// é\n#[inline]\n  @pub(crate) fn a() {}");
    }

    #[test]
    fn all_functions_with_bodies_are_annotated() {
        let (text, counts) = annotated(
            "trait T { fn a(&self); fn b(&self) { fn c() {} } }\nimpl T for () { unsafe fn a(&self) { || loop {}; } }",
        );
        assert_eq!(
            text,
            "trait T { fn a(&self); @fn b(&self) { @fn c() {} } }\nimpl T for () { @unsafe fn a(&self) { || loop {}; } }"
        );
        assert_eq!((counts.functions, counts.loops), (3, 1));
    }

    #[test]
    fn functions_that_may_not_carry_it_are_left_out() {
        let text = "const fn a() {} extern \"C\" fn b() {} m! { fn c() {} }";
        let (left, counts) = annotated(text);
        assert_eq!(left, text);
        assert_eq!(counts.left_out, 2);
    }

    #[test]
    fn one_function_is_annotated_alone() {
        let mut counts = Counts::default();
        let put = Put {
            arguments: "every = 1",
            only: Some("b"),
            cancelled: None,
        };
        let text = source("fn a() { fn b() {} }", put, &mut counts);
        let attribute = attribute("every = 1");
        assert_eq!(text, Some(format!("fn a() {{ {attribute}fn b() {{}} }}")));
        assert_eq!(counts.functions, 1);
    }

    #[test]
    fn body_of_a_test_is_a_function_in_it() {
        let mut counts = Counts::default();
        let text =
            "fn a() {}\n#[test] fn b() -> Result<(), u8> { //\n a(); Ok(()) } #[test] fn c() {}";
        let text =
            source(text, Put::cancelled(&["c".to_owned()]), &mut counts).expect("it is Rust");
        assert_eq!(
            text.replace(&attribute(Put::EVERYWHERE.arguments), "@"),
            "@fn a() {}\n#[test] fn b() -> Result<(), u8> { @fn everywhere() -> Result<(), u8> { //\n a(); Ok(()) } \
             ::safepoint_corpus_cancelled::everywhere(everywhere) } #[test] @fn c() {}"
        );
        assert_eq!(counts.functions, 3);
    }

    #[test]
    fn what_stands_before_the_source_moves_nothing() {
        let (text, _) = annotated("\u{feff}#!/usr/bin/env run\n//! é\nfn a() {}");
        assert_eq!(text, "\u{feff}#!/usr/bin/env run\n//! é\n@fn a() {}");
    }
}
