//! What several topics need.

use std::{
    panic,
    sync::{
        Mutex, Once, PoisonError,
        mpsc::{Receiver, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

/// Long enough that only a test which waits in vain reaches it.
pub(crate) const IN_VAIN: Duration = Duration::from_mins(1);

/// Receives what is sure to come; a test that waits in vain fails instead of hanging.
#[track_caller]
pub(crate) fn soon<T>(receiver: &Receiver<T>) -> T {
    match receiver.recv_timeout(IN_VAIN) {
        Ok(value) => value,
        Err(RecvTimeoutError::Timeout) => panic!("waited in vain"),
        Err(RecvTimeoutError::Disconnected) => panic!("nobody is left to send"),
    }
}

/// Runs `work` on a thread with a stack of 128 KiB, and waits for it.
pub(crate) fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let builder = thread::Builder::new().stack_size(128 * 1024);
    builder.spawn(work).unwrap().join().unwrap();
}

/// Starts the message of a panic that a test causes on purpose.
pub(crate) const PLANNED: &str = "planned: ";

static HEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Has the panic hook keep quiet about panics that start with [`PLANNED`], and remember them.
pub(crate) fn expect_planned_panics() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let message = info.payload_as_str().unwrap_or_default();
            if message.starts_with(PLANNED) {
                let mut heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
                heard.push(message.into());
            } else {
                before(info);
            }
        }));
    });
}

/// Whether the panic hook was told of a panic with this message.
pub(crate) fn hook_heard(message: &str) -> bool {
    let heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
    heard.iter().any(|heard| heard == message)
}

/// Panics with a message that the panic hook keeps quiet about.
#[track_caller]
pub(crate) fn planned_panic(what: &str) -> ! {
    expect_planned_panics();
    panic!("{PLANNED}{what}");
}
