//! The report as text for people.

use std::{
    fmt::Display,
    io::{self, Write},
};

use bytesize::ByteSize;

use super::{End, Found};

impl End {
    /// Nothing for a complete search.
    pub(super) fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        if let Some(notice) = &self.notice {
            writeln!(out, "INCOMPLETE, {notice}")?;
            writeln!(out, "Only what was proved equal by then is listed.\n")?;
        }
        Ok(())
    }
}

impl Found {
    pub(super) fn write_text(&self, end: &End, out: &mut impl Write) -> io::Result<()> {
        for group in &self.groups {
            let (size, wasted) = (bytes(group.size), bytes(group.wasted()));
            let files = group.paths.len();
            let hash = &group.hash[..16];
            writeln!(
                out,
                "{files} equal files of {size}, {wasted} wasted (hash {hash}…)"
            )?;
            lines(out, &group.paths)?;
        }
        self.write_oddities(out)?;
        self.write_summary(end, out)
    }

    fn write_oddities(&self, out: &mut impl Write) -> io::Result<()> {
        for links in &self.hard_links {
            let names = links.paths.len();
            let size = bytes(links.size);
            writeln!(
                out,
                "One file of {size} under {names} names, nothing wasted"
            )?;
            lines(out, &links.paths)?;
        }
        section(out, "Empty files", &self.empty_files)?;
        section(out, "Names that are not UTF-8", &self.not_utf8)?;
        section(
            out,
            "Not opened, for they are no regular files",
            &self.special_files,
        )?;
        section(out, "Errors", &self.errors)?;
        match self.links_not_followed {
            0 => Ok(()),
            1 => writeln!(out, "1 symbolic link was not followed\n"),
            links => writeln!(out, "{links} symbolic links were not followed\n"),
        }
    }

    fn write_summary(&self, end: &End, out: &mut impl Write) -> io::Result<()> {
        let groups = self.groups.len();
        let wasted = bytes(self.wasted_bytes);
        let seen = self.files_seen;
        let read = bytes(self.bytes_hashed);
        let so_far = if end.complete {
            ""
        } else {
            " so far (INCOMPLETE)"
        };
        writeln!(
            out,
            "{wasted} wasted, groups of equal files: {groups}{so_far}; {seen} files seen, {read} read"
        )
    }
}

fn section<T: Display>(out: &mut impl Write, title: &str, items: &[T]) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title}: {}", items.len())?;
    lines(out, items)
}

fn lines<T: Display>(out: &mut impl Write, items: &[T]) -> io::Result<()> {
    for item in items {
        writeln!(out, "  {item}")?;
    }
    writeln!(out)
}

fn bytes(count: u64) -> impl Display {
    ByteSize(count).display().iec()
}
