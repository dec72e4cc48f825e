//! S5: a pointer to a token is that token.

use std::{
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
};

use safepoint::{CancelSource, CancelToken, Cancelled, cancellable};
use safepoint_tests::count_checkpoints_with;

use super::touch;

type Done = Result<(), Cancelled>;

/// Entry, three turns, and the check that finds the end.
const CHECKS: u64 = 5;

macro_rules! three_turns {
    ($($(#[$attribute:meta])* $name:ident($token:ident: $ty:ty) by $given:expr;)*) => {$(
        $(#[$attribute])*
        #[cancellable(token = $given)]
        fn $name($token: $ty) -> Done {
            for n in 0..3 {
                touch(n);
            }
            Ok(())
        }
    )*};
}

#[test]
fn pointer_to_a_token_is_that_token() {
    three_turns! {
        arc(token: Arc<CancelToken>) by token;
        rc(token: Rc<CancelToken>) by token;
        boxed(token: Box<CancelToken>) by token;
        reference(token: &&CancelToken) by token;
        mutable(token: &mut CancelToken) by token;
        arc_behind_a_reference(token: &Arc<CancelToken>) by token;
        reference_to_arc(token: Arc<CancelToken>) by &token;
        optional(token: Option<&CancelToken>) by token.as_ref().unwrap();
        optional_arc(token: Option<Arc<CancelToken>>) by token.as_ref().unwrap();
        optional_mutable(token: Option<&mut CancelToken>) by token.as_ref().unwrap();
    }
    type Work = fn(CancelToken) -> Done;
    let all: [Work; 10] = [
        |token| arc(token.into()),
        |token| rc(token.into()),
        |token| boxed(token.into()),
        |token| reference(&&token),
        |mut token| mutable(&mut token),
        |token| arc_behind_a_reference(&token.into()),
        |token| reference_to_arc(token.into()),
        |token| optional(Some(&token)),
        |token| optional_arc(Some(token.into())),
        |mut token| optional_mutable(Some(&mut token)),
    ];
    for (which, work) in all.into_iter().enumerate() {
        let checks = count_checkpoints_with(|token| work(token.clone()));
        assert_eq!(checks, CHECKS, "number {which}");
    }
}

/// Hoisted at entry: what the body does to the parameter changes nothing.
#[test]
fn pointer_may_be_moved_and_what_it_points_to_replaced() {
    #[cancellable(token = token)]
    fn moved(token: Arc<CancelToken>) -> Done {
        drop(token);
        for n in 0..3 {
            touch(n);
        }
        Ok(())
    }
    #[cancellable(token = token)]
    fn replaced(token: &mut CancelToken) -> Done {
        *token = CancelToken::never();
        for n in 0..3 {
            touch(n);
        }
        Ok(())
    }
    let moved = count_checkpoints_with(|token| moved(token.clone().into()));
    let replaced = count_checkpoints_with(|token| replaced(&mut token.clone()));
    assert_eq!((moved, replaced), (CHECKS, CHECKS));
}

#[test]
fn flag_behind_a_mutable_reference_is_a_token() {
    #[cancellable(token = flag)]
    fn work(flag: &mut AtomicBool) -> Done {
        loop {
            flag.store(true, Relaxed);
        }
    }
    assert!(work(&mut AtomicBool::new(false)).is_err());
}

/// A closure that moves has a handle of its own, where the function has but a reference to one.
#[test]
fn shared_token_follows_a_closure_into_a_thread() {
    #[cancellable(token = token)]
    fn work(token: &Arc<CancelToken>) -> Result<thread::JoinHandle<Done>, Cancelled> {
        let task = #[cancellable]
        move || -> Done {
            loop {
                touch(1);
            }
        };
        Ok(thread::spawn(task))
    }
    let source = CancelSource::new();
    let task = work(&source.token().into()).unwrap();
    source.cancel();
    assert!(task.join().unwrap().is_err());
}

#[test]
fn checkpoint_macro_takes_a_pointer() {
    let source = CancelSource::new();
    let token = Arc::new(source.token());
    let look = || safepoint::checkpoint!(token);
    assert!(look().is_ok());
    source.cancel();
    assert!(look().is_err());
}
