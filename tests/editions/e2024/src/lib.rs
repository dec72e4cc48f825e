//! A caller of the edition 2024.
//!
//! Pitfall 9 (tests/pitfalls/rows.md).

#[cfg(test)]
#[path = "../../same/mod.rs"]
mod same;

#[cfg(test)]
mod own {
    use safepoint::{Cancelled, cancellable};

    /// A chain of conditions, some of which match a pattern.
    #[cancellable]
    fn chain(mut stack: Vec<Option<u32>>) -> Result<u32, Cancelled> {
        let mut sum = 0;
        while let Some(top) = stack.pop()
            && let Some(number) = top
            && number < 10
        {
            sum += number;
        }
        Ok(sum)
    }

    /// What `impl Trait` captures without being told.
    #[cancellable]
    fn captures(numbers: &[u32]) -> Result<impl Iterator<Item = u32>, Cancelled> {
        let mut left = Vec::new();
        for number in numbers {
            left.push(number);
        }
        Ok(left.into_iter().map(|number| number + 1))
    }

    #[test]
    fn what_is_of_this_edition_stays() {
        let stack = vec![Some(1), None, Some(2), Some(3)];
        assert_eq!(chain(stack).unwrap(), 5);
        assert!(captures(&[1, 2]).unwrap().eq(vec![2, 3]));
    }
}
