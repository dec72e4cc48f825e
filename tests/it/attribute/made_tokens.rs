//! S5: tokens that an expression makes: they are kept to the end. Those that a macro makes or names too.

use std::{
    cell::Cell,
    sync::atomic::{AtomicBool, Ordering},
};

use safepoint::{CancelSource, CancelToken, Cancelled, Pollable, cancellable};

use super::touch;

/// A token that cannot be cloned, and notes that it is gone.
struct Noted<'n> {
    stops: bool,
    gone: &'n Cell<bool>,
}

impl Pollable for Noted<'_> {
    fn is_cancelled(&self) -> bool {
        assert!(!self.gone.get());
        self.stops
    }
}

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        self.gone.set(true);
    }
}

/// What it is given.
macro_rules! made {
    ($token:expr) => {
        $token
    };
}

#[test]
fn macro_may_name_the_place_of_the_token() {
    #[cancellable(token = made!(stop.0))]
    fn flag(stop: &(AtomicBool,)) -> Result<(), Cancelled> {
        stop.0.store(true, Ordering::Relaxed);
        for n in 0..3 {
            touch(n);
        }
        Ok(())
    }
    #[cancellable(token = made!(token))]
    fn moved(token: CancelToken) -> Result<CancelToken, Cancelled> {
        Ok(token)
    }
    assert!(flag(&(AtomicBool::new(false),)).is_err());
    assert!(moved(CancelToken::never()).is_ok());
    let source = CancelSource::new();
    source.cancel();
    assert!(moved(source.token()).is_err());
}

#[test]
fn token_that_an_expression_makes_is_kept_to_the_end() {
    #[cancellable(token = Noted { stops, gone })]
    fn written(stops: bool, gone: &Cell<bool>) -> Result<bool, Cancelled> {
        for n in 0..3 {
            touch(n);
        }
        Ok(gone.get())
    }
    #[cancellable(token = make(stops, gone))]
    fn called(stops: bool, gone: &Cell<bool>) -> Result<bool, Cancelled> {
        for n in 0..3 {
            touch(n);
        }
        Ok(gone.get())
    }
    #[cancellable(token = AtomicBool::new(stops))]
    fn flag(stops: bool) -> Result<(), Cancelled> {
        Ok(())
    }
    #[cancellable(token = made!(make(stops, gone)))]
    fn made_by_a_macro(stops: bool, gone: &Cell<bool>) -> Result<bool, Cancelled> {
        for n in 0..3 {
            touch(n);
        }
        Ok(gone.get())
    }
    fn make(stops: bool, gone: &Cell<bool>) -> Noted<'_> {
        Noted { stops, gone }
    }
    for work in [written, called, made_by_a_macro] {
        let gone = Cell::new(false);
        assert!(!work(false, &gone).unwrap());
        assert!(gone.replace(false));
        assert!(work(true, &gone).is_err());
    }
    assert!(flag(false).is_ok());
    assert!(flag(true).is_err());
}

/// An operator may be the user's own, and give a token; and what is borrowed may be a value.
#[test]
fn operator_may_make_the_token() {
    struct Flag(bool);
    struct Either<'f>(&'f Flag, &'f Flag);
    impl<'f> std::ops::BitOr for &'f Flag {
        type Output = Either<'f>;
        fn bitor(self, other: Self) -> Either<'f> {
            Either(self, other)
        }
    }
    impl Pollable for Either<'_> {
        fn is_cancelled(&self) -> bool {
            self.0.0 || self.1.0
        }
    }
    fn either<'f>(a: &'f Flag, b: &'f Flag) -> Either<'f> {
        a | b
    }
    macro_rules! stops {
        ($a:ident, $b:ident: $($token:tt)*) => {{
            #[cancellable(token = $($token)*)]
            fn work($a: &Flag, $b: &Flag) -> Option<()> {
                for n in 0..3 {
                    touch(n);
                }
                Some(())
            }
            let flags = [Flag(false), Flag(true)];
            assert!(work(&flags[0], &flags[0]).is_some());
            assert!(work(&flags[0], &flags[1]).is_none());
        }};
    }
    stops!(a, b: a | b);
    stops!(a, b: (a | b));
    stops!(a, b: &either(a, b));
    stops!(a, b: Box::new(either(a, b)) as Box<dyn Pollable + '_>);
}
