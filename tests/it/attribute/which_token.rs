//! S5: which token is checked.
//!
//! Pitfall 6 (tests/pitfalls/rows.md).

use std::{
    cell::Cell,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use safepoint::{CancelSource, CancelToken, Cancelled, Pollable, Reason, SiteKind, cancellable};
use safepoint_tests::{Recorder, cancelled_everywhere_with, count_checkpoints_with};

use super::touch;

fn cancelled() -> CancelToken {
    let source = CancelSource::new();
    source.cancel();
    source.token()
}

#[test]
fn parameter_by_reference_is_the_token() {
    #[cancellable]
    fn work(limit: u32, token: &CancelToken) -> Result<(), Cancelled> {
        for n in 0..limit {
            touch(n);
        }
        Ok(())
    }
    assert!(work(3, &CancelToken::never()).is_ok());
    assert!(work(3, &cancelled()).is_err());
    assert_eq!(count_checkpoints_with(|token| work(3, token)), 5);
}

#[test]
fn parameter_by_value_is_the_token() {
    #[cancellable]
    fn work(stop: CancelToken) -> Result<(), Cancelled> {
        for n in 0..3 {
            touch(n);
        }
        Ok(())
    }
    assert!(work(CancelToken::never()).is_ok());
    assert!(work(cancelled()).is_err());
    assert_eq!(count_checkpoints_with(|token| work(token.clone())), 5);
}

/// It is this function that may hand a token to what it is given, and others name tokens only in what they give.
#[test]
fn bounds_of_functions_and_of_what_is_given_back_are_no_tokens() {
    #[cancellable]
    fn callback<F: Fn(&CancelToken)>(callback: F) -> Result<(), Cancelled> {
        callback(&CancelToken::never());
        Ok(())
    }
    #[cancellable]
    fn make<T: From<CancelToken>>(_number: u32) -> Result<T, Cancelled> {
        Ok(T::from(CancelToken::never()))
    }
    for work in [|| callback(|_| ()), || make::<CancelToken>(1).map(drop)] {
        assert!(work().is_ok());
        assert!(cancelled().run(work).is_err());
    }
}

#[test]
fn parameter_with_a_path_a_lifetime_or_mut_is_the_token() {
    #[cancellable]
    fn path(token: &safepoint::CancelToken) -> Result<(), Cancelled> {
        Ok(())
    }
    #[cancellable]
    fn lifetime<'a>(token: &'a CancelToken) -> Result<&'a CancelToken, Cancelled> {
        Ok(token)
    }
    #[cancellable]
    fn mutable(mut token: CancelToken) -> Result<CancelToken, Cancelled> {
        token = token.child().token();
        Ok(token)
    }
    let parenthesised = {
        #[cancellable]
        fn work(#[allow(unused_parens)] token: (&CancelToken)) -> Result<(), Cancelled> {
            Ok(())
        }
        work
    };
    assert!(path(&cancelled()).is_err());
    assert!(lifetime(&cancelled()).is_err());
    assert!(mutable(cancelled()).is_err());
    assert!(parenthesised(&cancelled()).is_err());
}

/// A token that is given is not made ambient, and the ambient one is not looked at.
#[test]
fn parameter_stands_instead_of_the_ambient_token() {
    #[cancellable]
    fn work(token: &CancelToken) -> Result<bool, Cancelled> {
        for n in 0..3 {
            touch(n);
        }
        Ok(CancelToken::current().is_cancelled())
    }
    assert!(cancelled().run(|| work(&CancelToken::never())).unwrap());
    assert!(CancelToken::never().run(|| work(&cancelled())).is_err());
}

#[test]
fn ambient_token_is_checked_where_no_parameter_is_one() {
    #[cancellable]
    fn work() -> Result<(), Cancelled> {
        Ok(())
    }
    assert!(work().is_ok());
    assert!(CancelToken::never().run(work).is_ok());
    assert!(cancelled().run(work).is_err());
    assert!(work().is_ok());
}

/// The ambient token is found once, at entry.
#[test]
fn ambient_token_of_the_entry_is_checked_to_the_end() {
    #[cancellable]
    fn work() -> Result<u32, Cancelled> {
        let mut turns = 0;
        for _ in 0..3 {
            turns += cancelled().run(|| touch(1));
        }
        Ok(turns)
    }
    assert_eq!(work().unwrap(), 3);
}

struct Server {
    stop: AtomicBool,
    shared: Arc<AtomicBool>,
    token: CancelToken,
    turns: u32,
}

impl Server {
    fn new(token: CancelToken) -> Self {
        Self {
            stop: AtomicBool::new(false),
            shared: Arc::default(),
            token,
            turns: 0,
        }
    }

    fn turn(&mut self) {
        self.turns += 1;
    }

    #[cancellable(token = self.stop)]
    fn by_flag(&self) -> Result<(), Cancelled> {
        loop {
            self.stop.store(true, Relaxed);
        }
    }

    #[cancellable(token = self.shared)]
    fn by_shared_flag(&mut self) -> Result<(), Cancelled> {
        loop {
            self.turn();
            self.shared.store(self.turns == 3, Relaxed);
        }
    }

    #[cancellable(token = &self.token)]
    fn by_reference(&self) -> Result<(), Cancelled> {
        for n in 0..3 {
            touch(n);
        }
        Ok(())
    }

    #[cancellable(token = self.token)]
    fn by_field(&mut self) -> Result<(), Cancelled> {
        for _ in 0..3 {
            self.turn();
        }
        self.token = CancelToken::never();
        Ok(())
    }

    #[cancellable(token = self.token.clone())]
    fn by_clone(&mut self) -> Result<(), Cancelled> {
        for _ in 0..3 {
            self.turn();
        }
        Ok(())
    }
}

#[test]
fn flag_in_self_is_a_token() {
    let server = Server::new(CancelToken::never());
    let error = server.by_flag().unwrap_err();
    assert!(matches!(error.reason(), Reason::Requested));
    assert_eq!(error.site().kind(), SiteKind::Loop);
    assert_eq!(server.by_flag().unwrap_err().site().kind(), SiteKind::Entry);
}

#[test]
fn shared_flag_in_a_borrowed_self_is_a_token() {
    let mut server = Server::new(CancelToken::never());
    assert!(server.by_shared_flag().is_err());
    assert_eq!(server.turns, 3);
}

#[test]
fn token_in_self_is_checked() {
    assert_eq!(
        count_checkpoints_with(|it| Server::new(it.clone()).by_reference()),
        5
    );
    assert_eq!(
        count_checkpoints_with(|it| Server::new(it.clone()).by_field()),
        5
    );
    assert_eq!(
        count_checkpoints_with(|it| Server::new(it.clone()).by_clone()),
        5
    );
    assert!(Server::new(cancelled()).by_field().is_err());
}

#[test]
fn any_expression_may_give_the_token() {
    #[cancellable(token = tokens[index])]
    fn indexed(tokens: &[CancelToken], index: usize) -> Result<(), Cancelled> {
        Ok(())
    }
    #[cancellable(token = given.cloned().unwrap_or(CancelToken::never()))]
    fn optional(given: Option<&CancelToken>) -> Result<(), Cancelled> {
        Ok(())
    }
    #[cancellable(token = CancelToken::current())]
    fn current() -> Result<(), Cancelled> {
        Ok(())
    }
    #[cancellable(token = pair.0)]
    fn first(pair: (CancelToken, CancelToken)) -> Result<CancelToken, Cancelled> {
        Ok(pair.1)
    }
    let tokens = [CancelToken::never(), cancelled()];
    assert!(indexed(&tokens, 0).is_ok());
    assert!(indexed(&tokens, 1).is_err());
    assert!(optional(None).is_ok());
    assert!(optional(Some(&tokens[1])).is_err());
    assert!(tokens[1].run(current).is_err());
    let [never, cancelled] = tokens;
    assert!(first((cancelled, never)).is_err());
}

#[test]
fn token_expression_is_evaluated_once_at_entry() {
    #[cancellable(token = { evaluated.set(evaluated.get() + 1); CancelToken::never() })]
    fn work(evaluated: &Cell<u32>) -> Result<(), Cancelled> {
        for n in 0..10 {
            touch(n);
        }
        Ok(())
    }
    let evaluated = Cell::new(0);
    work(&evaluated).unwrap();
    assert_eq!(evaluated.get(), 1);
}

#[test]
fn argument_decides_between_two_tokens() {
    #[cancellable(token = second)]
    fn work(first: &CancelToken, second: &CancelToken) -> Result<bool, Cancelled> {
        Ok(first.is_cancelled())
    }
    assert!(work(&cancelled(), &CancelToken::never()).is_ok());
    assert!(work(&CancelToken::never(), &cancelled()).is_err());
}

#[test]
fn flags_behind_pointers_are_tokens() {
    #[cancellable(token = flag)]
    fn plain(flag: &AtomicBool) -> Result<(), Cancelled> {
        Ok(())
    }
    #[cancellable(token = flag)]
    fn arc(flag: Arc<AtomicBool>) -> Result<(), Cancelled> {
        Ok(())
    }
    #[cancellable(token = flag)]
    fn rc(flag: &Rc<AtomicBool>) -> Result<(), Cancelled> {
        Ok(())
    }
    #[cancellable(token = flag)]
    fn boxed(flag: Box<AtomicBool>) -> Result<(), Cancelled> {
        Ok(())
    }
    #[cancellable(token = flag)]
    fn dynamic(flag: &dyn Pollable) -> Result<(), Cancelled> {
        Ok(())
    }
    #[cancellable(token = flag)]
    fn generic<P: Pollable>(flag: &P) -> Result<(), Cancelled> {
        Ok(())
    }
    for stop in [false, true] {
        let flag = || AtomicBool::new(stop);
        assert_eq!(plain(&flag()).is_err(), stop);
        assert_eq!(arc(Arc::new(flag())).is_err(), stop);
        assert_eq!(rc(&Rc::new(flag())).is_err(), stop);
        assert_eq!(boxed(Box::new(flag())).is_err(), stop);
        assert_eq!(dynamic(&flag()).is_err(), stop);
        assert_eq!(generic(&flag()).is_err(), stop);
    }
}

#[test]
fn token_of_the_users_own_gives_its_reason() {
    struct Budget(Cell<u32>);
    impl Pollable for Budget {
        fn is_cancelled(&self) -> bool {
            let left = self.0.get();
            self.0.set(left.saturating_sub(1));
            left == 0
        }
        fn reason(&self) -> Reason {
            Reason::message("the budget is used up")
        }
    }
    #[cancellable(token = budget)]
    fn work(budget: &Budget) -> Result<(), Cancelled> {
        loop {
            touch(1);
        }
    }
    let error = work(&Budget(Cell::new(7))).unwrap_err();
    assert_eq!(error.reason().to_string(), "the budget is used up");
}

#[test]
fn tokens_of_tasks_follow_their_scope() {
    #[cancellable]
    fn work() -> Result<(), Cancelled> {
        loop {
            touch(1);
        }
    }
    let source = CancelSource::new();
    let result = source.token().scope(|s| {
        s.spawn(work);
        s.spawn(work);
        source.cancel();
        Ok::<_, Cancelled>(())
    });
    assert!(result.is_err());
}

/// Hoisted at entry: what the body does to the parameter changes nothing.
#[test]
fn parameter_may_be_moved_shadowed_and_reassigned() {
    #[cancellable]
    fn moved(token: CancelToken) -> Result<u32, Cancelled> {
        drop(token);
        let mut turns = 0;
        for n in 0..3 {
            turns += touch(n);
        }
        Ok(turns)
    }
    #[cancellable]
    fn shadowed(token: &CancelToken) -> Result<u32, Cancelled> {
        let mut turns = 0;
        for token in 0..3 {
            turns += touch(token);
        }
        let token = [1_u32, 2];
        while turns < 10 {
            turns += touch(token[1]);
        }
        Ok(turns)
    }
    #[cancellable]
    fn reassigned(mut token: CancelToken) -> Result<u32, Cancelled> {
        let mut turns = 0;
        for n in 0..3 {
            token = CancelToken::never();
            turns += touch(n);
        }
        token.check()?;
        Ok(turns)
    }
    #[cancellable]
    fn reference_reassigned<'a>(mut token: &'a CancelToken, other: u32) -> Result<u32, Cancelled> {
        const NEVER: &CancelToken = &CancelToken::never();
        let mut turns = other;
        for n in 0..3 {
            token = NEVER;
            turns += touch(n);
        }
        token.check()?;
        Ok(turns)
    }
    let is_cancelled = |results: Vec<Result<u32, Cancelled>>| {
        assert!(results[0].is_ok());
        assert!(results.len() >= 6);
        assert!(results[1..].iter().all(Result::is_err));
    };
    is_cancelled(cancelled_everywhere_with(|token| moved(token.clone())));
    is_cancelled(cancelled_everywhere_with(shadowed));
    is_cancelled(cancelled_everywhere_with(|token| reassigned(token.clone())));
    is_cancelled(cancelled_everywhere_with(|it| reference_reassigned(it, 0)));
}

#[test]
fn parameter_stays_whole_for_the_body() {
    #[cancellable]
    fn passes_on(token: CancelToken) -> Result<CancelToken, Cancelled> {
        for n in 0..3 {
            touch(n);
        }
        Ok(token)
    }
    #[cancellable]
    fn looks(token: &CancelToken) -> Result<bool, Cancelled> {
        Ok(token.is_cancelled())
    }
    let recorder = Recorder::new();
    assert!(passes_on(recorder.token()).unwrap().can_be_cancelled());
    assert!(!looks(&CancelToken::never()).unwrap());
}

#[test]
fn token_scope_runs_under_the_given_token() {
    #[cancellable]
    fn callee() -> Result<(), Cancelled> {
        Ok(())
    }
    #[cancellable(entry = false)]
    fn work(token: &CancelToken) -> Result<(), Cancelled> {
        token.scope(|s| {
            s.spawn(callee);
            Ok(())
        })
    }
    assert!(work(&CancelToken::never()).is_ok());
    assert!(work(&cancelled()).is_err());
}
