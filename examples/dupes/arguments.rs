//! What the user asked for.

use std::{
    fs,
    io::{self, IsTerminal},
    num::NonZeroUsize,
    path::PathBuf,
    thread,
    time::Duration,
};

use bytesize::ByteSize;
use clap::{Args, CommandFactory, Parser, error::ErrorKind};

/// Finds files with equal content and says how much space they waste
///
/// Ctrl-C, SIGTERM or the timeout stops the search: the files proved equal by then are reported, and
/// the report says that it is incomplete. A second Ctrl-C ends the program at once. Hidden files are
/// searched. Nothing is ever written, and no FIFO, socket or device is opened.
///
/// Files under several names (hard links) waste nothing and are listed apart; in a group each such
/// file stands under its first name. So are empty files.
#[derive(Debug, Parser)]
#[command(name = "dupes", version, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// Files and folders to search
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) walk: WalkOptions,

    /// Stop after this long and report what is known by then: 50ms, 5s, 2m
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true)]
    pub(crate) timeout: Option<Duration>,

    /// Threads for each of the two hashing stages, at most 1024 [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Leave smaller files alone: 1 (no empty files), 10k, 4MiB
    #[arg(long, value_name = "SIZE", default_value = "0", value_parser = size, allow_hyphen_values = true)]
    min_size: ByteSize,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,

    /// Show no progress (there is none either where stderr is not a terminal)
    #[arg(short, long)]
    quiet: bool,
}

/// Which files are looked at.
#[derive(Args, Debug)]
pub(crate) struct WalkOptions {
    /// Follow symbolic links; loops of them are reported
    #[arg(long)]
    pub(crate) follow_links: bool,

    /// Leave out what .gitignore files (and git's own excludes) name
    #[arg(long)]
    pub(crate) gitignore: bool,
}

const AFTER_HELP: &str = "\
Exit code: 0 the search was complete, 130 Ctrl-C, 143 SIGTERM, 124 timeout, 2 bad arguments,
1 the search or its report failed. Files that could not be read are listed, and change no code.

JSON: complete; reason, site and latency_us of what stopped it, or null; files_seen, files_hashed,
bytes_hashed, wasted_bytes; groups (size, hash, paths), errors (path, error), hard_links (size, paths),
empty_files, special_files (path, kind: never opened), not_utf8, links_not_followed.
Paths are strings as they are. A byte that is not UTF-8 becomes U+0000 and two hexadecimal digits: no
path holds a NUL, so nothing is lost and no other file can be meant.";

impl Arguments {
    /// Reads the command line; where that is wrong, says so and exits with code 2.
    pub(crate) fn read() -> Self {
        let arguments = Self::parse();
        for path in &arguments.paths {
            if let Err(error) = fs::metadata(path)
                && is_absence(error.kind())
            {
                let message = format!("cannot search '{}': {error}", path.display());
                Self::command()
                    .error(ErrorKind::ValueValidation, message)
                    .exit();
            }
        }
        arguments
    }

    pub(crate) fn min_size(&self) -> u64 {
        self.min_size.as_u64()
    }

    pub(crate) fn threads(&self) -> usize {
        match self.threads {
            Some(threads) => usize::from(threads),
            None => thread::available_parallelism().map_or(1, NonZeroUsize::get),
        }
    }

    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }
}

// Of what is wrong the libraries say what they stumbled over, which tells nobody what to write.

fn duration(given: &str) -> Result<Duration, &'static str> {
    humantime::parse_duration(given)
        .map_err(|_| "not a duration; write a number and a unit: 50ms, 5s, 2m")
}

fn size(given: &str) -> Result<ByteSize, &'static str> {
    given
        .parse()
        .map_err(|_| "not a size; write a number of bytes, with a unit or without: 1, 10k, 4MiB")
}

/// There is nothing at that path. (What is there but cannot be looked at is an error in the report.)
fn is_absence(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidInput
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn current_folder_is_the_default() {
        let arguments = Arguments::parse_from(["dupes"]);
        assert_eq!(arguments.paths, [PathBuf::from(".")]);
        assert_eq!(arguments.min_size(), 0);
        assert_eq!(arguments.timeout, None);
    }

    #[test]
    fn durations_and_sizes_have_units() {
        let arguments =
            Arguments::parse_from(["dupes", "--timeout", "50ms", "--min-size", "4KiB", "a", "b"]);
        assert_eq!(arguments.timeout, Some(Duration::from_millis(50)));
        assert_eq!(arguments.min_size(), 4096);
        assert_eq!(arguments.paths.len(), 2);
    }

    #[test]
    fn mistakes_are_errors() {
        for mistake in [
            ["--timeout", "5"],
            ["--timeout", "-1s"],
            ["--threads", "0"],
            ["--threads", "1025"],
            ["--min-size", "big"],
            ["--fast", "x"],
        ] {
            let words = ["dupes"].into_iter().chain(mistake);
            let error = Arguments::try_parse_from(words).expect_err(mistake[1]);
            assert_eq!(error.exit_code(), 2, "{mistake:?}");
        }
    }
}
