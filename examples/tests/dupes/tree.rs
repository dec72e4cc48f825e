//! A folder to search.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::running::DUPES;

/// So many bytes are not hashed before somebody stops it; on disk they take none.
pub(crate) const ENDLESS: u64 = 64 << 30;

pub(crate) struct Tree(TempDir);

impl Tree {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("there is a place for temporary files"))
    }

    /// A tree of small files: paths and contents.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let tree = Self::new();
        for (path, content) in files {
            tree.file(path, content);
        }
        tree
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn file(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is in the tree")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    /// A file of nothing but zeros, without a block on the disk.
    pub(crate) fn zeros(&self, name: &str, size: u64) -> File {
        let file = File::create(self.path(name)).expect("a file");
        file.set_len(size).expect("the disk knows sparse files");
        file
    }

    /// The program, about to search this folder.
    pub(crate) fn dupes(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(DUPES);
        command.current_dir(self.0.path()).args(arguments);
        command
    }
}

/// The paths of each group.
pub(crate) fn groups(report: &Value) -> Vec<Vec<&str>> {
    let groups = report["groups"].as_array().expect("groups").iter();
    groups.map(|group| strings(&group["paths"])).collect()
}

pub(crate) fn strings(values: &Value) -> Vec<&str> {
    let values = values.as_array().expect("an array").iter();
    values
        .map(|value| value.as_str().expect("a string"))
        .collect()
}

/// Path and text of each error.
pub(crate) fn errors(report: &Value) -> Vec<(&str, &str)> {
    let errors = report["errors"].as_array().expect("errors").iter();
    errors
        .map(|error| {
            let path = error["path"].as_str().expect("a path");
            (path, error["error"].as_str().expect("a text"))
        })
        .collect()
}
