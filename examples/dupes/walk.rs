//! The first stage: every file below the given paths.

use std::{
    collections::HashSet,
    error::Error as _,
    fs::{self, FileType, Metadata},
    os::unix::fs::{FileTypeExt, MetadataExt},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use crossbeam_channel::Sender;
use ignore::{DirEntry, Error, Walk, WalkBuilder};
use safepoint::Cancelled;

use crate::{
    arguments::WalkOptions,
    file::File,
    findings::{Findings, Special},
    gitignore,
    name::Name,
};

/// Sends every regular file on, and notes what else there is.
#[cfg_attr(feature = "cancellable", safepoint::cancellable)]
pub(crate) fn walk(
    paths: &[PathBuf],
    options: &WalkOptions,
    findings: &Arc<Findings>,
    found: &Sender<File>,
) -> Result<(), Cancelled> {
    let entered = Arc::new(Entered::default());
    for path in paths {
        if fs::metadata(path).is_ok_and(|it| it.is_dir() && !entered.first_time(&it)) {
            continue;
        }
        if options.gitignore && !gitignore::is_readable_from(path, findings) {
            continue;
        }
        for entry in tree(path, options, &entered, findings) {
            let file = match entry {
                Ok(entry) => look(&entry, findings),
                Err(error) => {
                    note(&error, None, findings);
                    None
                }
            };
            if let Some(file) = file
                && found.send(file).is_err()
            {
                return Ok(()); // the next stage is gone: it was cancelled
            }
        }
    }
    Ok(())
}

/// The folders that have been entered, by device and inode. Each is entered once, however many of
/// the given paths and links lead to it: n folders with two links each to the next are 2ⁿ ways.
#[derive(Default)]
struct Entered(Mutex<HashSet<(u64, u64)>>);

impl Entered {
    fn first_time(&self, folder: &Metadata) -> bool {
        let mut entered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entered.insert((folder.dev(), folder.ino()))
    }
}

fn tree(
    path: &Path,
    options: &WalkOptions,
    entered: &Arc<Entered>,
    findings: &Arc<Findings>,
) -> Walk {
    // `ignore` takes a lone `-` for the standard input.
    let path = if path == "-" { Path::new("./-") } else { path };
    let mut builder = WalkBuilder::new(path);
    builder
        .standard_filters(false)
        .follow_links(options.follow_links);
    if options.gitignore {
        // Also where there is no repository: who asks for .gitignore files means those that are there.
        builder
            .git_ignore(true)
            .git_exclude(true)
            .git_global(true)
            .parents(true)
            .require_git(false);
    }
    if options.follow_links {
        // The way by which a folder is entered first must not depend on the disk's order.
        builder.sort_by_file_name(Ord::cmp);
    }
    let (entered, findings) = (Arc::clone(entered), Arc::clone(findings));
    let gitignore = options.gitignore;
    builder.filter_entry(move |entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        if !is_folder {
            return true;
        }
        // A folder that cannot be looked at is entered, so that the error is noted.
        let first_time = entry.metadata().map_or(true, |it| entered.first_time(&it));
        first_time && (!gitignore || gitignore::is_readable(entry.path(), &findings))
    });
    builder.build()
}

/// Gives a regular file back, and notes anything else that is no folder.
fn look(entry: &DirEntry, findings: &Findings) -> Option<File> {
    if let Some(error) = entry.error() {
        note(error, Some(entry.path()), findings);
    }
    let kind = entry.file_type()?;
    if kind.is_dir() {
        return None;
    }
    if kind.is_symlink() {
        // A link given as an argument is followed by the walk.
        let followed = entry.depth() == 0 && fs::metadata(entry.path()).is_ok_and(|it| it.is_dir());
        findings.oddities().links_not_followed += u64::from(!followed);
        return None;
    }
    if !kind.is_file() {
        let path = entry.path().into();
        let kind = kind_name(kind);
        findings.oddities().special.push(Special { path, kind });
        return None;
    }
    match entry.metadata() {
        Ok(metadata) => {
            let path = entry.path().to_path_buf();
            Some(File::new(path, &metadata, entry.path_is_symlink()))
        }
        Err(error) => {
            note(&error, Some(entry.path()), findings);
            None
        }
    }
}

/// What a file that is none is called.
pub(crate) fn kind_name(kind: FileType) -> &'static str {
    if kind.is_fifo() {
        "FIFO"
    } else if kind.is_socket() {
        "socket"
    } else if kind.is_block_device() {
        "block device"
    } else if kind.is_char_device() {
        "character device"
    } else {
        "unknown"
    }
}

/// Notes an error without the path in its text, where the path is known apart.
fn note(error: &Error, path: Option<&Path>, findings: &Findings) {
    match error {
        Error::Partial(errors) => {
            for error in errors {
                note(error, path, findings);
            }
        }
        Error::WithPath { path, err } => note(err, Some(path), findings),
        Error::WithDepth { err, .. } => note(err, path, findings),
        Error::Loop { ancestor, child } => {
            let text = format!("link loop: leads back to {}", ancestor.display());
            findings.problem(Some(child.as_path().into()), text);
        }
        Error::Io(error) => {
            // The walk wraps the system's error in one that names the path once more.
            let cause = error
                .source()
                .map_or(error.to_string(), ToString::to_string);
            findings.problem(path.map(Name::from), cause);
        }
        other => findings.problem(path.map(Name::from), other.to_string()),
    }
}
