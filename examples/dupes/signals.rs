//! Ctrl-C and SIGTERM.
//!
//! The first one cancels the search; where that has ended it changes nothing, and the report is written whole. Every
//! later one ends the process from within the signal handler, so that it does even where all threads are stuck.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use safepoint::{CancelSource, Reason};
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag, iterator,
};

const SIGNALS: [i32; 2] = [SIGINT, SIGTERM];

/// Lets the first signal cancel `source`, and the second end the process.
pub(crate) fn cancel(source: &CancelSource) -> io::Result<()> {
    let asked = Arc::new(AtomicBool::new(false));
    let early = Arc::new(AtomicUsize::new(0));
    for signal in SIGNALS {
        // In this order: the first signal finds the flag down, and raises it.
        flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&asked))?;
        flag::register(signal, Arc::clone(&asked))?;
        flag::register_usize(signal, Arc::clone(&early), signal.unsigned_abs() as usize)?;
    }
    let mut arriving = iterator::Signals::new(SIGNALS)?;
    // One that came before this moment is not among those that arrive.
    let early = SIGNALS
        .into_iter()
        .find(|signal| early.load(Ordering::Relaxed) == signal.unsigned_abs() as usize);
    if let Some(signal) = early {
        source.cancel_with(Reason::Signal(signal));
    }
    let source = source.clone();
    // Never joined: it waits for signals until the process ends.
    thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            for signal in arriving.forever() {
                source.cancel_with(Reason::Signal(signal));
            }
        })?;
    Ok(())
}
