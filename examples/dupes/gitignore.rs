//! What must not be read as a `.gitignore`.
//!
//! The walk's library opens whatever has that name, and would wait for ever for a FIFO's writer, or
//! read a device to its end.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    findings::{Findings, Special},
    walk::kind_name,
};

/// What the library reads in each folder.
const FILES: [&str; 2] = [".gitignore", ".git/info/exclude"];

/// Tells whether the rules of this folder can be read. Where not, notes why it is not searched.
pub(crate) fn is_readable(folder: &Path, findings: &Findings) -> bool {
    let Some((path, kind)) = obstacle(folder) else {
        return true;
    };
    let error = format!("not searched: {} is a {kind}", path.display());
    findings.problem(Some(folder.into()), error);
    let path = path.as_path().into();
    findings.oddities().special.push(Special { path, kind });
    false
}

/// The same for a given path: the rules of all folders above it apply to it too.
pub(crate) fn is_readable_from(path: &Path, findings: &Findings) -> bool {
    let Ok(whole) = fs::canonicalize(path) else {
        return true; // nothing will be found there either
    };
    !whole.is_dir()
        || whole
            .ancestors()
            .all(|folder| is_readable(folder, findings))
}

fn obstacle(folder: &Path) -> Option<(PathBuf, &'static str)> {
    FILES.into_iter().find_map(|name| {
        let path = folder.join(name);
        let kind = fs::metadata(&path).ok()?.file_type();
        let harmless = kind.is_file() || kind.is_dir();
        (!harmless).then(|| (path, kind_name(kind)))
    })
}
