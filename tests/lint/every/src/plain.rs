//! The same package without the attribute.

use std::{
    fs, io,
    ops::Range,
    path::{Path, PathBuf},
};

use syn::{Attribute, spanned::Spanned as _, visit::Visit};

/// Copies a package, with a comment for each attribute of ours: all else stays at its line.
pub(crate) fn copy(package: &Path, scratch: &Path) -> io::Result<PathBuf> {
    let copy = scratch.join("plain");
    let sources = copy.join("src");
    fs::create_dir_all(&sources)?;
    for entry in fs::read_dir(package.join("src"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        fs::write(
            sources.join(name),
            without_attributes(&fs::read_to_string(&path)?)?,
        )?;
    }
    let runtime = package.join("../../runtime").canonicalize()?;
    let manifest = format!(
        "[workspace]\n[package]\nname = \"safepoint-tests-lint\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         [dependencies]\nsafepoint = {{ path = '{}' }}\n",
        runtime.display(),
    );
    fs::write(copy.join("Cargo.toml"), manifest)?;
    Ok(copy)
}

fn without_attributes(source: &str) -> io::Result<String> {
    let file = syn::parse_file(source).map_err(io::Error::other)?;
    let mut ours = Ours(Vec::new());
    ours.visit_file(&file);
    let mut bytes = source.as_bytes().to_vec();
    for place in ours.0 {
        let (start, end) = (place.start, place.end);
        bytes[place]
            .iter_mut()
            .filter(|byte| **byte != b'\n')
            .for_each(|byte| *byte = b' ');
        bytes[start..start + 2].copy_from_slice(b"/*");
        bytes[end - 2..end].copy_from_slice(b"*/");
    }
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// Where attributes of ours stand.
struct Ours(Vec<Range<usize>>);

impl<'ast> Visit<'ast> for Ours {
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        let last = attribute.path().segments.last();
        if last.is_some_and(|last| last.ident == "cancellable" || last.ident == "checkpoint") {
            self.0.push(attribute.span().byte_range());
        }
    }
}
