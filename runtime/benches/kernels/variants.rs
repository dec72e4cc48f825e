//! One source, seven functions: how a kernel is written once and compiled in every variant.
//!
//! 1. `plain` and `again` are the kernel as it stands; the two that carry the attribute differ from it in
//!    nothing but that line. All have the same signature: the token is passed to the plain ones too, and
//!    ignored, and their result is wrapped in `Ok` too. So what is measured is the attribute alone.
//! 2. The variants written by hand check at entry and at the top of each loop body, where people put it.
//! 3. Each is a function of its own, never inlined, in a module named after the variant.

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use clap::ValueEnum;
use safepoint::{CancelSource, CancelToken};
use tokio_util::sync::CancellationToken;

use crate::shared::by_hand::Stop;

/// How a kernel is made stoppable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Variant {
    /// Not at all.
    Plain,
    /// `#[cancellable]`.
    Attribute,
    /// `#[cancellable(every = 1)]`.
    EachTurn,
    /// A relaxed load of an `AtomicBool` in each iteration, by hand.
    Flag,
    /// tokio-util's `is_cancelled` in each iteration, by hand.
    Tokio,
    /// `Instant::now` against a deadline in each iteration, by hand.
    Clock,
    /// Not at all, once more: what differs from `Plain` is noise.
    Again,
}

impl Variant {
    pub(crate) const ALL: [Self; 7] = [
        Self::Plain,
        Self::Attribute,
        Self::EachTurn,
        Self::Flag,
        Self::Tokio,
        Self::Clock,
        Self::Again,
    ];

    /// The variant's name in tables and data: that of its module.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Attribute => "attribute",
            Self::EachTurn => "each_turn",
            Self::Flag => "flag",
            Self::Tokio => "tokio",
            Self::Clock => "clock",
            Self::Again => "again",
        }
    }

    /// How many times rarer than the others this one is measured, because it takes so much longer.
    pub(crate) fn rarity(self) -> u32 {
        match self {
            Self::Tokio => 8,
            Self::Clock => 32,
            _ => 1,
        }
    }
}

/// The clock's token: work stops when this instant has come.
#[derive(Debug)]
pub(crate) struct Deadline(pub(crate) Instant);

impl Stop for CancellationToken {
    #[inline(always)]
    fn stopped(&self) -> bool {
        self.is_cancelled()
    }
}

impl Stop for Deadline {
    #[inline(always)]
    fn stopped(&self) -> bool {
        Instant::now() >= self.0
    }
}

/// A live token of every kind, and what cancels them.
pub(crate) struct Tokens {
    pub(crate) source: CancelSource,
    pub(crate) token: CancelToken,
    pub(crate) flag: AtomicBool,
    pub(crate) tokio: CancellationToken,
    pub(crate) clock: Deadline,
}

impl Tokens {
    pub(crate) fn of(source: CancelSource) -> Self {
        const FAR: std::time::Duration = std::time::Duration::from_secs(1_000_000);
        Self {
            token: source.token(),
            source,
            flag: AtomicBool::new(false),
            tokio: CancellationToken::new(),
            clock: Deadline(Instant::now() + FAR),
        }
    }
}

/// Compiles each function in every variant.
///
/// The functions are ordinary Rust: a `token: &CancelToken`, further parameters, a `Result<_, Cancelled>`.
macro_rules! kernels {
    ($(
        $(#[$meta:meta])*
        fn $name:ident($token:ident: &CancelToken $($parameters:tt)*) -> Result<$value:ty, Cancelled> {
            $($body:tt)*
        }
    )*) => {
        kernels! { @ordinary plain, [allow(unused_variables, clippy::only_used_in_recursion)]
            $( [$($parameters)*] fn $name($token) -> $value { $($body)* } )* }
        kernels! { @ordinary attribute, [cancellable]
            $( [$($parameters)*] fn $name($token) -> $value { $($body)* } )* }
        kernels! { @ordinary each_turn, [cancellable(every = 1)]
            $( [$($parameters)*] fn $name($token) -> $value { $($body)* } )* }
        kernels! { @by_hand flag, AtomicBool
            $( [$($parameters)*] fn $name($token) -> $value { $($body)* } )* }
        kernels! { @by_hand tokio, CancellationToken
            $( [$($parameters)*] fn $name($token) -> $value { $($body)* } )* }
        kernels! { @by_hand clock, Deadline
            $( [$($parameters)*] fn $name($token) -> $value { $($body)* } )* }
        kernels! { @ordinary again, [allow(unused_variables, clippy::only_used_in_recursion)]
            $( [$($parameters)*] fn $name($token) -> $value { $($body)* } )* }
    };

    (@ordinary $module:ident, $attribute:tt
        $([$($parameters:tt)*] fn $name:ident($token:ident) -> $value:ty { $($body:tt)* })*
    ) => {
        mod $module {
            #![allow(clippy::unnecessary_wraps, reason = "the variants have one signature")]
            #[allow(unused_imports)]
            use safepoint::{CancelToken, Cancelled, cancellable};
            #[allow(unused_imports)]
            use super::*;
            $(
                #$attribute
                #[inline(never)]
                pub(super) fn $name($token: &CancelToken $($parameters)*) -> Result<$value, Cancelled> {
                    $($body)*
                }
            )*
        }
    };

    // The same text with other types: `CancelToken` and `Cancelled` are what the variant has for them.
    (@by_hand $module:ident, $kind:ident
        $([$($parameters:tt)*] fn $name:ident($token:ident) -> $value:ty { $($body:tt)* })*
    ) => {
        mod $module {
            #[allow(unused_imports)]
            use super::*;
            use crate::shared::by_hand::{Stop as _, Stopped as Cancelled, with_checks};
            use $crate::variants::by_hand::$kind as CancelToken;
            $(
                #[inline(never)]
                pub(super) fn $name($token: &CancelToken $($parameters)*) -> Result<$value, Cancelled> {
                    with_checks! { @block $token
                        [if $token.stopped() { return Err(Cancelled); }] [] $($body)* }
                }
            )*
        }
    };
}

/// The kinds of token of the variants written by hand, in one place to import from.
pub(crate) mod by_hand {
    pub(crate) use super::Deadline;
    pub(crate) use std::sync::atomic::AtomicBool;
    pub(crate) use tokio_util::sync::CancellationToken;
}

/// Calls a kernel in the variant that `run` asks for, as often as it asks, and takes the time.
macro_rules! timed {
    ($run:expr, $name:ident($($argument:expr),*)) => {{
        use std::hint::black_box;
        use $crate::variants::Variant;
        let run = $run;
        let tokens = run.tokens;
        match run.variant {
            Variant::Plain => run.time(|| plain::$name(black_box(&tokens.token) $(, black_box($argument))*)),
            Variant::Attribute => run.time(|| attribute::$name(black_box(&tokens.token) $(, black_box($argument))*)),
            Variant::EachTurn => run.time(|| each_turn::$name(black_box(&tokens.token) $(, black_box($argument))*)),
            Variant::Flag => run.time(|| flag::$name(black_box(&tokens.flag) $(, black_box($argument))*)),
            Variant::Tokio => run.time(|| tokio::$name(black_box(&tokens.tokio) $(, black_box($argument))*)),
            Variant::Clock => run.time(|| clock::$name(black_box(&tokens.clock) $(, black_box($argument))*)),
            Variant::Again => run.time(|| again::$name(black_box(&tokens.token) $(, black_box($argument))*)),
        }
    }};
}

pub(crate) use {kernels, timed};
