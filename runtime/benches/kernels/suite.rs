//! What a kernel is to those that measure it: a name, and how to build its input and run it.

use std::time::Instant;

use crate::gaps::Gaps;
use crate::variants::{Tokens, Variant};

/// A kernel of the suite.
#[derive(Clone, Copy)]
pub(crate) struct Kernel {
    /// The name of its functions.
    pub(crate) name: &'static str,
    /// Builds the input of the given size, and gives what runs a variant on it.
    pub(crate) build: fn(Size) -> Work,
}

/// Runs a kernel in the variant asked for. All variants work on the same memory.
pub(crate) type Work = Box<dyn FnMut(&Run<'_>) -> Outcome>;

impl Kernel {
    pub(crate) const fn new(name: &'static str, build: fn(Size) -> Work) -> Self {
        Self { name, build }
    }
}

/// How large a kernel's input is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Size {
    /// Small enough for the caches, where a check weighs most: for ratios.
    Short,
    /// Large enough that a call takes milliseconds: for the gaps between checkpoints.
    Long,
}

impl Size {
    pub(crate) fn of<T>(self, short: T, long: T) -> T {
        match self {
            Self::Short => short,
            Self::Long => long,
        }
    }
}

/// What to run.
#[derive(Clone, Copy)]
pub(crate) struct Run<'t> {
    pub(crate) variant: Variant,
    pub(crate) tokens: &'t Tokens,
    /// How often to call the kernel; fewer where one call is cancelled.
    pub(crate) calls: u32,
    /// Whether the results are compared: then the input is reset before, and all output is digested.
    pub(crate) compare: bool,
    /// Is told when a call begins and ends.
    pub(crate) watch: Option<&'t Gaps>,
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    /// When the last batch of calls began and ended.
    pub(crate) started: Instant,
    pub(crate) finished: Instant,
    pub(crate) calls: u32,
    /// Whether the last call was cancelled.
    pub(crate) stopped: bool,
    compare: bool,
    /// Stands for the result.
    pub(crate) digest: u64,
}

impl<'t> Run<'t> {
    /// Calls a variant so many times.
    pub(crate) fn new(variant: Variant, tokens: &'t Tokens, calls: u32) -> Self {
        Self {
            variant,
            tokens,
            calls,
            compare: false,
            watch: None,
        }
    }

    /// The same, but one call: for kernels that consume their input.
    pub(crate) fn once(&self) -> Self {
        Self { calls: 1, ..*self }
    }

    /// Resets a buffer that the kernel writes, where that matters: where results are compared.
    pub(crate) fn reset<T: Copy>(&self, buffer: &mut [T], fresh: &[T]) {
        if self.compare {
            buffer.copy_from_slice(fresh);
        }
    }

    /// Calls the kernel and takes the time.
    #[inline(always)]
    pub(crate) fn time<T: Digest, E>(&self, mut kernel: impl FnMut() -> Result<T, E>) -> Outcome {
        if let Some(watch) = self.watch {
            watch.start();
        }
        let started = Instant::now();
        let mut calls = 1;
        let mut result = kernel();
        while calls < self.calls && result.is_ok() {
            std::hint::black_box(&result);
            result = kernel();
            calls += 1;
        }
        let finished = Instant::now();
        if let Some(watch) = self.watch {
            watch.note();
        }
        Outcome {
            started,
            finished,
            calls,
            stopped: result.is_err(),
            compare: self.compare,
            digest: result.map_or(0, |value| value.digest()),
        }
    }
}

impl Outcome {
    /// Nanoseconds per call.
    #[allow(
        clippy::cast_precision_loss,
        reason = "a measured time has fewer digits"
    )]
    pub(crate) fn nanoseconds(&self) -> f64 {
        (self.finished - self.started).as_nanos() as f64 / f64::from(self.calls)
    }

    /// Compares the buffer that the kernel wrote, too.
    pub(crate) fn and<T: Digest>(mut self, buffer: &[T]) -> Self {
        if self.compare {
            self.digest = mix(self.digest, buffer.digest());
        }
        self
    }
}

/// A number that stands for a result: equal for equal results, and hardly ever for others.
pub(crate) trait Digest {
    fn digest(&self) -> u64;
}

fn mix(left: u64, right: u64) -> u64 {
    (left ^ right)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .rotate_left(29)
}

impl<T: Digest> Digest for [T] {
    fn digest(&self) -> u64 {
        self.iter().fold(1, |all, item| mix(all, item.digest()))
    }
}

macro_rules! digest {
    ($($ty:ty: $value:ident => $bits:expr),* $(,)?) => {
        $(impl Digest for $ty {
            fn digest(&self) -> u64 {
                let $value = *self;
                $bits
            }
        })*
    };
}

digest! {
    (): _unit => 0,
    bool: value => u64::from(value),
    u8: value => u64::from(value),
    u16: value => u64::from(value),
    u32: value => u64::from(value),
    u64: value => value,
    i32: value => u64::from(value.cast_unsigned()),
    i64: value => value.cast_unsigned(),
    usize: value => value as u64,
    f32: value => u64::from(value.to_bits()),
    f64: value => value.to_bits(),
    Option<usize>: value => value.map_or(u64::MAX, |value| value as u64),
    (f64, f64): value => mix(value.0.to_bits(), value.1.to_bits()),
    (usize, usize): value => mix(value.0 as u64, value.1 as u64),
}
