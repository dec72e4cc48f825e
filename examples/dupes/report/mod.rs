//! What is said at the end. The order of everything in it depends on the files alone.
//!
//! As JSON it is [`End`] and [`Found`] as they stand here, in one object; as text, see [`text`].

mod text;

use std::{
    cmp::Reverse,
    io::{self, BufWriter, Write},
    mem,
};

use safepoint::Cancelled;
use serde::Serialize;

use crate::{
    arguments::Arguments,
    findings::{Findings, Problem, Special},
    group::Candidates,
    name::Name,
};

/// Says on stdout how the search ended and what it has found; `cancelled` is what stopped it.
pub(crate) fn write(
    arguments: &Arguments,
    findings: &Findings,
    candidates: &Candidates,
    cancelled: Option<&Cancelled>,
) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    // The end is told before the rest is put together: after a big search there is much to sort,
    // and whoever has stopped it wants to see at once that it has stopped.
    let end = End::new(cancelled);
    if arguments.json {
        let object = serde_json::to_string(&end)?;
        write!(out, "{},", object.trim_end_matches('}'))?;
    } else {
        end.write_text(&mut out)?;
    }
    out.flush()?;

    let found = Found::new(findings, candidates, arguments.min_size());
    if arguments.json {
        let object = serde_json::to_string(&found)?;
        writeln!(out, "{}", object.trim_start_matches('{'))?;
    } else {
        found.write_text(&end, &mut out)?;
    }
    out.flush()
}

/// How the search ended.
#[derive(Serialize)]
struct End {
    complete: bool,
    /// All of the following in one sentence.
    #[serde(skip)]
    notice: Option<String>,
    /// Why not.
    reason: Option<String>,
    /// The checkpoint that noticed.
    site: Option<String>,
    /// From the request, or the end of the time, to that notice.
    latency_us: Option<u128>,
}

/// What the search has found.
#[derive(Serialize)]
struct Found {
    /// Regular files, each name counted once.
    files_seen: u64,
    /// Files read to their end, unchanged.
    files_hashed: u64,
    /// Bytes read, of heads and of whole files.
    bytes_hashed: u64,
    wasted_bytes: u64,
    /// Those that waste most come first.
    groups: Vec<Group>,
    errors: Vec<Problem>,
    hard_links: Vec<Links>,
    empty_files: Vec<Name>,
    special_files: Vec<Special>,
    not_utf8: Vec<Name>,
    links_not_followed: u64,
}

/// Files proved equal: each was read to its end, and all have this hash.
#[derive(Serialize)]
struct Group {
    size: u64,
    hash: String,
    /// One name for each file.
    paths: Vec<Name>,
}

/// One file with several names.
#[derive(Serialize)]
struct Links {
    size: u64,
    paths: Vec<Name>,
}

impl Found {
    fn new(findings: &Findings, candidates: &Candidates, min_size: u64) -> Self {
        let counts = &findings.counts;
        let groups = groups(findings, candidates);
        let oddities = mem::take(&mut *findings.oddities());
        let empty_files = oddities.empty.iter();
        let empty_files = empty_files.map(|file| candidates.inodes.first_name(file).into());
        Self {
            files_seen: counts.files_seen.value(),
            files_hashed: counts.files_hashed.value(),
            bytes_hashed: counts.bytes_hashed.value(),
            wasted_bytes: groups.iter().map(Group::wasted).sum(),
            groups,
            errors: sorted(oddities.errors),
            hard_links: hard_links(candidates, min_size),
            empty_files: sorted(empty_files.collect()),
            special_files: sorted(oddities.special),
            not_utf8: sorted(oddities.not_utf8),
            links_not_followed: oddities.links_not_followed,
        }
    }
}

impl End {
    fn new(cancelled: Option<&Cancelled>) -> Self {
        Self {
            complete: cancelled.is_none(),
            notice: cancelled.map(ToString::to_string),
            reason: cancelled.map(|it| it.reason().to_string()),
            site: cancelled.map(|it| it.site().to_string()),
            latency_us: cancelled.map(|it| it.latency().as_micros()),
        }
    }
}

impl Group {
    /// The bytes that all but one of the files take.
    fn wasted(&self) -> u64 {
        self.size.saturating_mul(self.paths.len() as u64 - 1)
    }
}

fn groups(findings: &Findings, candidates: &Candidates) -> Vec<Group> {
    let proved = findings.proved();
    let several = proved.iter().filter(|(_, files)| files.len() > 1);
    let mut groups: Vec<_> = several
        .map(|((size, hash), files)| {
            let names = files.iter().map(|file| candidates.inodes.first_name(file));
            Group {
                size: *size,
                hash: hash.to_string(),
                paths: sorted(names.map(Name::from).collect()),
            }
        })
        .collect();
    groups.sort_unstable_by(|a, b| {
        let key = |group: &Group| Reverse(group.wasted());
        key(a).cmp(&key(b)).then_with(|| a.paths.cmp(&b.paths))
    });
    groups
}

fn hard_links(candidates: &Candidates, min_size: u64) -> Vec<Links> {
    let links = candidates.inodes.hard_links();
    let links = links.filter(|&(size, _)| size >= min_size);
    let mut links: Vec<_> = links
        .map(|(size, names)| Links {
            size,
            paths: sorted(names.iter().map(|name| Name::from(&**name)).collect()),
        })
        .collect();
    links.sort_unstable_by(|a, b| a.paths.cmp(&b.paths));
    links
}

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort_unstable();
    items
}
