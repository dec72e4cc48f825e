//! One file under several names.
//!
//! A second name of a file is no duplicate: it wastes nothing. And the same name reached twice
//! (`dupes . ./sub`, or through a followed link) is not even a second name.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::file::{File, Identity, Trouble};

/// Every file seen, by device and inode.
#[derive(Default)]
pub(crate) struct Inodes {
    files: HashMap<Identity, Arc<File>>,
    links: HashMap<Identity, Links>,
}

/// What a sighting of a file turned out to be.
pub(crate) enum Sighting {
    /// Not seen before.
    New(Arc<File>),
    /// Another name of a file that was seen.
    Link,
    /// A name that was seen.
    Again,
    /// Seen before, and not the same since.
    Changed(File, Trouble),
}

/// The names of a file that has been seen more than once.
struct Links {
    /// As reported.
    names: Vec<PathBuf>,
    /// With all links resolved, to tell names apart that are spelt differently.
    resolved: HashSet<PathBuf>,
}

impl Inodes {
    /// Takes note of a file that the walk came upon.
    pub(crate) fn see(&mut self, file: File) -> Sighting {
        let identity = file.identity();
        let Some(first) = self.files.get(&identity) else {
            let file = Arc::new(file);
            self.files.insert(identity, Arc::clone(&file));
            return Sighting::New(file);
        };
        if !first.same_state(&file) {
            return Sighting::Changed(file, Trouble::Changed);
        }
        let links = self.links.entry(identity).or_insert_with(|| Links {
            names: vec![first.path().to_path_buf()],
            resolved: HashSet::from([resolve(first.path())]),
        });
        if !links.resolved.insert(resolve(file.path())) {
            return Sighting::Again;
        }
        links.names.push(file.path().to_path_buf());
        Sighting::Link
    }

    /// The name of this file that sorts first: it does not depend on the order of the walk.
    pub(crate) fn first_name<'a>(&'a self, file: &'a File) -> &'a Path {
        let links = self.links.get(&file.identity());
        let names = links.map_or(&[][..], |links| &links.names);
        let first = names.iter().min_by_key(|name| name.as_os_str());
        first.map_or(file.path(), PathBuf::as_path)
    }

    /// Size and names of each file that has several.
    pub(crate) fn hard_links(&self) -> impl Iterator<Item = (u64, &[PathBuf])> {
        let several = self.links.iter().filter(|(_, links)| links.names.len() > 1);
        several.map(|(identity, links)| (self.files[identity].size(), &links.names[..]))
    }
}

/// The path without links and dots. Where that cannot be told any more, the path as it is.
fn resolve(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &Path) -> File {
        File::new(path.to_path_buf(), &fs::metadata(path).unwrap(), false)
    }

    #[test]
    fn a_name_reached_twice_is_not_a_second_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "content").unwrap();
        fs::create_dir(folder.path().join("sub")).unwrap();

        let mut inodes = Inodes::default();
        assert!(matches!(inodes.see(file(&path)), Sighting::New(_)));
        let detour = folder.path().join("sub/../a");
        assert!(matches!(inodes.see(file(&detour)), Sighting::Again));
        assert_eq!(inodes.hard_links().count(), 0);
    }

    #[test]
    fn names_of_one_inode_are_links() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
        fs::write(&b, "content").unwrap();
        fs::hard_link(&b, &a).unwrap();

        let mut inodes = Inodes::default();
        let Sighting::New(seen) = inodes.see(file(&b)) else {
            panic!("the first sighting is new");
        };
        assert_eq!(inodes.first_name(&seen), b);
        assert!(matches!(inodes.see(file(&a)), Sighting::Link));
        assert_eq!(inodes.first_name(&seen), a);
        let links: Vec<_> = inodes.hard_links().collect();
        assert_eq!(links, [(7, &[b.clone(), a][..])]);
    }

    #[test]
    fn a_file_that_changed_between_two_sightings_is_said_to_have() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "content").unwrap();
        let mut inodes = Inodes::default();
        inodes.see(file(&path));
        fs::write(&path, "longer content").unwrap();
        assert!(matches!(inodes.see(file(&path)), Sighting::Changed(..)));
    }
}
