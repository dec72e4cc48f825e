//! The first stage: every file below the given paths.
//!
//! There is a checkpoint before each entry that the library gives. What .gitignore leaves out it passes over by itself: a
//! million such files in one folder take it half a second, in which nobody can stop it.

use std::{
    collections::{BTreeSet, HashSet},
    error::Error as _,
    fs::{self, FileType, Metadata},
    ops::ControlFlow,
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
    let mut walker = Walker {
        options,
        findings,
        found,
        entered: Arc::default(),
        links: BTreeSet::new(),
    };
    for path in paths {
        if walker.tree(path)?.is_break() {
            return Ok(()); // the next stage is gone: it was cancelled
        }
    }
    // After all that needs no link, and in their order: under which name something is reported must not depend on the
    // disk's order. (The library could sort each folder. It would read all of it first, and nobody could stop that.)
    while let Some(link) = walker.links.pop_first() {
        if walker.follow(&link)?.is_break() {
            return Ok(());
        }
    }
    Ok(())
}

struct Walker<'a> {
    options: &'a WalkOptions,
    findings: &'a Arc<Findings>,
    found: &'a Sender<File>,
    entered: Arc<Entered>,
    /// Those that are still to be followed.
    links: BTreeSet<PathBuf>,
}

/// Breaks where the next stage is gone.
type Flow = ControlFlow<()>;

impl Walker<'_> {
    #[cfg_attr(feature = "cancellable", safepoint::cancellable)]
    fn tree(&mut self, path: &Path) -> Result<Flow, Cancelled> {
        if fs::metadata(path).is_ok_and(|it| it.is_dir() && !self.entered.first_time(&it)) {
            return Ok(Flow::Continue(()));
        }
        if self.options.gitignore && !gitignore::is_readable_from(path, self.findings) {
            return Ok(Flow::Continue(()));
        }
        for entry in tree(path, self.options, &self.entered, self.findings) {
            let file = match entry {
                Ok(entry) => self.look(&entry),
                Err(error) => {
                    note(&error, None, self.findings);
                    None
                }
            };
            if self.send(file).is_break() {
                return Ok(Flow::Break(()));
            }
        }
        Ok(Flow::Continue(()))
    }

    fn send(&self, file: Option<File>) -> Flow {
        match file.map(|file| self.found.send(file)) {
            Some(Err(_)) => Flow::Break(()),
            Some(Ok(())) | None => Flow::Continue(()),
        }
    }

    /// Gives a regular file back, and notes anything else that is no folder.
    fn look(&mut self, entry: &DirEntry) -> Option<File> {
        if let Some(error) = entry.error() {
            note(error, Some(entry.path()), self.findings);
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            return None;
        }
        if kind.is_symlink() {
            // A link to a folder that the walk begins with is followed by the walk.
            let followed =
                entry.depth() == 0 && fs::metadata(entry.path()).is_ok_and(|it| it.is_dir());
            if !followed && self.options.follow_links {
                self.links.insert(entry.path().to_path_buf());
            } else if !followed {
                self.findings.oddities().links_not_followed += 1;
            }
            return None;
        }
        match entry.metadata() {
            Ok(metadata) => regular(
                entry.path(),
                &metadata,
                entry.path_is_symlink(),
                self.findings,
            ),
            Err(error) => {
                note(&error, Some(entry.path()), self.findings);
                None
            }
        }
    }

    #[cfg_attr(feature = "cancellable", safepoint::cancellable)]
    fn follow(&mut self, link: &Path) -> Result<Flow, Cancelled> {
        let metadata = match fs::metadata(link) {
            Ok(metadata) => metadata,
            Err(error) => {
                self.findings.problem(Some(link.into()), error.to_string());
                return Ok(Flow::Continue(()));
            }
        };
        if metadata.is_dir() {
            if let Some(ancestor) = leads_back(link, &metadata) {
                let text = format!("link loop: leads back to {}", ancestor.display());
                self.findings.problem(Some(link.into()), text);
                return Ok(Flow::Continue(()));
            }
            return self.tree(link);
        }
        Ok(self.send(regular(link, &metadata, true, self.findings)))
    }
}

/// The folder on the way to this link that it leads to.
fn leads_back<'a>(link: &'a Path, target: &Metadata) -> Option<&'a Path> {
    let same = |folder: &Path| {
        fs::metadata(folder).is_ok_and(|it| it.dev() == target.dev() && it.ino() == target.ino())
    };
    let way = link.ancestors().skip(1);
    way.filter(|folder| !folder.as_os_str().is_empty())
        .find(|folder| same(folder))
}

/// Gives a regular file, and notes what is none.
fn regular(
    path: &Path,
    metadata: &Metadata,
    through_link: bool,
    findings: &Findings,
) -> Option<File> {
    let kind = metadata.file_type();
    if kind.is_file() {
        return Some(File::new(path.to_path_buf(), metadata, through_link));
    }
    let (path, kind) = (path.into(), kind_name(kind));
    findings.oddities().special.push(Special { path, kind });
    None
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
    builder.standard_filters(false);
    if options.gitignore {
        // Also where there is no repository: who asks for .gitignore files means those that are there.
        builder
            .git_ignore(true)
            .git_exclude(true)
            .git_global(true)
            .parents(true)
            .require_git(false);
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
