//! Functions that are made stoppable by hand: a check at entry and at the top of each loop body, where people put it.

use std::sync::atomic::{AtomicBool, Ordering};

/// The error of the variants written by hand.
#[derive(Debug)]
pub(crate) struct Stopped;

/// What the variants written by hand ask.
pub(crate) trait Stop {
    fn stopped(&self) -> bool;
}

impl Stop for AtomicBool {
    #[inline(always)]
    fn stopped(&self) -> bool {
        self.load(Ordering::Relaxed)
    }
}

/// Writes `if token.stopped() { return Err(Cancelled); }` at the top of each loop body.
///
/// Walks the tokens one by one. `@block` is in ordinary code, `@header` between a loop's keyword and its
/// body. Then come the tokens that are done with, and a stack of the enclosing blocks: for each what was done
/// before it and what is left after it. Only braces are entered.
macro_rules! with_checks {
    (@block $token:ident [$($done:tt)*] $stack:tt for $($rest:tt)*) => {
        with_checks! { @header $token [$($done)* for] $stack $($rest)* }
    };
    (@block $token:ident [$($done:tt)*] $stack:tt while $($rest:tt)*) => {
        with_checks! { @header $token [$($done)* while] $stack $($rest)* }
    };
    (@block $token:ident [$($done:tt)*] $stack:tt loop $($rest:tt)*) => {
        with_checks! { @header $token [$($done)* loop] $stack $($rest)* }
    };
    (@header $token:ident $done:tt [$($stack:tt)*] { $($body:tt)* } $($rest:tt)*) => {
        with_checks! { @block $token
            [if $token.stopped() { return Err(Cancelled); }]
            [{ $done [$($rest)*] } $($stack)*]
            $($body)* }
    };
    (@header $token:ident [$($done:tt)*] $stack:tt $next:tt $($rest:tt)*) => {
        with_checks! { @header $token [$($done)* $next] $stack $($rest)* }
    };
    (@block $token:ident $done:tt [$($stack:tt)*] { $($body:tt)* } $($rest:tt)*) => {
        with_checks! { @block $token [] [{ $done [$($rest)*] } $($stack)*] $($body)* }
    };
    (@block $token:ident [$($done:tt)*] $stack:tt $next:tt $($rest:tt)*) => {
        with_checks! { @block $token [$($done)* $next] $stack $($rest)* }
    };
    (@block $token:ident [$($inner:tt)*] [{ [$($done:tt)*] [$($rest:tt)*] } $($stack:tt)*]) => {
        with_checks! { @block $token [$($done)* { $($inner)* }] [$($stack)*] $($rest)* }
    };
    (@block $token:ident [$($done:tt)*] []) => {
        { $($done)* }
    };
}

pub(crate) use with_checks;
