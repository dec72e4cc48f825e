//! Sorting and searching in slices.

use crate::inputs::numbers;
use crate::suite::{Kernel, Size};
use crate::variants::{kernels, timed};

kernels! {
    fn heapsort(token: &CancelToken, numbers: &mut [u32]) -> Result<(), Cancelled> {
        let n = numbers.len();
        let (mut start, mut end) = (n / 2, n);
        while end > 1 {
            if start > 0 {
                start -= 1;
            } else {
                end -= 1;
                numbers.swap(0, end);
            }
            let mut root = start;
            while 2 * root + 1 < end {
                let mut child = 2 * root + 1;
                if child + 1 < end && numbers[child] < numbers[child + 1] {
                    child += 1;
                }
                if numbers[root] >= numbers[child] {
                    break;
                }
                numbers.swap(root, child);
                root = child;
            }
        }
        Ok(())
    }

    fn quicksort(token: &CancelToken, numbers: &mut [u32]) -> Result<(), Cancelled> {
        if numbers.len() < 2 {
            return Ok(());
        }
        let pivot = numbers[numbers.len() / 2];
        let (mut left, mut right) = (0, numbers.len() - 1);
        loop {
            while numbers[left] < pivot {
                left += 1;
            }
            while numbers[right] > pivot {
                right -= 1;
            }
            if left >= right {
                break;
            }
            numbers.swap(left, right);
            left += 1;
            right -= 1;
        }
        let (low, high) = numbers.split_at_mut(left);
        quicksort(token, low)?;
        quicksort(token, high)
    }

    fn insertion_sort(token: &CancelToken, numbers: &mut [u32]) -> Result<(), Cancelled> {
        for i in 1..numbers.len() {
            let number = numbers[i];
            let mut j = i;
            while j > 0 && numbers[j - 1] > number {
                numbers[j] = numbers[j - 1];
                j -= 1;
            }
            numbers[j] = number;
        }
        Ok(())
    }

    fn binary_searches(token: &CancelToken, sorted: &[u32], wanted: &[u32]) -> Result<usize, Cancelled> {
        let mut sum = 0;
        for &number in wanted {
            let (mut low, mut high) = (0, sorted.len());
            while low < high {
                let middle = (low + high) / 2;
                if sorted[middle] < number {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            sum += low;
        }
        Ok(sum)
    }
}

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("heapsort", |size: Size| {
        let fresh = numbers(size.of(10_000, 300_000));
        let mut numbers = fresh.clone();
        Box::new(move |run| {
            numbers.copy_from_slice(&fresh);
            timed!(run.once(), heapsort(&mut numbers)).and(&numbers)
        })
    }),
    Kernel::new("quicksort", |size| {
        let fresh = numbers(size.of(10_000, 300_000));
        let mut numbers = fresh.clone();
        Box::new(move |run| {
            numbers.copy_from_slice(&fresh);
            timed!(run.once(), quicksort(&mut numbers)).and(&numbers)
        })
    }),
    Kernel::new("insertion_sort", |size| {
        let fresh = numbers(size.of(1_500, 10_000));
        let mut numbers = fresh.clone();
        Box::new(move |run| {
            numbers.copy_from_slice(&fresh);
            timed!(run.once(), insertion_sort(&mut numbers)).and(&numbers)
        })
    }),
    Kernel::new("binary_searches", |size| {
        let wanted = numbers(size.of(10_000, 1_000_000));
        let mut sorted = wanted.clone();
        sorted.sort_unstable();
        Box::new(move |run| timed!(run, binary_searches(&sorted, &wanted)))
    }),
];
