//! A caller of the edition 2021.
//!
//! Pitfall 9 (tests/pitfalls/rows.md).

#[cfg(test)]
#[path = "../../same/mod.rs"]
mod same;

#[cfg(test)]
mod own {
    use safepoint::{Cancelled, cancellable};

    /// A closure captures fields and not the whole.
    #[cancellable]
    fn fields(mut pair: (Vec<u32>, u32)) -> Result<u32, Cancelled> {
        let mut push = |n| pair.0.push(n);
        for n in 0..3 {
            push(n + pair.1);
        }
        pair.1 += 1;
        Ok(pair.0[2] + pair.1)
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
        assert_eq!(fields((Vec::new(), 1)).unwrap(), 5);
        assert_eq!(generate(4).unwrap(), 6);
    }
}
