//! Structured concurrency: `safepoint::scope`.

mod cancelling;
mod failures;
mod results;
