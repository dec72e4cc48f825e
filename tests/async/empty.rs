//! Empty bodies below an attribute that has wrapped them: nothing of the user's is left of them, and nothing is lost.

use safepoint::cancellable;
use tracing::instrument;

use crate::support::run;

#[instrument]
#[cancellable]
fn nothing() {}

#[instrument]
#[cancellable]
async fn nothing_of(number: u32) {}

#[instrument]
#[cancellable]
fn nothing_yet() {
    // Later.
}

#[instrument]
#[cancellable]
fn nothing_in_a_block() {
    {}
}

#[instrument]
#[cancellable]
async fn no_value() {
    #[allow(clippy::unused_unit, reason = "delimiters are all that there is")]
    ()
}

#[test]
fn empty_bodies_below_another_attribute() {
    #[tokio::main(flavor = "current_thread")]
    #[cancellable]
    async fn main() {}

    #[tokio::main(flavor = "current_thread")]
    #[cancellable]
    async fn later() {
        // Nothing yet.
    }

    main();
    later();
    nothing();
    nothing_yet();
    nothing_in_a_block();
    run(nothing_of(1));
    run(no_value());
}
