//! The error: what it says, and how it is found again.
//!
//! Pitfall 34 (tests/pitfalls/rows.md).

use std::{
    error::Error,
    fmt, io,
    panic::Location,
    time::{Duration, Instant},
};

use safepoint::{CancelSource, Cancelled, Reason, SiteKind};

const LINE_OF_THE_CHECK: u32 = line!() + 5;

fn error() -> Cancelled {
    let source = CancelSource::new();
    source.cancel_with(Reason::message("the test"));
    source.token().check().unwrap_err()
}

#[test]
fn display_says_why_where_and_after_how_long() {
    let source = CancelSource::with_timeout(Duration::ZERO);
    let error = source.token().check().unwrap_err();
    let text = error.to_string();
    let place = format!("{}:{}", file!(), line!() - 2);
    let start = format!("cancelled: deadline exceeded (noticed at {place}, ");
    assert!(text.starts_with(&start), "{text}");
    assert!(text.ends_with(" later)"), "{text}");
}

#[test]
fn display_has_the_unit_that_fits() {
    let now = Instant::now();
    let late = |by| {
        let deadline = now.checked_sub(by)?;
        let token = CancelSource::with_deadline(deadline).token();
        let text = token.check().unwrap_err().to_string();
        text.rsplit_once(", ").map(|(_, after)| after.to_owned())
    };
    let unit = |after: Option<String>| after.map(|it| it.split(' ').nth(1).unwrap().to_owned());
    // A clock that started a moment ago holds no earlier instant.
    if let Some(unit) = unit(late(Duration::from_secs(2))) {
        assert_eq!(unit, "s");
    }
    if let Some(unit) = unit(late(Duration::from_millis(20))) {
        assert!(unit == "ms" || unit == "s");
    }
    let after = late(Duration::ZERO).unwrap();
    assert!(after.ends_with(" later)"), "{after}");
}

#[test]
fn debug_names_all_parts() {
    let debug = format!("{:?}", error());
    for part in ["reason", "site", "origin", "latency", "the test", file!()] {
        assert!(debug.contains(part), "{debug}");
    }
}

#[test]
fn error_is_small_shared_and_safe_to_send() {
    fn sent<T: Send + Sync + Clone + Error + 'static>(_: &T) {}
    let error = error();
    sent(&error);
    assert_eq!(size_of::<Result<(), Cancelled>>(), size_of::<usize>());
    assert_eq!(error.clone().to_string(), error.to_string());
}

#[test]
fn site_is_the_line_of_the_check() {
    let site = error().site();
    assert_eq!(site.file(), file!());
    assert_eq!(site.line(), LINE_OF_THE_CHECK);
    assert_eq!(site.kind(), SiteKind::Manual);
    assert_eq!(site.function(), None);
    assert!(site.column() > 1);
}

#[test]
fn origin_is_the_call_that_cancelled() {
    let source = CancelSource::new();
    source.cancel();
    let (line, origin) = (line!() - 1, source.token().check().unwrap_err().origin());
    assert_eq!((origin.file(), origin.line()), (file!(), line));
}

#[test]
fn origin_of_a_deadline_is_the_call_that_set_it() {
    let origin = |source: &CancelSource| source.token().check().unwrap_err().origin().line();
    let (zero, parent) = (Duration::ZERO, CancelSource::new().token());

    let (line, source) = (line!(), CancelSource::with_timeout(zero));
    assert_eq!(origin(&source), line);

    let (line, source) = (line!(), CancelSource::with_deadline(Instant::now()));
    assert_eq!(origin(&source), line);

    let (line, source) = (line!(), parent.child_with_timeout(zero));
    assert_eq!(origin(&source), line);

    let source = CancelSource::with_timeout(Duration::MAX);
    source.cancel_after(zero);
    assert_eq!(origin(&source), line!() - 1);

    let (line, result) = (line!(), safepoint::timeout(zero, safepoint::checkpoint));
    assert_eq!(result.unwrap_err().origin().line(), line);
}

#[test]
fn origin_passes_through_track_caller() {
    #[track_caller]
    fn stop(source: &CancelSource) -> &'static Location<'static> {
        source.cancel();
        Location::caller()
    }
    let source = CancelSource::new();
    let caller = stop(&source);
    assert_eq!(source.token().check().unwrap_err().origin(), caller);
}

#[test]
fn latency_counts_from_the_request() {
    let source = CancelSource::new();
    let before = Instant::now();
    source.cancel();
    let after = Instant::now();
    let first = source.token().check().unwrap_err().latency();
    assert!(first <= before.elapsed());
    while after.elapsed() < Duration::from_millis(1) {
        std::hint::spin_loop();
    }
    let later = source.token().check().unwrap_err().latency();
    assert!(later >= Duration::from_millis(1));
}

#[test]
fn latency_counts_from_the_instant_of_the_deadline() {
    let Some(deadline) = Instant::now().checked_sub(Duration::from_millis(50)) else {
        return;
    };
    let source = CancelSource::with_deadline(deadline);
    let latency = source.token().check().unwrap_err().latency();
    assert!(latency >= Duration::from_millis(50));
}

#[test]
fn came_from_the_token_where_it_began() {
    let root = CancelSource::new();
    let middle = root.token().child();
    let leaf = middle.token().child();
    let stranger = CancelSource::new();
    middle.cancel();
    stranger.cancel();
    let error = leaf.token().check().unwrap_err();
    assert!(error.came_from(&middle.token()));
    assert!(error.came_from(&middle.token().clone()));
    assert!(!error.came_from(&leaf.token()));
    assert!(!error.came_from(&root.token()));
    assert!(!error.came_from(&stranger.token()));
    assert!(!error.came_from(&safepoint::CancelToken::never()));
}

#[test]
fn came_from_tells_a_childs_own_end_from_a_later_one_of_its_parent() {
    let parent = CancelSource::new();
    let child = parent.token().child();
    child.cancel();
    let error = child.token().check().unwrap_err();
    parent.cancel();
    assert!(error.came_from(&child.token()));
    assert!(!error.came_from(&parent.token()));
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("stopped")]
    Stopped(#[from] Cancelled),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Clear(Clear),
    #[error("other")]
    Other,
}

#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct Clear(#[from] Cancelled);

#[derive(Debug)]
struct ByHand(Box<dyn Error + Send + Sync>);

impl fmt::Display for ByHand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("by hand")
    }
}

impl Error for ByHand {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}

/// Whether the `Cancelled` of this test is found.
fn is_found(error: &(dyn Error + 'static)) -> bool {
    Cancelled::find(error).is_some_and(|it| it.reason().to_string() == "the test")
}

#[test]
fn found_in_itself_and_in_a_box() {
    assert!(is_found(&error()));
    let boxed: Box<dyn Error> = error().into();
    assert!(is_found(&*boxed));
    let boxed: Box<dyn Error + Send + Sync> = error().into();
    assert!(is_found(&*boxed));
}

#[test]
fn found_behind_a_source() {
    assert!(is_found(&Failure::Stopped(error())));
    assert!(is_found(&ByHand(error().into())));
    assert!(is_found(&ByHand(Box::new(Failure::Stopped(error())))));
}

#[test]
fn found_through_transparent_wrappers() {
    assert!(is_found(&Clear(error())));
    assert!(is_found(&Failure::Clear(Clear(error()))));
    assert!(is_found(&Failure::Io(io::Error::from(error()))));
    assert!(is_found(&Failure::Io(io::Error::other(Clear(error())))));
}

#[test]
fn found_in_an_io_error() {
    assert!(is_found(&io::Error::from(error())));
    assert!(is_found(&io::Error::other(error())));
    assert!(is_found(&io::Error::other(io::Error::from(error()))));
    assert!(is_found(&io::Error::other(ByHand(error().into()))));
}

#[test]
fn found_through_anyhow() {
    use anyhow::Context;
    assert!(is_found(anyhow::Error::from(error()).as_ref()));
    let deep = Err::<(), _>(io::Error::from(error()))
        .context("reading")
        .context("loading")
        .unwrap_err();
    assert!(is_found(deep.as_ref()));
    let boxed: Box<dyn Error + Send + Sync> = deep.into();
    assert!(is_found(&*boxed));
}

#[test]
fn found_behind_shared_pointers() {
    let shared = std::sync::Arc::new(error());
    assert!(is_found(&shared));
    assert!(is_found(&ByHand(Box::new(shared))));
}

#[test]
fn not_found_where_there_is_none() {
    assert!(Cancelled::find(&Failure::Other).is_none());
    assert!(Cancelled::find(&io::Error::other("no")).is_none());
    assert!(Cancelled::find(&io::Error::from(io::ErrorKind::NotFound)).is_none());
    assert!(Cancelled::find(&*anyhow::anyhow!("no")).is_none());
}

#[test]
fn found_one_is_whole() {
    let original = error();
    let found = Cancelled::find(&Clear(original.clone())).unwrap();
    assert_eq!(found.to_string(), original.to_string());
    assert_eq!(found.site(), original.site());
    assert_eq!(found.origin(), original.origin());
    assert_eq!(found.latency(), original.latency());
}

#[test]
fn io_error_of_a_deadline_is_timed_out_and_others_are_not() {
    let kind = |reason: Reason| {
        let source = CancelSource::new();
        source.cancel_with(reason);
        io::Error::from(source.token().check().unwrap_err()).kind()
    };
    assert_eq!(kind(Reason::Deadline), io::ErrorKind::TimedOut);
    for reason in [
        Reason::Requested,
        Reason::Dropped,
        Reason::Signal(2),
        Reason::message("a text"),
        io::Error::from(io::ErrorKind::Interrupted).into(),
    ] {
        assert_eq!(kind(reason), io::ErrorKind::Other);
    }
}

#[test]
fn io_error_says_what_the_error_says() {
    let error = error();
    assert_eq!(
        io::Error::from(error.clone()).to_string(),
        error.to_string()
    );
}

#[test]
fn source_says_where_it_began() {
    let error = error();
    let source = error.source().unwrap().to_string();
    assert!(source.ends_with(&error.origin().to_string()), "{source}");
}
