//! What `#[cfg]` leaves out of an annotated item may be wrong.

use safepoint::{Cancelled, cancellable};

struct Work;

struct Fields {}

#[cancellable]
impl Work {
    #[cfg(any())]
    fn never(&self) -> ! {
        loop {}
    }

    #[cfg(any())]
    #[cancellable]
    const fn constant() {}

    #[cfg(any())]
    made! { fn turns() { loop {} } }

    fn fine(&self, turns: u32) -> Result<u32, Cancelled> {
        let mut sum = 0;
        #[cfg(any())]
        let endless = || loop {};
        #[cfg(any())]
        {
            [1].map(|n| while n > 0 {});
        }
        #[cfg(any())]
        [1].map(|n| while n > 0 {});
        let numbers = [
            #[cfg(any())]
            || loop {},
        ];
        let _: [u32; 0] = numbers;
        let _ = Fields {
            #[cfg(any())]
            endless: || loop {},
        };
        for n in 0..turns {
            match n {
                #[cfg(any())]
                7 => {
                    [1].map(|n| while n > 0 {});
                }
                n => sum += n,
            }
        }
        Ok(sum)
    }
}

#[cancellable]
mod inner {
    #[cfg(any())]
    impl super::Work {
        fn other(&self) -> ! {
            loop {}
        }
    }

    #[cfg(any())]
    mod deeper {
        fn other() -> ! {
            loop {}
        }
    }
}

fn main() {
    assert_eq!(Work.fine(4).unwrap(), 6);
}
