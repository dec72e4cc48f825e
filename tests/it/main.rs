//! The behaviour of `safepoint`, by topic. A test that shows a numbered promise of the design names it.

mod support;

mod ambient;
mod attribute;
mod callbacks;
mod cancelled;
mod deadlines;
mod durations;
mod guards;
mod linked;
mod others;
mod probes;
mod reasons;
mod registrations;
mod scopes;
mod shields;
mod tree;
mod unwinding;
mod waits;
