//! The attribute on an `impl`, a trait and a module: every function in it is checked.

use std::cell::Cell;

use safepoint::{CancelSource, Cancelled, cancellable};
use safepoint_tests::{cancelled_at, count_checkpoints};

use super::touch;

struct Miner(u32);

#[cancellable]
impl Miner {
    const DEPTH: u32 = 3;

    fn new() -> Result<Self, Cancelled> {
        Ok(Self(0))
    }

    fn dig(&mut self) -> Result<u32, Cancelled> {
        for n in 0..Self::DEPTH {
            self.0 += touch(n);
        }
        Ok(self.0)
    }

    #[cancellable(skip)]
    fn left_out(&self) -> u32 {
        let mut sum = 0;
        for n in 0..self.0 {
            sum += touch(n);
        }
        sum
    }

    #[cancellable(entry = false)]
    fn with_own_arguments(&self) -> Result<(), Cancelled> {
        for n in 0..self.0 {
            touch(n);
        }
        Ok(())
    }
}

#[test]
fn impl_with_the_attribute_checks_each_of_its_functions() {
    let mut miner = Miner(0);
    assert_eq!(count_checkpoints(Miner::new), 1);
    assert_eq!(count_checkpoints(|| miner.dig()), 1 + 4);
    assert_eq!(count_checkpoints(|| miner.left_out()), 0);
    assert_eq!(count_checkpoints(|| miner.with_own_arguments()), 4);
}

/// An argument of a function's own stands for that of the container.
#[test]
fn own_argument_overrides_the_containers() {
    struct Layers(u32);
    #[cancellable(every = 4, on_cancel = return None)]
    impl Layers {
        fn fours(&self) -> Option<u32> {
            let mut sum = 0;
            for n in 0..self.0 {
                sum += touch(n);
            }
            Some(sum)
        }

        #[cancellable(every = 2)]
        fn twos(&self) -> Option<u32> {
            let mut sum = 0;
            for n in 0..self.0 {
                sum += touch(n);
            }
            Some(sum)
        }

        #[cancellable(on_cancel = return 7)]
        fn with_another_value(&self) -> u32 {
            touch(self.0)
        }
    }
    let layers = Layers(8);
    assert_eq!(count_checkpoints(|| layers.fours()), 1 + 2);
    assert_eq!(count_checkpoints(|| layers.twos()), 1 + 4);
    assert_eq!(cancelled_at(2, || layers.twos()), None);
    assert_eq!(cancelled_at(1, || layers.with_another_value()), 7);
}

#[cancellable]
mod written_abi {
    use super::*;

    pub(super) extern "Rust" fn dig() -> Result<(), Cancelled> {
        for n in 0..3 {
            touch(n);
        }
        Ok(())
    }
}

#[cancellable]
extern "Rust" fn annotated_alone() -> Result<(), Cancelled> {
    written_abi::dig()
}

#[test]
fn function_whose_abi_is_written_as_rust_is_as_any_other() {
    assert_eq!(count_checkpoints(written_abi::dig), 1 + 4);
    assert_eq!(count_checkpoints(annotated_alone), 1 + 5);
}

#[cancellable]
trait Digs {
    fn depth(&self) -> u32;

    fn dig(&self) -> Result<(), Cancelled> {
        for n in 0..self.depth() {
            touch(n);
        }
        Ok(())
    }
}

struct Shallow;

impl Digs for Shallow {
    fn depth(&self) -> u32 {
        1
    }
}

struct Own;

#[cancellable]
impl Digs for Own {
    #[cancellable(skip)]
    fn depth(&self) -> u32 {
        5
    }

    fn dig(&self) -> Result<(), Cancelled> {
        while touch(false) {}
        Ok(())
    }
}

#[test]
fn trait_with_the_attribute_checks_its_default_methods() {
    assert_eq!(count_checkpoints(|| Shallow.dig()), 1 + 2);
    assert_eq!(count_checkpoints(|| Own.dig()), 1 + 1);
}

#[cancellable]
mod shaft {
    use safepoint::Cancelled;

    use super::touch;

    pub(super) fn dig() -> Result<(), Cancelled> {
        for n in 0..2 {
            touch(n);
        }
        Ok(())
    }

    pub(super) struct Deeper;

    impl Deeper {
        pub(super) fn dig(&self) -> Result<(), Cancelled> {
            dig()
        }
    }

    pub(super) mod deepest {
        use safepoint::Cancelled;

        pub(in super::super) fn dig() -> Result<(), Cancelled> {
            Ok(())
        }
    }
}

#[test]
fn module_with_the_attribute_checks_everything_in_it() {
    assert_eq!(count_checkpoints(shaft::dig), 1 + 3);
    assert_eq!(count_checkpoints(|| shaft::Deeper.dig()), 1 + (1 + 3));
    assert_eq!(count_checkpoints(shaft::deepest::dig), 1);
}

#[cancellable]
mod destructors {
    use std::cell::Cell;

    use safepoint::Cancelled;

    pub(super) struct Lock<'l>(pub(super) &'l Cell<u32>);

    impl Drop for Lock<'_> {
        fn drop(&mut self) {
            while self.0.get() > 0 {
                self.0.set(self.0.get() - 1);
            }
        }
    }

    pub(super) struct Chosen<'l>(pub(super) &'l Cell<u32>);

    impl Drop for Chosen<'_> {
        #[cancellable(on_cancel = return ())]
        fn drop(&mut self) {
            self.0.set(0);
        }
    }

    pub(super) fn work(lock: &Cell<u32>, cancel: impl FnOnce()) -> Result<(), Cancelled> {
        lock.set(3);
        let _lock = Lock(lock);
        cancel();
        for n in 0..3 {
            super::touch(n);
        }
        Ok(())
    }
}

/// What a cancelled destructor would not give back is lost.
#[test]
fn destructors_in_a_container_are_left_alone() {
    let source = CancelSource::new();
    let lock = Cell::new(0);
    let outcome = source.token().run(|| {
        destructors::work(&lock, || {
            source.cancel();
        })
    });
    assert!(outcome.is_err());
    assert_eq!(lock.get(), 0);
    // One with a mode of its own is as that says.
    lock.set(1);
    source.token().run(|| drop(destructors::Chosen(&lock)));
    assert_eq!(lock.get(), 1);
}

/// Another method of that name is no destructor.
#[test]
fn drop_of_another_trait_is_checked() {
    trait Resource {
        fn drop(&mut self);
    }
    struct Loop(u32);
    #[cancellable]
    impl Resource for Loop {
        fn drop(&mut self) {
            for n in 0..self.0 {
                touch(n);
            }
        }
    }
    assert_eq!(count_checkpoints(|| Resource::drop(&mut Loop(3))), 1 + 4);
}

/// A head of ours is known by more than a word.
#[test]
fn module_that_is_called_private_is_the_users() {
    mod other {
        pub(super) mod __private {
            pub(in super::super) fn fine() -> bool {
                true
            }
        }
    }
    #[cancellable]
    fn asks() -> Option<bool> {
        let fine = other::__private::fine();
        for n in 0..3 {
            touch(n);
        }
        Some(fine)
    }
    assert_eq!(count_checkpoints(asks), 1 + 4);
}
