//! Operations of tokens, side by side: ours, tokio-util's, and a bare `AtomicBool`.
//!
//! `cargo bench --bench token`               criterion, operation by operation
//! `cargo bench --bench token -- ratios`     all in turn in one run, the best of many rounds, as ratios
//!
//! The ratios are what README and docs quote: on a machine that drifts, two criterion figures taken minutes apart
//! cannot be compared.

#[path = "shared/mod.rs"]
mod shared;

use std::env;
use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Waker};
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use criterion::Criterion;
use safepoint::{CancelSource, CancelToken};
use tokio_util::sync::CancellationToken;

use crate::shared::data::{Data, Times};
use crate::shared::in_turn::{best, median, samples_in_turn};

/// An operation, and who can do it: each runs it so many times and gives the time that took.
struct Operation {
    name: &'static str,
    /// How many make a sample for the ratios.
    count: u64,
    /// Whether another thread takes part.
    contended: bool,
    contenders: Vec<(&'static str, Contender)>,
}

type Contender = Box<dyn Fn(u64) -> Duration>;

const OURS: &str = "safepoint";
const TOKIO: &str = "tokio-util";
const BARE: &str = "AtomicBool";
const ARC: &str = "Arc<AtomicBool>";

/// What can be polled.
trait Poll: Clone + Send + 'static {
    fn stopped(&self) -> bool;
}

impl Poll for CancelToken {
    #[inline(always)]
    fn stopped(&self) -> bool {
        self.is_cancelled()
    }
}

impl Poll for CancellationToken {
    #[inline(always)]
    fn stopped(&self) -> bool {
        self.is_cancelled()
    }
}

impl Poll for Arc<AtomicBool> {
    #[inline(always)]
    fn stopped(&self) -> bool {
        self.load(Ordering::Relaxed)
    }
}

impl Poll for &'static AtomicBool {
    #[inline(always)]
    fn stopped(&self) -> bool {
        self.load(Ordering::Relaxed)
    }
}

/// A loop that does nothing but look. Never inlined: all contenders get the same loop.
#[inline(never)]
fn poll<T: Poll>(token: &T, count: u64) -> Duration {
    let start = Instant::now();
    for _ in 0..count {
        if token.stopped() {
            unreachable!("nobody cancels here");
        }
    }
    start.elapsed()
}

/// The time of so many runs of something, its setting up included.
fn time<R>(run: impl Fn() -> R + 'static) -> Contender {
    Box::new(move |count| {
        let start = Instant::now();
        for _ in 0..count {
            black_box(run());
        }
        start.elapsed()
    })
}

/// The time of so many runs of something, each on an input of its own that is made beforehand and dropped afterwards.
fn time_prepared<I, R>(
    prepare: impl Fn() -> I + 'static,
    run: impl Fn(&mut I) -> R + 'static,
) -> Contender {
    Box::new(move |count| {
        let mut time = Duration::ZERO;
        for _ in 0..count {
            let mut input = prepare();
            let start = Instant::now();
            black_box(run(&mut input));
            time += start.elapsed();
        }
        time
    })
}

/// Polls alone.
fn polled(token: impl Poll) -> Contender {
    Box::new(move |count| poll(&token, count))
}

/// What another thread does with the same token, again and again.
#[derive(Clone, Copy)]
enum Other {
    Polls,
    Clones,
}

/// Polls while another thread does something.
fn polled_while<T: Poll>(other: Other, token: T) -> Contender {
    Box::new(move |count| {
        let done = Arc::new(AtomicBool::new(false));
        let ready = Arc::new(AtomicBool::new(false));
        let busy = thread::spawn({
            let (token, done, ready) = (token.clone(), Arc::clone(&done), Arc::clone(&ready));
            move || {
                while !done.load(Ordering::Relaxed) {
                    match other {
                        Other::Polls => drop(poll(&token, 1_000)),
                        Other::Clones => (0..1_000).for_each(|_| drop(black_box(token.clone()))),
                    }
                    ready.store(true, Ordering::Release);
                }
            }
        });
        while !ready.load(Ordering::Acquire) {
            thread::yield_now();
        }
        let time = poll(&token, count);
        done.store(true, Ordering::Relaxed);
        assert!(busy.join().is_ok());
        time
    })
}

/// The token at the end of a chain of so many children.
fn chain(depth: u32) -> CancelToken {
    let mut token = CancelSource::new().token();
    for _ in 0..depth {
        token = token.child().token();
    }
    token
}

fn tokio_chain(depth: u32) -> CancellationToken {
    (0..depth).fold(CancellationToken::new(), |token, _| token.child_token())
}

fn flag() -> Arc<AtomicBool> {
    Arc::new(AtomicBool::new(false))
}

static FLAG: AtomicBool = AtomicBool::new(false);

fn operations() -> Vec<Operation> {
    [polling(), making(), cancelling()]
        .into_iter()
        .flatten()
        .collect()
}

/// `is_cancelled` of a live token.
fn polling() -> Vec<Operation> {
    const COUNT: u64 = 100_000;
    let at_depth = |name, depth| Operation {
        name,
        count: COUNT,
        contended: false,
        contenders: vec![
            (OURS, polled(chain(depth))),
            (TOKIO, polled(tokio_chain(depth))),
            (ARC, polled(flag())),
            (BARE, polled(&FLAG)),
        ],
    };
    let while_another = |name, other| Operation {
        name,
        count: 10 * COUNT,
        contended: true,
        contenders: vec![
            (OURS, polled_while(other, chain(0))),
            (TOKIO, polled_while(other, tokio_chain(0))),
            (ARC, polled_while(other, flag())),
        ],
    };
    vec![
        at_depth("is_cancelled", 0),
        at_depth("is_cancelled, depth 3", 3),
        at_depth("is_cancelled, depth 100", 100),
        while_another("is_cancelled, two threads", Other::Polls),
        while_another("is_cancelled, while cloned", Other::Clones),
    ]
}

/// Making, cloning and dropping.
fn making() -> Vec<Operation> {
    const COUNT: u64 = 1_000;
    const LONG: Duration = Duration::from_secs(1_000);
    let (token, tokio, arc) = (chain(0), tokio_chain(0), flag());
    let clone = Operation {
        name: "clone, drop",
        count: COUNT,
        contended: false,
        contenders: vec![
            (OURS, time(move || token.clone())),
            (TOKIO, time(move || tokio.clone())),
            (ARC, time(move || Arc::clone(&arc))),
        ],
    };
    let root = Operation {
        name: "root, drop",
        count: COUNT,
        contended: false,
        contenders: vec![
            (OURS, time(CancelSource::new)),
            (TOKIO, time(CancellationToken::new)),
            (ARC, time(flag)),
        ],
    };
    let (token, tokio) = (chain(0), tokio_chain(0));
    let child = Operation {
        name: "child, drop",
        count: COUNT,
        contended: false,
        contenders: vec![
            (OURS, time(move || token.child())),
            (TOKIO, time(move || tokio.child_token())),
            (ARC, time(flag)),
        ],
    };
    // Ours enters its parent's list when it is first looked at: this is what a child costs that is used.
    let (token, tokio) = (chain(0), tokio_chain(0));
    let looked_at = Operation {
        name: "child, one look, drop",
        count: COUNT,
        contended: false,
        contenders: vec![
            (
                OURS,
                time(move || {
                    let child = token.child().token();
                    (child.is_cancelled(), child)
                }),
            ),
            (
                TOKIO,
                time(move || {
                    let child = tokio.child_token();
                    (child.is_cancelled(), child)
                }),
            ),
        ],
    };
    // The nearest that tokio-util has to a callback is a registered waiter.
    let (token, tokio) = (chain(0), tokio_chain(0));
    let register = Operation {
        name: "callback or waiter, drop",
        count: COUNT,
        contended: false,
        contenders: vec![
            (OURS, time(move || token.on_cancel(|_| ()))),
            (
                TOKIO,
                time(move || {
                    let mut waiter = pin!(tokio.cancelled());
                    waiter
                        .as_mut()
                        .poll(&mut Context::from_waker(Waker::noop()))
                        .is_pending()
                }),
            ),
        ],
    };
    let token = chain(0);
    let deadline = Operation {
        name: "child with a deadline, drop",
        count: COUNT,
        contended: false,
        contenders: vec![(OURS, time(move || token.child_with_timeout(LONG)))],
    };
    vec![clone, root, child, looked_at, register, deadline]
}

/// Cancelling a root with children.
fn cancelling() -> Vec<Operation> {
    let children = |name, children: usize, count| Operation {
        name,
        count,
        contended: false,
        contenders: vec![
            (
                OURS,
                time_prepared(
                    move || {
                        let root = CancelSource::new();
                        let tokens: Vec<_> = (0..children).map(|_| root.token().child()).collect();
                        // Each has been looked at: else there would be nothing to go down to.
                        assert!(!tokens.iter().any(|child| child.token().is_cancelled()));
                        (root, tokens)
                    },
                    |(root, _)| root.cancel(),
                ),
            ),
            (
                TOKIO,
                time_prepared(
                    move || {
                        let root = CancellationToken::new();
                        let tokens: Vec<_> = (0..children).map(|_| root.child_token()).collect();
                        (root, tokens)
                    },
                    |(root, _)| root.cancel(),
                ),
            ),
        ],
    };
    vec![
        children("cancel, 1 child", 1, 100),
        children("cancel, 1000 children", 1_000, 5),
    ]
}

/// Measures the contenders of each operation in turn, and prints a row of ratios for each.
fn ratios(rounds: u32) -> Vec<Times> {
    println!(
        "{:30}{:>16}   the others take so many times as long",
        "ns", OURS
    );
    let mut all = Vec::new();
    for operation in operations() {
        let Operation {
            name,
            count,
            contended,
            contenders,
        } = operation;
        let samples = samples_in_turn(contenders.len(), rounds, |contender, _| {
            #[allow(clippy::cast_precision_loss)]
            Some(contenders[contender].1(count).as_nanos() as f64 / count as f64)
        });
        let figure = if contended { median } else { best };
        let times: Vec<_> = samples.iter().map(|samples| figure(samples)).collect();
        let ours = times[0];
        print!("{name:30}{ours:16.2}");
        for ((contender, _), time) in contenders[1..].iter().zip(&times[1..]) {
            print!("   {contender} {:.2}", time / ours);
        }
        println!();
        let times = contenders
            .iter()
            .map(|&(contender, _)| contender.to_owned())
            .zip(times)
            .collect();
        all.push(Times {
            name: name.into(),
            times,
        });
    }
    all
}

/// Measures the operations of tokens in turn, and prints ratios.
#[derive(Parser)]
#[command(name = "ratios")]
struct Options {
    /// How often each is measured.
    #[arg(long, default_value_t = 200)]
    rounds: u32,
    /// Adds the results to this data file.
    #[arg(long)]
    data: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .peekable();
    if arguments.peek().is_some_and(|first| first == "ratios") {
        let options = Options::parse_from(arguments);
        let data = Data {
            tokens: ratios(options.rounds),
            ..Data::default()
        };
        return options.data.map_or(Ok(()), |path| data.add_to(&path));
    }
    let mut criterion = Criterion::default().configure_from_args();
    for Operation {
        name, contenders, ..
    } in operations()
    {
        let mut group = criterion.benchmark_group(name);
        for (contender, run) in contenders {
            group.bench_function(contender, |bencher| bencher.iter_custom(&run));
        }
        group.finish();
    }
    criterion.final_summary();
    Ok(())
}
