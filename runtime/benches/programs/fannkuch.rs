//! How many prefixes of a permutation must be reversed until 0 is in front, at most, over all permutations.

use crate::programs;

programs! {
    fn flips(token: &CancelToken, permutation: &[u8], scratch: &mut [u8]) -> Result<u32, Cancelled> {
        scratch.copy_from_slice(permutation);
        let mut flips = 0;
        while scratch[0] != 0 {
            let (mut low, mut high) = (0, scratch[0] as usize);
            while low < high {
                (scratch[low], scratch[high]) = (scratch[high], scratch[low]);
                low += 1;
                high -= 1;
            }
            flips += 1;
        }
        Ok(flips)
    }

    /// The next permutation: the first `r + 1` elements are rotated, for the smallest `r` that is not through.
    fn next(token: &CancelToken, permutation: &mut [u8], count: &mut [usize]) -> Result<bool, Cancelled> {
        for r in 1..permutation.len() {
            let first = permutation[0];
            for i in 0..r {
                permutation[i] = permutation[i + 1];
            }
            permutation[r] = first;
            count[r] += 1;
            if count[r] <= r {
                return Ok(true);
            }
            count[r] = 0;
        }
        Ok(false)
    }

    fn run(token: &CancelToken, n: u8) -> Result<(u32, i64), Cancelled> {
        let mut permutation: Vec<u8> = (0..n).collect();
        let mut scratch = permutation.clone();
        let mut count = vec![0; permutation.len()];
        let (mut most, mut checksum, mut sign) = (0, 0, 1);
        loop {
            let flips = flips(token, &permutation, &mut scratch)?;
            most = most.max(flips);
            checksum += sign * i64::from(flips);
            sign = -sign;
            if !next(token, &mut permutation, &mut count)? {
                return Ok((most, checksum));
            }
        }
    }
}
