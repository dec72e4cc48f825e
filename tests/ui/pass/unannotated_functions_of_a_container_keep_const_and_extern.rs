use safepoint::{Cancelled, cancellable};

struct Work;

#[cancellable]
impl Work {
    const fn constant() -> u32 {
        let mut n = 0;
        while n < 3 {
            n += 1;
        }
        n
    }

    extern "C" fn foreign(limit: u32) -> u32 {
        let mut sum = 0;
        for n in 0..limit {
            sum += n;
        }
        sum
    }

    fn checked() -> Result<u32, Cancelled> {
        Ok(Self::constant() + Self::foreign(3))
    }
}

fn main() {
    assert_eq!(Work::checked().unwrap(), 6);
}
