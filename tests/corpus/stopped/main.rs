//! Functions of published crates, which know nothing of us, stopped in the middle by a deadline.
//!
//! `tests/corpus/run --stopped` puts the attribute on each function named in `crates.toml`, in a copy of its crate, and
//! builds this program with the copies. Each function is reached through the crate's own interface, is given work that
//! never ends or takes far too long, and has passed checkpoints in its loops when its deadline comes.

use std::{
    error::Error,
    fmt::Display,
    io::{self, BufReader, Read},
    sync::{Arc, Mutex},
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
        pathfinding::prelude::bfs(&0_u64, |node| [node + 1], |_| false).ok_or("no path")
    });
    stopped("roxmltree", "parse_content", || {
        let text = format!("<all>{}</all>", "<one/>".repeat(10_000_000));
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

/// Notes at which checkpoints of a function's loops the work has been.
#[derive(Clone, Default)]
struct Turns(Arc<Mutex<Vec<Site>>>);

impl Probe for Turns {
    fn checkpoint(&self, site: Site) -> Option<Reason> {
        let mut turns = self.0.lock().expect("nobody panics with it");
        if turns.len() < 1_000 && site.kind() == SiteKind::Loop {
            turns.push(site);
        }
        None
    }
}

/// Runs work under a deadline, and sees it end because of that.
fn stopped<T, E: Into<Box<dyn Error>>>(
    krate: &str,
    function: &str,
    work: impl FnOnce() -> Result<T, E>,
) {
    let source = CancelSource::with_timeout(Duration::from_millis(50));
    let turns = Turns::default();
    source.observe(turns.clone());
    let Err(error) = source.token().run(work) else {
        panic!("{krate}: {function} has come to its end");
    };
    let reason = source.token().reason();
    assert!(
        matches!(reason, Some(Reason::Deadline)),
        "{krate}: {reason:?}"
    );
    let error = error.into();
    let turns = turns.0.lock().expect("nobody panics with it");
    let here = turns
        .iter()
        .filter(|turn| turn.function() == Some(function))
        .count();
    assert!(here > 10, "{krate}: {function} has made {here} turns");
    println!("| {krate} | `{function}` | {} |", told(&*error));
}

/// What came out, for the table.
fn told(error: &(dyn Error + 'static)) -> String {
    let quoted = |error: &dyn Display| format!("`{error}`");
    match Cancelled::find(error) {
        Some(cancelled) => {
            assert!(matches!(cancelled.reason(), Reason::Deadline));
            let site = cancelled.site();
            let place = site.function().unwrap_or("?");
            format!("`Cancelled`: deadline exceeded, noticed in `{place}`")
        }
        None => quoted(error),
    }
}
