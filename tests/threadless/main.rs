//! Where the system has no thread to give, no deadline silently fails to fire (K6).
//!
//! The binary runs itself once more, asking for stacks larger than any address space: then no thread can
//! be started, for real, except with a stack size of its own.

use std::{
    env,
    io::Write,
    pin::pin,
    process::{Command, ExitCode},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    task::{Context, Poll, Wake, Waker},
    thread,
    time::{Duration, Instant},
};

use safepoint::{CancelSource, CancelToken, Cancelled, Reason};

const WITHOUT_THREADS: &str = "SAFEPOINT_TESTS_WITHOUT_THREADS";
const SHORT: Duration = Duration::from_millis(5);
const IN_VAIN: Duration = Duration::from_mins(1);

fn main() -> ExitCode {
    if env::var_os(WITHOUT_THREADS).is_some() {
        return without_threads();
    }
    if !cfg!(target_os = "linux") {
        println!("how to forbid threads is known for Linux only");
        return ExitCode::SUCCESS;
    }
    let own = env::current_exe().unwrap();
    let status = Command::new(own)
        .env(WITHOUT_THREADS, "1")
        .env("RUST_MIN_STACK", (1_u64 << 60).to_string())
        .status();
    ExitCode::from(u8::from(!status.unwrap().success()))
}

fn without_threads() -> ExitCode {
    let error = thread::Builder::new().spawn(|| ()).unwrap_err();
    println!("no thread can be started: {error}");
    let tests: [(&str, fn()); 13] = [
        ("check_notices_a_deadline", check_notices_a_deadline),
        ("sleep_ends_at_a_deadline", sleep_ends_at_a_deadline),
        (
            "wait_on_a_child_ends_at_a_deadline",
            wait_on_a_child_ends_at_a_deadline,
        ),
        (
            "latency_counts_from_the_deadline",
            latency_counts_from_the_deadline,
        ),
        ("callbacks_of_a_deadline_run", callbacks_of_a_deadline_run),
        (
            "replaced_deadline_does_not_fire",
            replaced_deadline_does_not_fire,
        ),
        (
            "deadline_put_off_and_back_fires",
            deadline_put_off_and_back_fires,
        ),
        (
            "own_deadline_is_told_from_the_parents",
            own_deadline_is_told_from_the_parents,
        ),
        (
            "request_comes_before_a_deadline",
            request_comes_before_a_deadline,
        ),
        (
            "deadline_set_during_a_wait_ends_it",
            deadline_set_during_a_wait_ends_it,
        ),
        (
            "deadline_set_while_a_future_is_pending_wakes_it",
            deadline_set_while_a_future_is_pending_wakes_it,
        ),
        (
            "scope_without_threads_is_cancelled",
            scope_without_threads_is_cancelled,
        ),
        (
            "joined_task_without_a_thread_is_cancelled",
            joined_task_without_a_thread_is_cancelled,
        ),
    ];
    for (name, test) in tests {
        print!("test {name} ... ");
        std::io::stdout().flush().unwrap();
        test();
        println!("ok");
    }
    ExitCode::SUCCESS
}

fn check_notices_a_deadline() {
    let source = CancelSource::with_timeout(SHORT);
    let deadline = source.token().deadline().unwrap();
    let error = loop {
        if let Err(error) = source.token().check() {
            break error;
        }
    };
    assert!(Instant::now() >= deadline);
    assert!(matches!(error.reason(), Reason::Deadline));
}

fn sleep_ends_at_a_deadline() {
    let source = CancelSource::with_timeout(SHORT);
    let error = source.token().sleep(IN_VAIN).unwrap_err();
    assert!(matches!(error.reason(), Reason::Deadline));
}

fn wait_on_a_child_ends_at_a_deadline() {
    let root = CancelSource::new();
    let before = root.token().child().token().child().token();
    root.cancel_after(SHORT);
    let after = root.token().child().token().child().token();
    assert!(before.wait_timeout(IN_VAIN));
    assert!(after.wait_timeout(IN_VAIN));
}

fn latency_counts_from_the_deadline() {
    let source = CancelSource::with_timeout(SHORT);
    let deadline = source.token().deadline().unwrap();
    while deadline.elapsed() < SHORT {
        std::hint::spin_loop();
    }
    let error = source.token().check().unwrap_err();
    assert!(error.latency() >= SHORT);
    assert!(error.came_from(&source.token()));
}

fn callbacks_of_a_deadline_run() {
    let source = CancelSource::with_timeout(SHORT);
    let child = source.token().child();
    let (tell, told) = mpsc::channel();
    let also = tell.clone();
    let registrations = [
        source.token().on_cancel(move |_| tell.send(()).unwrap()),
        child.token().on_cancel(move |_| also.send(()).unwrap()),
    ];
    source.token().wait();
    assert_eq!(told.try_iter().count(), 2);
    drop(registrations);
}

fn replaced_deadline_does_not_fire() {
    let source = CancelSource::with_timeout(SHORT);
    let deadline = source.token().deadline().unwrap();
    source.cancel_after(Duration::MAX);
    while deadline.elapsed() < SHORT {
        std::hint::spin_loop();
    }
    assert!(source.token().check().is_ok());
}

fn deadline_put_off_and_back_fires() {
    let source = CancelSource::with_timeout(SHORT);
    source.cancel_after(IN_VAIN);
    source.cancel_after(SHORT);
    assert!(source.token().wait_timeout(IN_VAIN));
}

fn own_deadline_is_told_from_the_parents() {
    let parent = CancelSource::with_timeout(SHORT);
    let child = parent.token().child_with_timeout(IN_VAIN);
    let error = child.token().sleep(IN_VAIN).unwrap_err();
    assert!(error.came_from(&parent.token()));
    assert!(!error.came_from(&child.token()));
}

fn request_comes_before_a_deadline() {
    let source = CancelSource::with_timeout(IN_VAIN);
    source.cancel();
    assert!(matches!(source.token().reason(), Some(Reason::Requested)));
}

/// The thread that waits was started with a stack size of its own; the timer's thread cannot be.
fn deadline_set_during_a_wait_ends_it() {
    let source = CancelSource::new();
    let token = source.token().child().token();
    let (tell, told) = mpsc::channel();
    let (end, ended) = mpsc::channel();
    let builder = thread::Builder::new().stack_size(256 * 1024);
    let waiting = builder.spawn(move || {
        tell.send(()).unwrap();
        token.wait();
        end.send(token.reason()).unwrap();
    });
    told.recv().unwrap();
    // Most likely it sleeps by now; the deadline has to come in either case.
    for _ in 0..10_000 {
        thread::yield_now();
    }
    source.cancel_after(SHORT);
    let reason = ended.recv_timeout(IN_VAIN).expect("waited in vain");
    assert!(matches!(reason, Some(Reason::Deadline)));
    waiting.unwrap().join().unwrap();
}

/// A pending future is polled again when its token gets a deadline, for it has to look at the clock itself.
fn deadline_set_while_a_future_is_pending_wakes_it() {
    struct Flag(AtomicBool);
    impl Wake for Flag {
        fn wake(self: Arc<Self>) {
            self.0.store(true, SeqCst);
        }
    }
    let flag = Arc::new(Flag(AtomicBool::new(false)));
    let waker = Waker::from(Arc::clone(&flag));
    let source = CancelSource::new();
    let mut future = pin!(source.token().child().token().cancelled_owned());
    let mut context = Context::from_waker(&waker);
    assert!(future.as_mut().poll(&mut context).is_pending());
    source.cancel_after(SHORT);
    loop {
        assert!(flag.0.swap(false, SeqCst), "nobody would poll it again");
        if let Poll::Ready(cancelled) = future.as_mut().poll(&mut context) {
            assert!(matches!(cancelled.reason(), Reason::Deadline));
            return;
        }
    }
}

fn scope_without_threads_is_cancelled() {
    let captured = Arc::new(());
    let theirs = Arc::clone(&captured);
    let result = safepoint::scope(|s| {
        s.spawn(move || drop(theirs));
        Ok::<_, Cancelled>("a value")
    });
    let error = result.unwrap_err();
    let Reason::Custom(why) = error.reason() else {
        panic!("{error}")
    };
    assert!(why.is::<std::io::Error>());
    assert_eq!(Arc::strong_count(&captured), 1);
    assert!(CancelToken::try_current().is_none());
}

fn joined_task_without_a_thread_is_cancelled() {
    let result = safepoint::scope(|s| {
        let task = s.spawn(|| Ok::<i32, anyhow::Error>(1));
        assert!(task.is_finished());
        anyhow::Ok(task.join()?)
    });
    assert!(Cancelled::find(result.unwrap_err().as_ref()).is_some());
}
