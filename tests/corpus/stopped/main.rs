//! Functions of published crates, which know nothing of us, stopped in the middle by a deadline.
//!
//! `tests/corpus/run --stopped` puts the attribute on each function named in `crates.toml`, in a copy of its crate, and
//! builds this program with the copies. Each function is reached through the crate's own interface, is given work that
//! never ends or takes far too long, and is in its loops when its deadline is set.

use std::{
    error::Error,
    io::{self, BufReader, Read},
    sync::{
        atomic::{AtomicU32, Ordering::Relaxed},
        mpsc::{Sender, channel},
    },
    thread,
    time::Duration,
};

use safepoint::{CancelSource, Cancelled, Probe, Reason, Site, SiteKind, catch};

fn main() {
    stopped("tar", "next_entry_raw", || {
        let mut archive = tar::Archive::new(io::repeat(0));
        archive.set_ignore_zeros(true);
        let next = archive.entries()?.next();
        next.expect("it goes on for ever").map(drop)
    });
    stopped("flate2", "read", || {
        let mut decoder = flate2::bufread::DeflateDecoder::new(BufReader::new(EmptyBlocks(0)));
        decoder.read(&mut [0]).map(drop)
    });
    stopped("pathfinding", "bfs_core", || {
        pathfinding::prelude::bfs(&0_u64, |node| [node + 1], |_| false).ok_or("None")
    });
    let text = format!("<all>{}</all>", "<one/>".repeat(1_000_000));
    stopped("roxmltree", "parse_content", || {
        roxmltree::Document::parse(&text).map(drop)
    });
    stopped("num-bigint", "monty_modpow", || {
        let [base, exponent, modulus] =
            [3, 5, 7].map(|n| num_bigint::BigUint::from(n as u32).pow(30_000));
        catch(|| base.modpow(&exponent, &modulus))
    });
    stopped("petgraph", "_floyd_warshall_path", || {
        let mut graph = petgraph::graph::DiGraph::<(), u32>::new();
        let nodes: Vec<_> = (0..2_000).map(|_| graph.add_node(())).collect();
        for pair in nodes.windows(2) {
            graph.add_edge(pair[0], pair[1], 1);
        }
        catch(|| petgraph::algo::floyd_warshall(&graph, |edge| *edge.weight()).is_ok())
    });
}

/// Deflated data that never ends and holds nothing: blocks of no bytes.
struct EmptyBlocks(usize);

impl Read for EmptyBlocks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for byte in &mut *buffer {
            *byte = [0, 0, 0, 0xff, 0xff][self.0 % 5];
            self.0 += 1;
        }
        Ok(buffer.len())
    }
}

/// Counts the iterations of a function's loops, and says when it is in the middle.
struct Middle {
    function: &'static str,
    turns: AtomicU32,
    reached: Sender<()>,
}

impl Probe for Middle {
    fn checkpoint(&self, site: Site) -> Option<Reason> {
        let turns = site.kind() == SiteKind::Loop && site.function() == Some(self.function);
        if turns && self.turns.fetch_add(1, Relaxed) == 10 {
            // Nobody listens any more where the work has come to its end.
            let _ = self.reached.send(());
        }
        None
    }
}

/// Runs work, sets a deadline once it is in the middle, and sees it end because of that.
fn stopped<T, E: Into<Box<dyn Error>>>(
    krate: &str,
    function: &'static str,
    work: impl FnOnce() -> Result<T, E>,
) {
    let source = CancelSource::new();
    let token = source.token();
    let (reached, middle) = channel();
    source.observe(Middle {
        function,
        turns: AtomicU32::new(0),
        reached,
    });
    let deadline = thread::spawn(move || {
        middle.recv().expect("the work reaches its middle");
        source.cancel_after(Duration::from_millis(20));
    });
    let Err(error) = token.run(work) else {
        panic!("{krate}: {function} has come to its end");
    };
    deadline.join().expect("a deadline was set");
    let reason = token.reason();
    assert!(
        matches!(reason, Some(Reason::Deadline)),
        "{krate}: {reason:?}"
    );
    println!("| {krate} | `{function}` | {} |", told(&*error.into()));
}

/// What came out, for the table.
fn told(error: &(dyn Error + 'static)) -> String {
    match Cancelled::find(error) {
        Some(cancelled) => {
            assert!(matches!(cancelled.reason(), Reason::Deadline));
            let site = cancelled.site();
            let place = site.function().unwrap_or("?");
            format!("`Cancelled`: deadline exceeded, noticed in `{place}`")
        }
        None => format!("`{error}`"),
    }
}
