//! Why something was cancelled.

use std::{error::Error, fmt, panic::Location, sync::Arc};

/// Why a token was cancelled.
///
/// The first reason wins: whoever cancels later changes nothing. Cloning is cheap.
///
/// Any error converts into `Reason::Custom`, so that `source.cancel_with(error)` works; a plain
/// text becomes one through [`Reason::message`]. The idea of a cause is Go's `context.Cause`.
///
/// # Examples
///
/// ```
/// use safepoint::{CancelSource, Reason};
///
/// let source = CancelSource::new();
/// source.cancel_with(Reason::message("the disk is full"));
/// assert_eq!(source.token().reason().unwrap().to_string(), "the disk is full");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Reason {
    /// Somebody called [`cancel`](crate::CancelSource::cancel).
    Requested,
    /// A deadline passed.
    Deadline,
    /// A [`DropGuard`](crate::DropGuard) was dropped.
    Dropped,
    /// Another task of the same [`scope`](crate::scope) returned an error or panicked.
    #[non_exhaustive]
    SiblingFailed {
        /// The failed task's name, where it has one.
        task: Option<Arc<str>>,
        /// Where the failed task was spawned; for the scope's body, where the scope was opened.
        spawned_at: &'static Location<'static>,
    },
    /// A signal of the operating system, by its number.
    Signal(i32),
    /// An error of the caller's.
    Custom(Arc<dyn Error + Send + Sync>),
}

impl Reason {
    /// A reason that is just a text.
    pub fn message(text: impl Into<String>) -> Self {
        Self::Custom(Arc::new(Message(text.into())))
    }

    pub(crate) fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Custom(error) => Some(&**error),
            _ => None,
        }
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Reason {
    fn from(error: E) -> Self {
        Self::Custom(Arc::new(error))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Requested => f.write_str("requested"),
            Self::Deadline => f.write_str("deadline exceeded"),
            Self::Dropped => f.write_str("its guard was dropped"),
            Self::SiblingFailed {
                task: Some(task),
                spawned_at,
            } => {
                write!(f, "sibling task `{task}` failed (spawned at {spawned_at})")
            }
            Self::SiblingFailed {
                task: None,
                spawned_at,
            } => {
                write!(f, "sibling task failed (spawned at {spawned_at})")
            }
            Self::Signal(number) => match signal_name(*number) {
                Some(name) => write!(f, "signal {number} ({name})"),
                None => write!(f, "signal {number}"),
            },
            Self::Custom(error) => fmt::Display::fmt(error, f),
        }
    }
}

/// Names of the signals whose number is the same on every Unix.
fn signal_name(number: i32) -> Option<&'static str> {
    Some(match number {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        6 => "SIGABRT",
        14 => "SIGALRM",
        15 => "SIGTERM",
        _ => return None,
    })
}

#[derive(Debug)]
struct Message(String);

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Message {}
