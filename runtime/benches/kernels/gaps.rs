//! The gaps between checkpoints: how long annotated code goes without looking.
//!
//! A probe notes the time at each checkpoint, on the clock of the worker's own CPU time: what others do on the
//! machine is not in it. Reading that clock takes longer than most iterations, and the checkpoint's own cold path is in
//! each gap too. Both are measured on checkpoints with nothing between them, and taken off.
//!
//! Interrupts, and what the host of a virtual machine does meanwhile, count as the worker's own time. So the same work, from the same
//! input, is watched several times, and of each gap the shortest time is taken: what recurs is the kernel's.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use safepoint::{CancelSource, Probe, Reason, Site};

use crate::shared::data::{SEEN, Spread};
use crate::suite::{Kernel, Run, Size, Work};
use crate::variants::{Tokens, Variant};

/// The time this thread has been on a CPU.
fn own_time() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec.unsigned_abs() * 1_000_000_000 + time.tv_nsec.unsigned_abs()
}

/// Notes the gaps of one thread, in nanoseconds: from the end of one look to the start of the next.
#[derive(Clone)]
pub(crate) struct Gaps(Arc<Mutex<Seen>>);

struct Seen {
    /// When the last look ended.
    last: u64,
    gaps: Vec<u64>,
    /// When to stop.
    end: u64,
}

impl Gaps {
    /// Enough for any distribution; a kernel that checks at each turn of a short loop has more.
    const MOST: usize = 1 << 20;

    fn until(end: u64) -> Self {
        let gaps = Vec::with_capacity(Self::MOST);
        Self(Arc::new(Mutex::new(Seen {
            last: own_time(),
            gaps,
            end,
        })))
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A call begins: as if a checkpoint had been here.
    pub(crate) fn start(&self) {
        self.seen().last = own_time();
    }

    /// A checkpoint, or the end of a call. Tells whether there are enough.
    pub(crate) fn note(&self) -> bool {
        let now = own_time();
        let mut seen = self.seen();
        let gap = now.saturating_sub(seen.last);
        let enough = now >= seen.end || seen.gaps.len() == Self::MOST;
        if !enough {
            seen.gaps.push(gap);
        }
        seen.last = own_time();
        enough
    }

    fn take(&self) -> Vec<u64> {
        std::mem::take(&mut self.seen().gaps)
    }
}

impl Probe for Gaps {
    fn checkpoint(&self, _site: Site) -> Option<Reason> {
        self.note().then_some(Reason::Requested)
    }
}

/// A source whose checkpoints are noted for so long, and that is cancelled then.
fn observed(time: Duration) -> (Tokens, Gaps) {
    let source = CancelSource::new();
    let gaps = Gaps::until(own_time() + u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
    source.observe(gaps.clone());
    (Tokens::of(source), gaps)
}

/// What a checkpoint takes under the probe.
fn of_nothing() -> u64 {
    let (tokens, gaps) = observed(Duration::from_secs(1));
    while gaps.seen().gaps.len() < 10_000 && !tokens.token.is_cancelled() {}
    Spread::of("", "", gaps.take()).at(0.5)
}

/// How often each gap is watched.
const WATCHES: u32 = 3;

/// Watches each kernel for so long: as it is annotated by default, and with a check at each turn.
///
/// Beside what recurs stands what was seen at all, whose largest are not ours: a check at each turn has them too.
pub(crate) fn table(kernels: &[Kernel], time: Duration) -> Vec<Spread> {
    let nothing = of_nothing();
    println!("gaps between checkpoints on the worker's own CPU clock; {nothing} ns taken off");
    Spread::print_header();
    let mut spreads = Vec::new();
    for kernel in kernels {
        let mut work = (kernel.build)(Size::Long);
        let live = Tokens::of(CancelSource::new());
        work(&Run::new(Variant::Plain, &live, 1)); // so that the memory is there
        for variant in [Variant::Attribute, Variant::EachTurn] {
            let mut least = Vec::new();
            let mut seen = Vec::new();
            for _ in 0..WATCHES {
                let mut gaps = watch(&mut work, variant, time / WATCHES);
                for gap in &mut gaps {
                    *gap = gap.saturating_sub(nothing);
                }
                keep_shorter(&mut least, &gaps);
                seen.extend(gaps);
            }
            for (suffix, gaps) in [("", least), (SEEN, seen)] {
                let spread = Spread::of(kernel.name, &format!("{}{suffix}", variant.name()), gaps);
                spread.print();
                spreads.push(spread);
            }
        }
    }
    spreads
}

/// The gaps of a kernel, in their order, from the beginning of its work.
fn watch(work: &mut Work, variant: Variant, time: Duration) -> Vec<u64> {
    let (tokens, gaps) = observed(time);
    let run = Run {
        watch: Some(&gaps),
        compare: true, // each call from the same input
        ..Run::new(variant, &tokens, 1)
    };
    while !work(&run).stopped {}
    gaps.take()
}

/// Of gaps that have the same place, the shorter; as many as were watched each time.
fn keep_shorter(least: &mut Vec<u64>, gaps: &[u64]) {
    if least.is_empty() {
        least.extend(gaps);
    }
    least.truncate(gaps.len());
    for (least, gap) in least.iter_mut().zip(gaps) {
        *least = (*least).min(*gap);
    }
}
