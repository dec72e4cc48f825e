//! Loops over a range that look at an element and at the one beside it.

use std::panic::catch_unwind;

use safepoint::{CancelToken, Cancelled, cancellable};
use safepoint_tests::{cancelled_at_with, count_checkpoints_with};

use super::same::{Seen, ready};
use super::{FORCED, touch};

/// Numbers that go up and down.
fn list(length: usize) -> Vec<u32> {
    (0..length as u32)
        .map(|number| number.wrapping_mul(2_654_435_761) >> 7)
        .collect()
}

/// A range may begin at the first integer of its type and end at the last, be empty, or end before it begins.
#[test]
fn ranges_of_all_integers_are_counted() {
    macro_rules! counted {
        ($($integer:ty: $start:expr, $end:expr;)*) => { $({
            fn plain(list: &[u32], start: $integer, end: $integer) -> (u64, u64) {
                let (mut turns, mut places) = (0, 0_u64);
                for i in start..end {
                    turns += u64::from(list[i as u16 as usize] != list[i as u16 as usize + 1]);
                    places = places.wrapping_mul(3).wrapping_add(i as u64);
                }
                (turns, places)
            }
            // Each form once, and with each end written.
            #[cancellable]
            fn told(token: &CancelToken, list: &[u32], end: $integer) -> Result<(u64, u64), Cancelled> {
                let (mut turns, mut places) = (0, 0_u64);
                for i in $start..end {
                    turns += u64::from(list[i as u16 as usize] != list[i as u16 as usize + 1]);
                    places = places.wrapping_mul(3).wrapping_add(i as u64);
                }
                Ok((turns, places))
            }
            #[cancellable]
            fn untold(token: &CancelToken, list: &[u32], start: $integer) -> Result<(u64, u64), Cancelled> {
                let (mut turns, mut places) = (0, 0_u64);
                for i in start..$end {
                    turns += u64::from(list[i as u16 as usize].max(1) != list[i as u16 as usize + 1].max(1));
                    places = places.wrapping_mul(3).wrapping_add(i as u64);
                }
                Ok((turns, places))
            }
            let (list, start, end): (_, $integer, $integer) = (list(65_537), $start, $end);
            let expected = plain(&list, start, end);
            let distance = if start < end { u64::try_from(end.abs_diff(start)).unwrap() } else { 0 };
            for (neighbours, given) in [(told as fn(&_, &_, _) -> _, end), (untold, start)] {
                assert_eq!(neighbours(&CancelToken::never(), &list, given).unwrap(), expected);
                let all = count_checkpoints_with(|token| neighbours(token, &list, given));
                let least = 1 + if FORCED { distance / 4 } else { distance / 24_576 };
                assert!(all >= least, "{all} checkpoints for {distance} turns of {}", stringify!($integer));
                assert!(FORCED || all < 3 + distance / 1_024, "{all} checkpoints for {distance} turns");
                assert!(cancelled_at_with(all, |token| neighbours(token, &list, given)).is_err());
            }
        })* };
    }
    counted! {
        u8: 0, 255;
        u8: 200, 3;
        i8: -128, 127;
        i8: 100, 7;
        u16: 3, 65_535;
        i16: -32768, 32_767;
        u32: 4_294_867_295, 4_294_967_295;
        i32: -100_000, 100_000;
        u64: 18_446_744_073_709_451_615, 18_446_744_073_709_551_615;
        i64: -9_223_372_036_854_775_808, 5 - 9_223_372_036_854_675_808;
        i64: 9_223_372_036_854_675_807, 9_223_372_036_854_775_807;
        usize: 0, 100_000;
        usize: 7, 7;
        usize: 7, 6;
        isize: -100_000, 0;
        u128: 340_282_366_920_938_463_463_374_607_431_768_111_455, 340_282_366_920_938_463_463_374_607_431_768_211_455;
        i128: -170_141_183_460_469_231_731_687_303_715_884_105_728, 0 - 170_141_183_460_469_231_731_687_303_715_884_005_728;
    }
}

same! {
    descents {
        let list = list(20_000);
        let mut descents = 0;
        for i in 1..list.len() {
            if list[i] < list[i - 1] {
                descents += 1;
            }
        }
        Ok((descents, ""))
    }
    largest_of_floats {
        let list: Vec<f64> = list(20_000).into_iter().map(f64::from).collect();
        let mut largest = 0.0_f64;
        for i in 0..list.len() - 1 {
            largest = largest.max((list[i + 1] - list[i]).abs());
        }
        Ok((largest as u64, ""))
    }
    numbers_settled_behind {
        let list = list(9_000);
        let (mut place, mut sum) = (0, 0);
        for i in 1..9_000 {
            if list[i] == list[i - 1] { place = i; } else { sum += 1; }
        }
        let _: usize = place;
        Ok((sum, std::any::type_name_of_val(&place)))
    }
    left_and_continued {
        let list = list(20_000);
        let mut seen = 0;
        'all: for round in 1..9_u64 {
            for i in 1..list.len() {
                if list[i] == round as u32 { continue 'all; }
                if list[i] > list[i - 1] { seen += round; continue; }
                if list[i - 1] > list[i] + 33_000_000 { break; }
                if seen > 400 { break 'all; }
            }
        }
        Ok((seen, ""))
    }
    short_ones_in_a_loop {
        let list = list(4_000);
        let mut seen = 0;
        for row in 0..3_999_usize {
            for i in 1..row % 40 {
                if list[i] < list[i - 1] { seen += 1; }
            }
        }
        Ok((seen, ""))
    }
    counter_hidden {
        let list = list(9_000);
        let mut seen = 0;
        for i in 1..list.len() {
            let i = i / 2 + 1;
            if list[i] < list[i - 1] { seen += 1; }
        }
        Ok((seen, ""))
    }
    stored_beside {
        let mut list = list(9_000);
        for i in 1..list.len() {
            list[i] = (list[i] ^ list[i - 1]) % 1_000;
        }
        Ok((list.iter().map(|&it| u64::from(it)).sum(), ""))
    }
    start_not_written {
        let list = list(9_000);
        let (mut seen, far) = (0, 7);
        for i in far..list.len() {
            if list[i] < list[i - 7] { seen += 1; }
        }
        let end = 80;
        for i in 1 - 1..end {
            if list[(i + 1) as usize] < list[i as usize] { seen += 1; }
        }
        Ok((seen, std::any::type_name_of_val(&end)))
    }
    without_an_end {
        let list = list(9_000);
        let mut seen = 0;
        for i in 1.. {
            if i >= list.len() { break; }
            if list[i] < list[i - 1] { seen += 1; }
        }
        Ok((seen, ""))
    }
    characters_hidden_by_an_integer {
        let list = list(200);
        let mut seen = 0;
        for r#letter in 'b'..'z' {
            let letter = letter as usize;
            if list[letter] < list[letter - 1] { seen += 1; }
        }
        Ok((seen, ""))
    }
    of_any_type {
        macro_rules! generic {
            ($name:ident $(, $attribute:meta)?) => {
                $(#[$attribute])?
                fn $name<T>(list: &[u32], start: T, end: T) -> u64
                where
                    std::ops::Range<T>: Iterator<Item = T>,
                    T: Copy + std::ops::Sub<usize, Output = T>,
                    [u32]: std::ops::Index<T, Output = u32>,
                {
                    let mut seen = 0;
                    for i in start..end {
                        if list[i] < list[i - 1] { seen += 1; }
                    }
                    seen
                }
            };
        }
        generic!(plain);
        generic!(annotated, cancellable(on_cancel = unwind));
        let list = list(500);
        assert_eq!(annotated(&list, 1_usize, 500), plain(&list, 1_usize, 500));
        Ok((plain(&list, 1_usize, 500), ""))
    }
    characters {
        let list = list(200);
        let mut seen = 0;
        for letter in 'a'..'z' {
            if list[letter as usize] < list[letter as usize + 1] { seen += 1; }
        }
        Ok((seen, ""))
    }
    rows_of_a_grid {
        let grid = vec![list(300); 5];
        let mut seen = 0;
        for row in 0..5_usize {
            for i in 1..300_usize {
                if grid[row][i] < grid[row][i - 1] { seen += 1; }
            }
        }
        Ok((seen, ""))
    }
}

/// What is out of bounds panics where it did, having seen what it saw.
#[test]
fn element_outside_panics_as_before() {
    #[cancellable]
    fn annotated(
        token: &CancelToken,
        list: &[u32],
        end: usize,
        seen: &mut u64,
    ) -> Result<(), Cancelled> {
        for i in 0..end {
            if list[i] <= list[i + 1] || list[i] > 0 {
                *seen += 1;
            }
        }
        Ok(())
    }
    let list = list(10_000);
    let mut seen = 0;
    let left = catch_unwind(std::panic::AssertUnwindSafe(|| {
        annotated(&CancelToken::never(), &list, 10_001, &mut seen)
    }));
    assert!(left.is_err());
    assert_eq!(seen, 9_999);
}

/// The user's length is kept.
#[test]
fn strips_are_as_long_as_the_user_wants() {
    #[cancellable(entry = false, every = 200)]
    fn descents(token: &CancelToken, list: &[u32], end: i16) -> Result<u32, Cancelled> {
        let mut descents = 0;
        for i in -1_000..end {
            if list[i as u16 as usize] < list[(i as u16 as usize + 1) & 0xffff] {
                descents += 1;
            }
        }
        Ok(descents)
    }
    let list = list(65_537);
    assert_eq!(
        count_checkpoints_with(|token| descents(token, &list, 1_000)),
        10
    );
    #[cancellable(entry = false, every = 200)]
    fn of_bytes(token: &CancelToken, list: &[u32], end: i8) -> Result<u32, Cancelled> {
        let mut descents = 0;
        for i in -128..end {
            if list[i as u8 as usize] < list[i as u8 as usize + 1] {
                descents += 1;
            }
        }
        Ok(touch(descents))
    }
    assert_eq!(
        count_checkpoints_with(|token| of_bytes(token, &list, 127)),
        2
    );
}
