//! The second stage: only files of equal size can have equal content.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::Hash,
    sync::Arc,
};

use crossbeam_channel::{Receiver, Sender};
use safepoint::Cancelled;

use crate::{
    file::File,
    findings::Findings,
    hash::HEAD,
    inodes::{Inodes, Sighting},
};

/// The tables of this stage. They belong to the caller, who needs the inodes for the report; and
/// freeing a big table would take longer than stopping may.
#[derive(Default)]
pub(crate) struct Candidates {
    pub(crate) inodes: Inodes,
    sizes: Pairs<u64>,
}

/// Files by kind. The first of a kind is kept back until a second one comes: on most disks most
/// files have no equal, and need not be read.
pub(crate) struct Pairs<K> {
    kinds: HashMap<K, Option<Arc<File>>>,
}

/// Takes every file found, and passes on those that share their size with another.
#[cfg_attr(feature = "cancellable", safepoint::cancellable)]
pub(crate) fn by_size(
    found: &Receiver<File>,
    min_size: u64,
    findings: &Findings,
    candidates: &mut Candidates,
    to_heads: &Sender<Arc<File>>,
) -> Result<(), Cancelled> {
    for file in found {
        let Some(file) = distinct(file, min_size, findings, &mut candidates.inodes) else {
            continue;
        };
        for candidate in candidates.sizes.add(file.size(), file) {
            let to_hash = candidate.size().min(HEAD as u64);
            findings.counts.bytes_to_hash.add(to_hash);
            if to_heads.send(candidate).is_err() {
                return Ok(()); // the next stage is gone: it was cancelled
            }
        }
    }
    Ok(())
}

/// Notes what is to be said of a file, and gives it back if it can be a duplicate of another.
fn distinct(
    file: File,
    min_size: u64,
    findings: &Findings,
    inodes: &mut Inodes,
) -> Option<Arc<File>> {
    let not_utf8 = file.path().to_str().is_none().then(|| file.path().into());
    let sighting = inodes.see(file);
    if let Sighting::Again = sighting {
        return None;
    }
    findings.counts.files_seen.add(1);
    findings.oddities().not_utf8.extend(not_utf8);
    match sighting {
        Sighting::New(file) if file.size() < min_size => None,
        Sighting::New(file) if file.size() == 0 => {
            findings.oddities().empty.push(file);
            None
        }
        Sighting::New(file) => Some(file),
        Sighting::Changed(file, trouble) => {
            findings.could_not_read(&file, &trouble);
            None
        }
        Sighting::Link | Sighting::Again => None,
    }
}

impl<K: Eq + Hash> Pairs<K> {
    /// Gives back the files of this kind that now have company: none, both, or the new one.
    pub(crate) fn add(
        &mut self,
        kind: K,
        file: Arc<File>,
    ) -> impl Iterator<Item = Arc<File>> + use<K> {
        let released = match self.kinds.entry(kind) {
            Entry::Vacant(first) => {
                first.insert(Some(file));
                [None, None]
            }
            Entry::Occupied(mut first) => [first.get_mut().take(), Some(file)],
        };
        released.into_iter().flatten()
    }
}

impl<K> Default for Pairs<K> {
    fn default() -> Self {
        Self {
            kinds: HashMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_of_a_kind_waits_for_the_second() {
        let metadata = std::fs::metadata(".").unwrap();
        let file = |name: &str| Arc::new(File::new(name.into(), &metadata, false));
        let mut pairs = Pairs::default();
        let mut names_after = |kind, name| -> Vec<String> {
            let released = pairs.add(kind, file(name));
            released
                .map(|file| file.path().display().to_string())
                .collect()
        };
        assert!(names_after(1, "a").is_empty());
        assert!(names_after(2, "b").is_empty());
        assert_eq!(names_after(1, "c"), ["a", "c"]);
        assert_eq!(names_after(1, "d"), ["d"]);
    }
}
