//! A published crate: where its source comes from, and two copies of it, one of them annotated.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use serde::Deserialize;
use toml_edit::{DocumentMut, InlineTable, Item, Table};

use crate::annotate::{self, Counts, Put};

/// A line of `crates.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) version: String,
    /// What it is, for the table.
    pub(crate) kind: String,
    /// Whether CI takes it.
    #[serde(default)]
    pub(crate) ci: bool,
    /// What `cargo test` is told besides.
    #[serde(default)]
    pub(crate) arguments: Vec<String>,
    /// Tests that may not run twice in a process.
    #[serde(default)]
    once: Vec<String>,
    /// Why none of its tests is cancelled.
    pub(crate) whole: Option<String>,
}

/// The two copies.
pub(crate) struct Copies {
    pub(crate) plain: PathBuf,
    pub(crate) annotated: PathBuf,
    pub(crate) counts: Counts,
}

/// The folder of all that is made here: beside what cargo builds, and never committed.
pub(crate) fn scratch() -> PathBuf {
    let program = env::current_exe().expect("this program is a file");
    let target = program
        .ancestors()
        .nth(2)
        .expect("cargo put this program two folders down");
    target.join("corpus")
}

pub(crate) fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    command
}

/// A command of cargo that builds. With a target, flags are not for macros, which are built once for all of them; and fast matters more
/// than what a debugger would see.
pub(crate) fn building(folder: &Path, command: &str) -> Command {
    let mut building = cargo(folder);
    building
        .args([command, "--target", "host-tuple", "--target-dir"])
        .arg(scratch().join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    building
}

impl Entry {
    /// Which of its tests are run, for the table.
    pub(crate) fn which(&self) -> String {
        let arguments = self.arguments.join(" ");
        match arguments.len() {
            0 => "all".to_owned(),
            1..40 => format!("`{arguments}`"),
            _ => "some (`crates.toml`)".to_owned(),
        }
    }

    /// Makes the two copies.
    pub(crate) fn copies(&self) -> io::Result<Copies> {
        let plain = copy_of(&self.name, &self.version, "plain", false)?;
        let annotated = copy_of(&self.name, &self.version, "annotated", true)?;
        let mut counts = Counts::default();
        annotate::folder(&root(&annotated)?, Put::EVERYWHERE, &mut counts)?;
        Ok(Copies {
            plain,
            annotated,
            counts,
        })
    }

    /// Makes one more, in which tests are run once for each checkpoint. Those beside the library are annotated, too.
    pub(crate) fn cancelled(&self) -> io::Result<PathBuf> {
        let copy = copy_of(&self.name, &self.version, "cancelled", true)?;
        let mut counts = Counts::default();
        let put = Put::cancelled(&self.once);
        annotate::folder(&root(&copy)?, put, &mut counts)?;
        let beside = copy.join("tests");
        if beside.is_dir() {
            annotate::folder(&beside, put, &mut counts)?;
        }
        let mut manifest = read_manifest(&copy)?;
        manifest["dev-dependencies"]["safepoint-corpus-cancelled"] = ours("cancelled");
        fs::write(copy.join("Cargo.toml"), manifest.to_string())?;
        Ok(copy)
    }
}

/// Makes a copy of a published crate, which may name `::safepoint` if it is to be annotated.
pub(crate) fn copy_of(
    name: &str,
    version: &str,
    kind: &str,
    annotated: bool,
) -> io::Result<PathBuf> {
    let source = fetch(name, version)?;
    let folder = scratch().join(format!("{name}-{version}")).join(kind);
    let _ = fs::remove_dir_all(&folder);
    copy(&source, &folder)?;
    manifest(&folder, annotated)?;
    Ok(folder)
}

/// Lets cargo fetch a crate for a package that depends on it, and says where it has put it.
fn fetch(name: &str, version: &str) -> io::Result<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        manifest_path: PathBuf,
    }
    let folder = scratch().join("fetch");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("lib.rs"), "")?;
    let package =
        "[package]\nname = \"fetch\"\nedition = \"2024\"\n[lib]\npath = \"lib.rs\"\n[workspace]\n";
    let dependency = format!("{name} = {{ version = \"={version}\", default-features = false }}\n");
    fs::write(
        folder.join("Cargo.toml"),
        format!("{package}[dependencies]\n{dependency}"),
    )?;
    let output = cargo(&folder)
        .args(["metadata", "--quiet", "--format-version", "1"])
        .output()?;
    if !output.status.success() {
        return Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ));
    }
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    let package = metadata
        .packages
        .into_iter()
        .find(|package| package.name == name);
    let manifest = package
        .ok_or_else(|| io::Error::other("cargo does not know the crate"))?
        .manifest_path;
    Ok(manifest.parent().map(Path::to_path_buf).unwrap_or_default())
}

/// The folder of the library's sources.
fn root(package: &Path) -> io::Result<PathBuf> {
    let path = read_manifest(package)?
        .get("lib")
        .and_then(|library| library.get("path"))
        .and_then(Item::as_str)
        .unwrap_or("src/lib.rs")
        .to_owned();
    let root = package.join(path);
    Ok(root.parent().map(Path::to_path_buf).unwrap_or_default())
}

fn read_manifest(package: &Path) -> io::Result<DocumentMut> {
    fs::read_to_string(package.join("Cargo.toml"))?
        .parse()
        .map_err(io::Error::other)
}

/// What only benchmarks use, and takes long to build.
const BENCHMARKS: [&str; 4] = ["criterion", "divan", "iai-callgrind", "binggan"];

/// Makes a copy a workspace of its own, and lets it depend on safepoint.
fn manifest(package: &Path, annotated: bool) -> io::Result<()> {
    let mut manifest = read_manifest(package)?;
    manifest["workspace"] = Item::Table(Table::new());
    manifest.remove("bench");
    if let Some(dependencies) = manifest
        .get_mut("dev-dependencies")
        .and_then(Item::as_table_like_mut)
    {
        for name in BENCHMARKS {
            dependencies.remove(name);
        }
    }
    if annotated {
        manifest["dependencies"]["safepoint"] = ours("../../runtime");
    }
    fs::write(package.join("Cargo.toml"), manifest.to_string())
}

/// A dependency on a package of ours.
fn ours(path: &str) -> Item {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut dependency = InlineTable::new();
    dependency.insert("path", path.display().to_string().into());
    dependency.into()
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        // One of another toolchain would be asked for, which nobody else has.
        if name.to_string_lossy().starts_with("rust-toolchain") {
            continue;
        }
        let to = to.join(name);
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
