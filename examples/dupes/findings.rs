//! What the search has found so far, shared by all stages: it outlives them, so what was proved
//! before a cancellation is there for the report.
//!
//! Lock order: none; no two of these locks are ever held together.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use blake3::Hash;
use serde::Serialize;

use crate::{
    file::{File, Trouble},
    group::Pairs,
    name::Name,
};

/// Everything that the stages have found.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) counts: Counts,
    heads: Mutex<Pairs<Content>>,
    proved: Mutex<Proved>,
    oddities: Mutex<Oddities>,
}

/// Size and hash, of a head or of a whole file.
type Content = (u64, Hash);

/// All files read to their end and unchanged, by their content.
pub(crate) type Proved = HashMap<Content, Vec<Arc<File>>>;

/// What the report lists besides the groups.
#[derive(Default)]
pub(crate) struct Oddities {
    pub(crate) errors: Vec<Problem>,
    pub(crate) special: Vec<Special>,
    pub(crate) empty: Vec<Arc<File>>,
    pub(crate) not_utf8: Vec<Name>,
    pub(crate) links_not_followed: u64,
}

/// Something that could not be read.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Problem {
    /// Where that is known: reading on in a folder can fail without a name.
    pub(crate) path: Option<Name>,
    pub(crate) error: String,
}

/// Something that is not opened.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Special {
    pub(crate) path: Name,
    /// FIFO, socket, …
    pub(crate) kind: &'static str,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{path}: {}", self.error),
            None => f.write_str(&self.error),
        }
    }
}

impl fmt::Display for Special {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.path, self.kind)
    }
}

/// Numbers that progress and report show.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) files_seen: Counter,
    pub(crate) files_hashed: Counter,
    pub(crate) bytes_hashed: Counter,
    pub(crate) bytes_to_hash: Counter,
}

/// A number that only grows. Nothing else is published through it.
#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self, amount: u64) {
        self.0.fetch_add(amount, Ordering::Relaxed);
    }

    pub(crate) fn value(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Findings {
    /// Takes a file whose beginning hashes to `head`, and gives back those that are to be read
    /// whole: none while it is the only one of its kind.
    pub(crate) fn with_equal_head(
        &self,
        file: Arc<File>,
        head: Hash,
    ) -> impl Iterator<Item = Arc<File>> + use<> {
        lock(&self.heads).add((file.size(), head), file)
    }

    /// Takes a file that was read to its end, unchanged, and hashes to `hash`.
    pub(crate) fn prove(&self, file: Arc<File>, hash: Hash) {
        self.counts.files_hashed.add(1);
        let kind = (file.size(), hash);
        lock(&self.proved).entry(kind).or_default().push(file);
    }

    /// Takes a file that was not read to its end.
    pub(crate) fn could_not_read(&self, file: &File, trouble: &Trouble) {
        self.problem(Some(file.path().into()), trouble.to_string());
    }

    pub(crate) fn problem(&self, path: Option<Name>, error: String) {
        self.oddities().errors.push(Problem { path, error });
    }

    pub(crate) fn proved(&self) -> MutexGuard<'_, Proved> {
        lock(&self.proved)
    }

    pub(crate) fn oddities(&self) -> MutexGuard<'_, Oddities> {
        lock(&self.oddities)
    }
}

/// Locks, also after a panic elsewhere: each change under these locks is a single one, whole or not made.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
