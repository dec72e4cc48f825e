//! Arguments of every kind.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use safepoint::{CancelToken, Cancelled, cancellable};

/// Returns a value of its own on cancel.
#[cancellable(on_cancel = return usize::MAX)]
#[must_use]
pub fn return_value(text: &str, wanted: char) -> usize {
    let mut count = 0;
    for character in text.chars() {
        count += usize::from(character == wanted);
    }
    count
}

/// Returns a unit of its own on cancel.
#[cancellable(on_cancel = return ())]
pub fn return_unit(counter: &AtomicU64) {
    while counter.load(Ordering::Relaxed) < 3 {
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

/// Never ends by itself, and returns a value on cancel.
#[cancellable(on_cancel = return counter.load(Ordering::Relaxed))]
pub fn return_from_endless(counter: &AtomicU64) -> u64 {
    loop {
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

/// Ends the process on cancel.
#[cancellable(on_cancel = return std::process::exit(1))]
#[must_use]
pub fn return_never(rounds: u32) -> u64 {
    let mut sum = 0;
    for n in 0..rounds {
        sum += u64::from(n.leading_zeros());
    }
    sum
}

/// Tells that it was stopped.
#[cancellable(on_cancel = return println!("stopped"))]
pub fn return_macro(rounds: u32) {
    for n in 0..rounds {
        println!("{n}");
    }
}

/// The same by a call, and where nothing else leaves the function.
#[cancellable(on_cancel = return drop(text), entry = false)]
pub async fn return_call(text: String) {
    std::future::ready(()).await;
    println!("{text}");
}

/// Checks before every fourth iteration, with macros that hide no `break`.
#[cancellable(every = 4, on_cancel = unwind)]
#[must_use]
pub fn macros_in_strips(rounds: u32) -> String {
    let mut text = String::new();
    for n in 0..rounds {
        text = format!("{text}{n}");
    }
    for n in 0..rounds {
        if n == 3 {
            break;
        }
        text = format!("{text}{n}");
    }
    text
}

/// A token that the body does not use.
///
/// # Errors
///
/// When it is cancelled.
#[cancellable]
pub fn unused_token(text: &str, _token: &CancelToken) -> Result<usize, Cancelled> {
    Ok(text.len())
}

/// The same, owned.
///
/// # Errors
///
/// When it is cancelled.
#[cancellable]
pub fn unused_handle(text: &str, _token: CancelToken) -> Result<usize, Cancelled> {
    Ok(text.len())
}

/// Ends its loops on cancel.
#[cancellable(on_cancel = break)]
#[must_use]
pub fn break_loops(rounds: u32) -> f64 {
    let mut sum = 0.0;
    for k in 0..rounds {
        sum += 1.0 / f64::from(k * k + 1);
    }
    sum
}

/// Unwinds on cancel.
#[cancellable(on_cancel = unwind)]
#[must_use]
pub fn unwind(rounds: u32) -> u32 {
    let mut sum = 0;
    for n in 0..rounds {
        sum += n;
    }
    sum
}

/// Has no check at entry.
///
/// # Errors
///
/// When cancelled.
#[cancellable(entry = false)]
pub fn no_entry(limit: u32) -> Result<u32, Cancelled> {
    let mut sum = 0;
    for n in 0..limit {
        sum += n;
    }
    Ok(sum)
}

/// Checks now and then.
///
/// # Errors
///
/// When cancelled.
#[cancellable(every = 64)]
pub fn sparse(limit: u32) -> Result<u32, Cancelled> {
    let mut sum = 0;
    for n in 0..limit {
        sum += n;
    }
    let mut left = limit;
    while left > 3 {
        left /= 2;
    }
    loop {
        sum += 1;
        if sum > left {
            break;
        }
    }
    Ok(sum)
}

/// Leaves a loop out, and checks one more rarely.
///
/// # Errors
///
/// When cancelled.
#[cancellable]
pub fn marks(limit: u32) -> Result<u32, Cancelled> {
    let mut sum = 0;
    #[checkpoint(skip)]
    for n in 0..3 {
        sum += n;
    }
    #[checkpoint(every = 16)]
    for n in 0..limit {
        sum += n;
    }
    Ok(sum)
}

/// Knows the crate by a path.
///
/// # Errors
///
/// When cancelled.
#[cancellable(crate = ::safepoint)]
pub fn path(limit: u32) -> Result<u32, Cancelled> {
    let mut sum = 0;
    for n in 0..limit {
        sum += n;
    }
    Ok(sum)
}

/// Is stopped by a flag.
///
/// # Errors
///
/// When the flag is set.
#[cancellable(token = stop)]
pub fn flag(stop: &AtomicBool, limit: u32) -> Result<u32, Cancelled> {
    let mut sum = 0;
    for n in 0..limit {
        sum += n;
    }
    Ok(sum)
}

/// Is stopped by a shared flag.
///
/// # Errors
///
/// When the flag is set.
#[cancellable(token = stop)]
pub fn shared_flag(stop: &Arc<AtomicBool>) -> Result<(), Cancelled> {
    loop {
        stop.store(true, Ordering::Relaxed);
    }
}

/// Returns what may be anything, and makes a future.
#[cancellable(on_cancel = return Duration::ZERO, entry = false)]
#[must_use]
pub fn return_value_of_a_type(rounds: u32) -> Duration {
    let mut sum = Duration::ZERO;
    for n in 0..rounds {
        sum += Duration::from_secs(n.into());
    }
    drop(async move { std::future::ready(sum).await });
    sum
}

/// The same, by unwinding, and boxed.
#[cancellable(on_cancel = unwind)]
#[must_use]
pub fn unwind_from_a_box(rounds: u32) -> Box<dyn Fn() -> u32> {
    let mut sum = 0;
    for n in 0..rounds {
        sum += n;
    }
    drop(async move { std::future::ready(sum).await });
    Box::new(move || sum)
}

/// The same, where a value of its type is made on cancel.
///
/// # Errors
///
/// It is cancelled.
#[cancellable]
pub fn converted(rounds: u32) -> Result<Vec<Duration>, Cancelled> {
    let sum = Duration::from_secs(rounds.into());
    drop(async move { std::future::ready(sum).await });
    Ok(vec![sum])
}

/// The same, of a type that only its body tells.
#[cancellable(on_cancel = break)]
pub fn opaque(rounds: u32) -> impl Iterator<Item = Duration> {
    let sum = Duration::from_secs(rounds.into());
    drop(async move { std::future::ready(sum).await });
    std::iter::once(sum)
}

/// The same, in a future.
#[cancellable]
#[must_use]
pub fn in_a_future(
    rounds: u32,
) -> std::pin::Pin<Box<dyn Future<Output = Result<Duration, Cancelled>>>> {
    Box::pin(async move {
        let sum = Duration::from_secs(rounds.into());
        drop(async move { std::future::ready(sum).await });
        Ok(sum)
    })
}

/// A function that never returns.
#[cancellable(on_cancel = return std::process::exit(1))]
pub fn never_returns() -> ! {
    loop {
        std::thread::yield_now();
    }
}

/// One that ends with a call that never returns.
#[cancellable(on_cancel = return std::process::exit(1))]
pub fn ends_with_a_call(numbers: &[u64]) -> ! {
    for number in numbers {
        std::hint::black_box(number);
    }
    std::process::exit(0)
}
