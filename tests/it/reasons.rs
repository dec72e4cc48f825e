//! Why something was cancelled: what each reason says.

use std::{error::Error, fmt, io};

use safepoint::{CancelSource, Reason};

#[test]
fn reasons_say_what_they_are() {
    assert_eq!(Reason::Requested.to_string(), "requested");
    assert_eq!(Reason::Deadline.to_string(), "deadline exceeded");
    assert_eq!(Reason::Dropped.to_string(), "its guard was dropped");
    assert_eq!(Reason::Signal(2).to_string(), "signal 2 (SIGINT)");
    assert_eq!(Reason::Signal(15).to_string(), "signal 15 (SIGTERM)");
    assert_eq!(Reason::Signal(63).to_string(), "signal 63");
    assert_eq!(Reason::message("a text").to_string(), "a text");
}

#[test]
fn any_error_is_a_reason() {
    let source = CancelSource::new();
    source.cancel_with(io::Error::new(io::ErrorKind::NotFound, "no such file"));
    let Some(Reason::Custom(error)) = source.token().reason() else {
        panic!("not custom")
    };
    let error = error.downcast_ref::<io::Error>().unwrap();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
}

#[test]
fn error_of_one_token_is_a_reason_for_another() {
    let (first, second) = (CancelSource::new(), CancelSource::new());
    first.cancel();
    second.cancel_with(first.token().check().unwrap_err());
    let reason = second.token().reason().unwrap().to_string();
    assert!(reason.starts_with("cancelled: requested (noticed at "));
}

#[test]
fn cloned_reason_is_the_same_error() {
    let reason = Reason::message("one");
    let (Reason::Custom(a), Reason::Custom(b)) = (&reason, &reason.clone()) else {
        panic!("not custom")
    };
    assert!(std::sync::Arc::ptr_eq(a, b));
}

#[test]
fn source_of_a_custom_reason_is_found_through_the_error() {
    #[derive(Debug)]
    struct Quota;
    impl fmt::Display for Quota {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("quota used up")
        }
    }
    impl Error for Quota {}

    let source = CancelSource::new();
    source.cancel_with(Quota);
    let error = source.token().check().unwrap_err();
    let mut cause: Option<&dyn Error> = Some(&error);
    while cause.is_some_and(|cause| !cause.is::<Quota>()) {
        cause = cause.and_then(Error::source);
    }
    assert!(cause.is_some());
}

#[test]
fn every_kind_of_cancelling_has_its_reason() {
    let requested = CancelSource::new();
    requested.cancel();
    assert!(matches!(
        requested.token().reason(),
        Some(Reason::Requested)
    ));
    let due = CancelSource::with_timeout(std::time::Duration::ZERO);
    assert!(matches!(due.token().reason(), Some(Reason::Deadline)));
}
