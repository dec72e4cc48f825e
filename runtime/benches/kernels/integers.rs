//! Arithmetic without memory, or with a table of its own: primes, generators, number theory.

use crate::suite::{Kernel, Size};
use crate::variants::{kernels, timed};

kernels! {
    fn sieve(token: &CancelToken, composite: &mut [bool]) -> Result<usize, Cancelled> {
        let n = composite.len();
        let mut i = 2;
        while i * i < n {
            if !composite[i] {
                let mut j = i * i;
                while j < n {
                    composite[j] = true;
                    j += i;
                }
            }
            i += 1;
        }
        let mut primes = 0;
        for &composite in &composite[2..] {
            if !composite {
                primes += 1;
            }
        }
        Ok(primes)
    }

    fn sieve_step_by(token: &CancelToken, composite: &mut [bool]) -> Result<usize, Cancelled> {
        let n = composite.len();
        let mut primes = 0;
        for i in 2..n {
            if !composite[i] {
                primes += 1;
                for j in (i * i..n).step_by(i) {
                    composite[j] = true;
                }
            }
        }
        Ok(primes)
    }

    fn collatz(token: &CancelToken, limit: u64) -> Result<u64, Cancelled> {
        let (mut longest, mut start_of_longest) = (0, 0);
        for start in 1..limit {
            let mut n = start;
            let mut steps = 0;
            while n != 1 {
                n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
                steps += 1;
            }
            if steps > longest {
                longest = steps;
                start_of_longest = start;
            }
        }
        Ok(start_of_longest)
    }

    fn xorshift(token: &CancelToken, seed: u64, turns: u64) -> Result<u64, Cancelled> {
        let mut x = seed;
        for _ in 0..turns {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
        }
        Ok(x)
    }

    fn coprime_pairs(token: &CancelToken, limit: u32) -> Result<u32, Cancelled> {
        let mut pairs = 0;
        for a in 1..limit {
            for b in 1..a {
                let (mut m, mut n) = (a, b);
                while n != 0 {
                    (m, n) = (n, m % n);
                }
                if m == 1 {
                    pairs += 1;
                }
            }
        }
        Ok(pairs)
    }

    fn bits_set(token: &CancelToken, limit: u32) -> Result<u32, Cancelled> {
        let mut bits = 0;
        for n in 0..limit {
            bits += n.count_ones();
        }
        Ok(bits)
    }

    fn trial_division(token: &CancelToken, limit: u32) -> Result<u32, Cancelled> {
        let mut primes = 0;
        let mut n = 3;
        while n <= limit {
            let mut prime = true;
            let mut d = 3;
            while d * d <= n {
                if n % d == 0 {
                    prime = false;
                    break;
                }
                d += 2;
            }
            if prime {
                primes += 1;
            }
            n += 2;
        }
        Ok(primes)
    }

    fn digit_sums(token: &CancelToken, limit: u32) -> Result<u32, Cancelled> {
        let mut total = 0;
        for n in 1..=limit {
            let mut rest = n;
            while rest > 0 {
                total += rest % 10;
                rest /= 10;
            }
        }
        Ok(total)
    }
}

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("sieve", |size: Size| {
        let mut composite = vec![false; size.of(64 << 10, 16 << 20)];
        Box::new(move |run| {
            composite.fill(false);
            timed!(run.once(), sieve(&mut composite)).and(&composite)
        })
    }),
    Kernel::new("sieve_step_by", |size| {
        let mut composite = vec![false; size.of(64 << 10, 16 << 20)];
        Box::new(move |run| {
            composite.fill(false);
            timed!(run.once(), sieve_step_by(&mut composite)).and(&composite)
        })
    }),
    Kernel::new("collatz", |size| {
        let limit = size.of(5_000, 100_000);
        Box::new(move |run| timed!(run, collatz(limit)))
    }),
    Kernel::new("xorshift", |size| {
        let turns = size.of(20_000, 10_000_000);
        Box::new(move |run| timed!(run, xorshift(88_172_645_463_325_252, turns)))
    }),
    Kernel::new("coprime_pairs", |size| {
        let limit = size.of(400, 2_000);
        Box::new(move |run| timed!(run, coprime_pairs(limit)))
    }),
    Kernel::new("bits_set", |size| {
        let limit = size.of(20_000, 50_000_000);
        Box::new(move |run| timed!(run, bits_set(limit)))
    }),
    Kernel::new("trial_division", |size| {
        let limit = size.of(20_000, 300_000);
        Box::new(move |run| timed!(run, trial_division(limit)))
    }),
    Kernel::new("digit_sums", |size| {
        let limit = size.of(20_000, 2_000_000);
        Box::new(move |run| timed!(run, digit_sums(limit)))
    }),
];
