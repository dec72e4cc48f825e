//! Ctrl-C and SIGTERM.
//!
//! The first one cancels the search. Every later one ends the process from within the signal
//! handler, so that it does even where all threads are stuck.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use safepoint::{CancelSource, Reason};
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag, iterator,
};

const SIGNALS: [i32; 2] = [SIGINT, SIGTERM];

/// The handlers of this process.
pub(crate) struct Signals {
    asked: Arc<AtomicBool>,
}

impl Signals {
    /// Lets the first signal cancel `source`, and the second end the process.
    pub(crate) fn cancel(source: &CancelSource) -> io::Result<Self> {
        let asked = Arc::new(AtomicBool::new(false));
        for signal in SIGNALS {
            // In this order: the first signal finds the flag down, and raises it.
            flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&asked))?;
            flag::register(signal, Arc::clone(&asked))?;
        }
        let mut arriving = iterator::Signals::new(SIGNALS)?;
        let source = source.clone();
        // Never joined: it waits for signals until the process ends.
        thread::Builder::new()
            .name("signals".into())
            .spawn(move || {
                for signal in arriving.forever() {
                    source.cancel_with(Reason::Signal(signal));
                }
            })?;
        Ok(Self { asked })
    }

    /// From now on there is nothing left to cancel: the next signal ends the process.
    pub(crate) fn end_at_once(&self) {
        // No data goes with it: the handler only looks whether it is up.
        self.asked.store(true, Ordering::Relaxed);
    }
}
