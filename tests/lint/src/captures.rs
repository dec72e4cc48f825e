//! What a macro has captured is put into parentheses, of which no lint says that they are needless.

use safepoint::{Cancelled, cancellable};

macro_rules! searching {
    ($name:ident, $number:ident, $list:ident, $condition:expr, $sum:expr, $choice:expr, $range:expr, $block:block) => {
        /// Looks for a number.
        ///
        /// # Errors
        ///
        /// When cancelled.
        #[cancellable]
        pub fn $name($list: &[u64], $number: u64) -> Result<u64, Cancelled> {
            let mut found = $sum;
            let chosen = &$sum;
            if $condition {
                found += $choice;
            }
            for number in $range {
                found ^= u64::max($sum, number);
            }
            while $condition && found > 7 {
                found /= 2;
            }
            let picked = match $choice {
                1 => $sum,
                2 => $block,
                _ => {
                    if $condition {
                        return Ok($sum);
                    }
                    $choice
                }
            };
            let list = [$sum, $choice, *chosen];
            Ok(list[usize::from($condition)] + picked + found)
        }
    };
}

searching!(
    look_for,
    number,
    list,
    number > 3 || list.contains(&number),
    number + 1,
    if number > 5 { 1 } else { 2 },
    1..number,
    { number * 2 }
);
