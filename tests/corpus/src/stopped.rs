//! Functions of published crates that are stopped in the middle: `tests/corpus/stopped/main.rs` calls them.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{
    annotate,
    krate::{self, building, scratch},
};

/// A function, and the arguments of its attribute.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stopped {
    name: String,
    version: String,
    file: String,
    function: String,
    arguments: String,
}

/// Annotates the functions and runs the program that calls them; gives the table's rows.
pub(crate) fn run(functions: &[Stopped]) -> io::Result<Vec<String>> {
    let mut copies: BTreeMap<&str, PathBuf> = BTreeMap::new();
    for function in functions {
        let copy = match copies.get(&*function.name) {
            Some(copy) => copy.clone(),
            None => krate::copy_of(&function.name, &function.version, "stopped", true)?,
        };
        annotate::function(
            &copy.join(&function.file),
            &function.function,
            &function.arguments,
        )?;
        copies.insert(&function.name, copy);
    }
    let folder = program(&copies)?;
    let output = building(&folder, "run").arg("--quiet").output()?;
    if !output.status.success() {
        return Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ));
    }
    let rows = String::from_utf8_lossy(&output.stdout);
    Ok(rows.lines().map(str::to_owned).collect())
}

/// A package of the program and the copies.
fn program(copies: &BTreeMap<&str, PathBuf>) -> io::Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut manifest = format!(
        "[package]\nname = \"stopped\"\nedition = \"2024\"\n[workspace]\n[[bin]]\nname = \"stopped\"\npath = '{}'\n\
         [dependencies]\nsafepoint = {{ path = '{}' }}\n",
        here.join("stopped/main.rs").display(),
        here.join("../../runtime").display(),
    );
    for (name, copy) in copies {
        let _ = writeln!(manifest, "{name} = {{ path = '{}' }}", copy.display());
    }
    let folder = scratch().join("stopped");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("Cargo.toml"), manifest)?;
    Ok(folder)
}
