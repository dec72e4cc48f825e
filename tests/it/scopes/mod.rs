//! Structured concurrency: `safepoint::scope`.

mod cancelling;
mod conversions;
mod failures;
mod results;
