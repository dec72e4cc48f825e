//! A caller of the edition 2018.
//!
//! Pitfall 9 (tests/pitfalls/rows.md).

#[cfg(test)]
#[path = "../../same/mod.rs"]
mod same;

#[cfg(test)]
mod own {
    use safepoint::{Cancelled, cancellable};

    /// `array.into_iter()` borrows here, and items are references.
    #[cancellable]
    fn sum(numbers: [u32; 3]) -> Result<u32, Cancelled> {
        let mut sum = 0;
        #[allow(array_into_iter, clippy::into_iter_on_ref)]
        #[allow(clippy::explicit_into_iter_loop)]
        // what it means in this edition is the point
        for number in numbers.into_iter() {
            let number: &u32 = number;
            sum += number;
        }
        Ok(sum)
    }

    /// Not yet a keyword.
    #[cancellable]
    fn generate(gen: u32) -> Result<u32, Cancelled> {
        let mut sum = 0;
        for gen in 0..gen {
            sum += gen;
        }
        Ok(sum)
    }

    #[test]
    fn what_is_of_this_edition_stays() {
        assert_eq!(sum([1, 2, 3]).unwrap(), 6);
        assert_eq!(generate(4).unwrap(), 6);
    }
}
