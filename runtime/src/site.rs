//! Where a checkpoint stands in the source.

use std::{fmt, panic::Location};

/// The place of a checkpoint: file, line, column, kind, and the function where that is known.
///
/// A small `Copy` value. [`Cancelled::site`](crate::Cancelled::site) tells where a cancellation was
/// noticed; a [`Probe`](crate::Probe) is given the site of each checkpoint that it sees.
///
/// # Examples
///
/// ```
/// use safepoint::{CancelSource, SiteKind};
///
/// let source = CancelSource::new();
/// source.cancel();
/// let site = source.token().check().unwrap_err().site();
/// assert_eq!(site.kind(), SiteKind::Manual);
/// assert!(site.file().ends_with(".rs"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Site {
    file: &'static str,
    line: u32,
    column: u32,
    kind: SiteKind,
    function: Option<&'static str>,
}

/// What sort of checkpoint a [`Site`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SiteKind {
    /// The call of an annotated function.
    Entry,
    /// An iteration of a loop of an annotated function.
    Loop,
    /// An `.await` of an annotated async function, or a future of this crate.
    Await,
    /// A blocking wait: [`sleep`](crate::CancelToken::sleep), [`wait`](crate::CancelToken::wait) and the like.
    Wait,
    /// A check written by hand: [`checkpoint`](crate::checkpoint()), [`check`](crate::CancelToken::check), [`is_cancelled`](crate::CancelToken::is_cancelled).
    Manual,
}

impl Site {
    /// The site that an expansion describes: `"L 6 5 count_primes src/main.rs"`, a kind's letter, line, column, function (may be
    /// empty), file.
    ///
    /// A `const` of type `Site` at each checkpoint would cost a crate with many of them more time to compile than
    /// all else of the expansion.
    #[cold]
    pub(crate) fn described(description: &'static str) -> Self {
        let mut parts = description.splitn(5, ' ');
        let mut part = || parts.next().unwrap_or_default();
        let kind = match part() {
            "E" => SiteKind::Entry,
            "L" => SiteKind::Loop,
            "A" => SiteKind::Await,
            _ => SiteKind::Manual,
        };
        let mut number = || part().parse().unwrap_or_default();
        let (line, column) = (number(), number());
        let function = Some(part()).filter(|name| !name.is_empty());
        Self::new(part(), line, column, kind, function)
    }

    const fn new(
        file: &'static str,
        line: u32,
        column: u32,
        kind: SiteKind,
        function: Option<&'static str>,
    ) -> Self {
        Self {
            file,
            line,
            column,
            kind,
            function,
        }
    }

    pub(crate) fn here(location: &'static Location<'static>, kind: SiteKind) -> Self {
        Self::new(
            location.file(),
            location.line(),
            location.column(),
            kind,
            None,
        )
    }

    /// The source file, as the compiler was given it.
    pub const fn file(&self) -> &'static str {
        self.file
    }

    /// The line, counted from 1.
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// The column, counted from 1.
    pub const fn column(&self) -> u32 {
        self.column
    }

    /// What sort of checkpoint this is.
    pub const fn kind(&self) -> SiteKind {
        self.kind
    }

    /// The function that the checkpoint is in, where the attribute knows it.
    pub const fn function(&self) -> Option<&'static str> {
        self.function
    }
}

/// Prints `function at file:line`, or `file:line` where the function is not known.
impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.function {
            Some(function) => write!(f, "{function} at {}:{}", self.file, self.line),
            None => write!(f, "{}:{}", self.file, self.line),
        }
    }
}
