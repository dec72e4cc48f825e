//! Workers on a channel: sub-tasks cancelled one by one, in batches, or with the worker; a sentinel
//! that ends a worker in good order; and every job accounted for.
//!
//! Python's way is `queue.get(timeout=…)`, so that the worker can look at its event between. Here the
//! loop looks before each receive: a job that was taken is always worked on.

use std::{collections::BTreeMap, thread, time::Duration};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, unbounded};
use safepoint::{CancelSource, CancelToken, Cancelled, cancellable};

/// How long a worker sits at an empty channel before it looks at its token.
const PIECE: Duration = Duration::from_millis(5);

/// What comes down the channel.
enum Message {
    Job(Job),
    /// The sentinel: the worker that takes it goes home.
    NoMore,
}

struct Job {
    number: u32,
    /// A job has a token of its own, a child of its batch's.
    token: CancelToken,
    kind: Kind,
}

enum Kind {
    /// Ends by itself.
    Sum(u64),
    /// Says that it has begun, and never ends by itself.
    Endless(Sender<u32>),
}

type Outcome = (u32, Result<u64, Cancelled>);

/// Takes jobs until the sentinel comes or its own token is cancelled; says how many it has done.
#[cancellable]
fn worker(
    messages: &Receiver<Message>,
    outcomes: &Sender<Outcome>,
    token: &CancelToken,
) -> Result<u32, Cancelled> {
    let mut jobs = 0;
    loop {
        match messages.recv_timeout(PIECE) {
            Ok(Message::Job(job)) => {
                let result = run(&job, &job.token);
                outcomes.send((job.number, result)).expect("main listens");
                jobs += 1;
            }
            Ok(Message::NoMore) | Err(RecvTimeoutError::Disconnected) => return Ok(jobs),
            Err(RecvTimeoutError::Timeout) => {} // the loop looks at the token
        }
    }
}

/// One job. Cancelling it is an outcome like any other: the worker goes on with the next.
#[cancellable]
fn run(job: &Job, token: &CancelToken) -> Result<u64, Cancelled> {
    match &job.kind {
        Kind::Sum(limit) => {
            let mut sum = 0;
            for number in 1..=*limit {
                sum += number;
            }
            Ok(sum)
        }
        Kind::Endless(begun) => {
            begun.send(job.number).expect("main listens");
            loop {
                std::hint::spin_loop();
            }
        }
    }
}

fn main() {
    let (messages, inbox) = unbounded();
    // No outcome is taken over before main asks for it: until then no worker goes on to another job.
    let (outcomes, done) = bounded(0);
    let (begun, begins) = unbounded();
    let workers = CancelSource::new();
    let batch = CancelSource::new();
    let single = CancelSource::new();

    // Jobs 0 and 1 hold both workers: one is cancelled alone, the other with its batch. Meanwhile
    // the rest of that batch waits in the channel, behind it jobs of nobody's batch.
    let endless = || Kind::Endless(begun.clone());
    let send = |number, token: CancelToken, kind| {
        let job = Job {
            number,
            token,
            kind,
        };
        messages.send(Message::Job(job)).expect("workers listen");
    };
    send(0, single.token(), endless());
    send(1, batch.token(), endless());
    for number in 2..10 {
        send(number, batch.token().child().token(), Kind::Sum(100));
    }
    for number in 10..20 {
        send(number, CancelToken::never(), Kind::Sum(100));
    }

    let threads = [(); 2].map(|()| {
        let (inbox, outcomes, token) = (inbox.clone(), outcomes.clone(), workers.token());
        thread::spawn(move || worker(&inbox, &outcomes, &token))
    });
    assert_eq!(
        begins.recv().unwrap() + begins.recv().unwrap(),
        1,
        "jobs 0 and 1 run"
    );
    batch.cancel();
    single.cancel();
    for _ in &threads {
        messages.send(Message::NoMore).expect("workers listen");
    }

    // Both sentinels were taken, after all jobs: the workers end in good order.
    let results: BTreeMap<u32, _> = done.iter().take(20).collect();
    let jobs: u32 = threads.map(|it| it.join().unwrap().unwrap()).iter().sum();
    assert_eq!(jobs, 20);
    assert!(
        results.keys().copied().eq(0..20),
        "each job has one outcome"
    );
    for (number, result) in &results {
        match (number, result) {
            (0, Err(cancelled)) => assert!(cancelled.came_from(&single.token())),
            (1..10, Err(cancelled)) => assert!(cancelled.came_from(&batch.token())),
            (10.., Ok(sum)) => assert_eq!(*sum, 5050),
            other => panic!("{other:?}"),
        }
    }
    println!("1 job cancelled alone, 9 with their batch, 10 completed, none lost");

    // A worker that is cancelled leaves what it has not taken where it is.
    workers.cancel();
    send(20, CancelToken::never(), Kind::Sum(1));
    let cancelled = worker(&inbox, &outcomes, &workers.token()).unwrap_err();
    assert_eq!(inbox.len(), 1);
    println!("worker: {cancelled}; its job waits for another");
}
