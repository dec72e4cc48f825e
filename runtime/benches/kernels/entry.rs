//! What a call of an annotated function costs: one recursive function, written in several ways.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use safepoint::{CancelSource, CancelToken, Cancelled, cancellable};

use crate::shared::by_hand::Stopped;
use crate::shared::data::Times;
use crate::shared::in_turn::best_in_turn;

/// Nothing of ours: no token, no `Result`.
#[inline(never)]
fn bare(n: u32) -> u64 {
    if n < 2 {
        u64::from(n)
    } else {
        bare(n - 1) + bare(n - 2)
    }
}

/// The signature without the attribute: what the token and the `Result` cost by themselves.
#[inline(never)]
#[allow(clippy::only_used_in_recursion)]
fn signature(n: u32, token: &CancelToken) -> Result<u64, Cancelled> {
    if n < 2 {
        return Ok(u64::from(n));
    }
    Ok(signature(n - 1, token)? + signature(n - 2, token)?)
}

#[cancellable]
#[inline(never)]
fn parameter(n: u32, token: &CancelToken) -> Result<u64, Cancelled> {
    if n < 2 {
        return Ok(u64::from(n));
    }
    Ok(parameter(n - 1, token)? + parameter(n - 2, token)?)
}

/// Only the `Result`: what the next one costs without the attribute.
#[inline(never)]
#[allow(clippy::unnecessary_wraps)]
fn result(n: u32) -> Result<u64, Cancelled> {
    if n < 2 {
        return Ok(u64::from(n));
    }
    Ok(result(n - 1)? + result(n - 2)?)
}

#[cancellable]
#[inline(never)]
fn ambient(n: u32) -> Result<u64, Cancelled> {
    if n < 2 {
        return Ok(u64::from(n));
    }
    Ok(ambient(n - 1)? + ambient(n - 2)?)
}

#[inline(never)]
fn flag(n: u32, stop: &AtomicBool) -> Result<u64, Stopped> {
    if stop.load(Ordering::Relaxed) {
        return Err(Stopped);
    }
    if n < 2 {
        return Ok(u64::from(n));
    }
    Ok(flag(n - 1, stop)? + flag(n - 2, stop)?)
}

/// The argument, its value, and how many calls that takes.
const N: u32 = 20;
const VALUE: u64 = 6_765;
const CALLS: f64 = 21_891.0;

/// Measures all ways and prints a row for each.
///
/// # Panics
///
/// Where a way computes something else.
pub(crate) fn table(rounds: u32) -> Vec<Times> {
    type Way<'w> = (&'static str, &'w dyn Fn(u32) -> Option<u64>);
    let source = CancelSource::new();
    let token = source.token();
    let stop = AtomicBool::new(false);
    let ways: [Way<'_>; 7] = [
        ("bare", &|n| Some(bare(n))),
        ("signature", &|n| signature(n, &token).ok()),
        ("parameter", &|n| parameter(n, &token).ok()),
        ("result", &|n| result(n).ok()),
        ("ambient", &|n| token.run(|| ambient(n).ok())),
        ("flag", &|n| flag(n, &stop).ok()),
        ("again", &|n| Some(bare(n))),
    ];
    let best = best_in_turn(ways.len(), rounds, |way, _| {
        let start = Instant::now();
        assert_eq!(ways[way].1(black_box(N)), Some(VALUE));
        Some(start.elapsed().as_secs_f64() * 1e9 / CALLS)
    });
    let times = ways
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .zip(best)
        .collect();
    let fib = Times {
        name: "fib".into(),
        times,
    };
    let call = |way: &str| fib.times[way];
    println!("{:40}{:>10}", "ns per call of a recursive function", "");
    for (way, _) in ways {
        println!("  {way:38}{:10.2}", call(way));
    }
    println!(
        "{:40}{:10.2}",
        "parameter, over the same signature",
        call("parameter") - call("signature")
    );
    println!(
        "{:40}{:10.2}",
        "parameter, over bare",
        call("parameter") - call("bare")
    );
    println!(
        "{:40}{:10.2}",
        "ambient, over the same signature",
        call("ambient") - call("result")
    );
    println!(
        "{:40}{:10.2}",
        "ambient, over bare",
        call("ambient") - call("bare")
    );
    vec![fib]
}
