//! The third and the fourth stage: hash the head of each candidate, then whole files.

use std::{
    fs,
    io::{self, Read},
    sync::Arc,
};

use blake3::{Hash, Hasher};
use crossbeam_channel::{Receiver, Sender};
use safepoint::Cancelled;

use crate::{
    file::{File, Trouble},
    findings::{Counts, Findings},
};

/// So many bytes are read of each candidate first: most files that differ differ there, and most
/// source files are no longer than that.
pub(crate) const HEAD: usize = 16 * 1024;

/// Bytes read at a time. There is a checkpoint before each read: small enough that it comes soon
/// even on a slow disk, big enough for the hash to work on several parts at once.
const BLOCK: usize = 128 * 1024;

/// A file from this size on is not worth keeping in memory.
const HUGE: u64 = 1 << 30;

/// So much of a huge file is forgotten at a time.
const FORGOTTEN: u64 = 8 << 20;

/// Hashes heads, and passes on the files whose size and head have been seen twice.
#[cfg_attr(feature = "cancellable", safepoint::cancellable)]
pub(crate) fn heads(
    candidates: &Receiver<Arc<File>>,
    findings: &Findings,
    to_whole: &Sender<Arc<File>>,
) -> Result<(), Cancelled> {
    let mut block = vec![0; HEAD];
    for file in candidates {
        let head = match hash_head(&file, &mut block, &findings.counts) {
            Ok(head) => head,
            Err(Trouble::Cancelled(cancelled)) => return Err(cancelled),
            Err(trouble) => {
                findings.could_not_read(&file, &trouble);
                continue;
            }
        };
        if file.size() <= HEAD as u64 {
            findings.prove(file, head);
            continue;
        }
        for twin in findings.with_equal_head(file, head) {
            findings.counts.bytes_to_hash.add(twin.size());
            if to_whole.send(twin).is_err() {
                return Ok(()); // the next stage is gone: it was cancelled
            }
        }
    }
    Ok(())
}

/// Hashes whole files.
#[cfg_attr(feature = "cancellable", safepoint::cancellable)]
pub(crate) fn whole(
    candidates: &Receiver<Arc<File>>,
    findings: &Findings,
) -> Result<(), Cancelled> {
    let mut block = vec![0; BLOCK];
    for file in candidates {
        match hash_whole(&file, &mut block, &findings.counts) {
            Ok(hash) => findings.prove(file, hash),
            Err(Trouble::Cancelled(cancelled)) => return Err(cancelled),
            Err(trouble) => findings.could_not_read(&file, &trouble),
        }
    }
    Ok(())
}

/// Hashes the first bytes of a file. Where these are all, that proves its content.
#[cfg_attr(feature = "cancellable", safepoint::cancellable)]
fn hash_head(file: &File, block: &mut [u8], counts: &Counts) -> Result<Hash, Trouble> {
    let mut open = file.open()?;
    let wanted = usize::try_from(file.size()).map_or(block.len(), |size| size.min(block.len()));
    let head = &mut block[..wanted];
    let mut filled = 0;
    while filled < wanted {
        let read = read(&mut open, &mut head[filled..])?;
        if read == 0 {
            return Err(Trouble::Shrank);
        }
        filled += read;
    }
    counts.bytes_hashed.add(wanted as u64);
    file.verify(&open)?;
    Ok(blake3::hash(head))
}

/// Hashes a file to its end.
#[cfg_attr(feature = "cancellable", safepoint::cancellable)]
fn hash_whole(file: &File, block: &mut [u8], counts: &Counts) -> Result<Hash, Trouble> {
    let mut open = file.open()?;
    let mut hasher = Hasher::new();
    // Not to the end of the file: one that goes on growing may have none.
    while hasher.count() < file.size() {
        let read = read(&mut open, block)?;
        if read == 0 {
            return Err(Trouble::Shrank);
        }
        hasher.update(&block[..read]);
        counts.bytes_hashed.add(read as u64);
        if file.size() >= HUGE && hasher.count() % FORGOTTEN < read as u64 {
            forget(&open, hasher.count());
        }
    }
    file.verify(&open)?;
    Ok(hasher.finalize())
}

/// The system need not keep what was read of a huge file. Where it does, it has to find memory in the middle of a read when there is
/// none left, which may take a quarter of a second; and it forgets what other programs would read again.
#[cfg(target_os = "linux")]
fn forget(open: &fs::File, read: u64) {
    // Once more what was advised before: some of it may just have been read ahead.
    let begin = read.saturating_sub(2 * FORGOTTEN);
    // It is no more than an advice: what comes of it changes nothing here.
    let _ = rustix::fs::fadvise(
        open,
        begin,
        std::num::NonZeroU64::new(read - begin),
        rustix::fs::Advice::DontNeed,
    );
}

#[cfg(not(target_os = "linux"))]
fn forget(_: &fs::File, _: u64) {}

/// Reads once. (Not `read_exact` or `read_to_end`: no checkpoint is inside those.)
fn read(open: &mut fs::File, block: &mut [u8]) -> io::Result<usize> {
    loop {
        match open.read(block) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}
