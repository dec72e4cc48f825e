//! A regular file as the walk saw it, and how it is read: only while it is still that file.

use std::{
    fmt,
    fs::{self, OpenOptions},
    io,
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use rustix::fs::OFlags;
use safepoint::Cancelled;

/// A regular file as the walk saw it.
#[derive(Debug)]
pub(crate) struct File {
    path: PathBuf,
    stamp: Stamp,
    through_link: bool,
}

/// A file whatever its names: device and inode.
pub(crate) type Identity = (u64, u64);

/// What tells that a file is the same and unchanged. (Not its ctime: a new hard link changes that.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    identity: Identity,
    size: u64,
    modified: (i64, i64),
}

/// Why a file was not read to its end.
#[derive(Debug)]
pub(crate) enum Trouble {
    Cancelled(Cancelled),
    Io(io::Error),
    NoLongerRegular,
    Replaced,
    Changed,
    Shrank,
    Grew,
    Vanished,
}

impl File {
    /// `through_link`: the path's last part is a symbolic link that is to be followed.
    pub(crate) fn new(path: PathBuf, seen: &fs::Metadata, through_link: bool) -> Self {
        Self {
            path,
            stamp: Stamp::of(seen),
            through_link,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn size(&self) -> u64 {
        self.stamp.size
    }

    pub(crate) fn identity(&self) -> Identity {
        self.stamp.identity
    }

    /// Tells whether both were seen in the same state.
    pub(crate) fn same_state(&self, other: &File) -> bool {
        self.stamp == other.stamp
    }

    /// Opens the file for reading.
    ///
    /// Between the walk's look and this call another process may have put a FIFO or a device there:
    /// opening must neither wait for a writer nor take a terminal, and a link put there must not
    /// lead elsewhere. What was opened is looked at before anything is read.
    pub(crate) fn open(&self) -> Result<fs::File, Trouble> {
        let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        if !self.through_link {
            flags |= OFlags::NOFOLLOW;
        }
        let open = OpenOptions::new()
            .read(true)
            .custom_flags(flags.bits().cast_signed())
            .open(&self.path)?;
        self.check(&open)?;
        Ok(open)
    }

    /// After reading: was that the file as the walk saw it, from the first byte to the last?
    pub(crate) fn verify(&self, open: &fs::File) -> Result<(), Trouble> {
        let now = self.check(open)?;
        if now.nlink() == 0 {
            return Err(Trouble::Vanished);
        }
        Ok(())
    }

    fn check(&self, open: &fs::File) -> Result<fs::Metadata, Trouble> {
        let now = open.metadata()?;
        let stamp = Stamp::of(&now);
        if !now.is_file() {
            Err(Trouble::NoLongerRegular)
        } else if stamp.identity != self.stamp.identity {
            Err(Trouble::Replaced)
        } else if stamp.size < self.stamp.size {
            Err(Trouble::Shrank)
        } else if stamp.size > self.stamp.size {
            Err(Trouble::Grew)
        } else if stamp != self.stamp {
            Err(Trouble::Changed)
        } else {
            Ok(now)
        }
    }
}

impl Stamp {
    fn of(metadata: &fs::Metadata) -> Self {
        Self {
            identity: (metadata.dev(), metadata.ino()),
            size: metadata.size(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        }
    }
}

impl From<Cancelled> for Trouble {
    fn from(cancelled: Cancelled) -> Self {
        Self::Cancelled(cancelled)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cancelled(cancelled) => return cancelled.fmt(f),
            Self::Io(error) => return error.fmt(f),
            Self::NoLongerRegular => "is no longer a regular file",
            Self::Replaced => "was replaced by another file during the search",
            Self::Changed => "changed during the search",
            Self::Shrank => "shrank during the search",
            Self::Grew => "grew during the search",
            Self::Vanished => "vanished while it was read",
        })
    }
}
