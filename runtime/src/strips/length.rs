//! How long a strip is.

/// About what a strip may cost, in the units of the attribute's weights: a unit is some 0.3 ns, so that a strip
/// ends within 10 µs.
const BUDGET: u32 = 32_768;

/// The longest strip: what a loop that merely fills bytes needs so that the check between two strips is free.
const LONGEST: u32 = 16_384;

/// How many iterations of this weight make a strip.
#[must_use]
pub const fn length(weight: u32) -> usize {
    if cfg!(safepoint_strip = "1") {
        return 1;
    }
    if cfg!(safepoint_strip = "2") {
        return 2;
    }
    if cfg!(safepoint_strip = "3") {
        return 3;
    }
    let turns = match BUDGET.checked_div(weight) {
        Some(turns) if turns < LONGEST => turns,
        _ => LONGEST,
    };
    exactly(rounded(turns) as u64)
}

/// A strip of whole vectors leaves none of its iterations to the scalar rest of the loop, and the next strip begins where
/// vectors are aligned if this one did.
const fn rounded(turns: u32) -> u32 {
    match turns {
        512.. => turns / 256 * 256,
        32.. => turns / 16 * 16,
        _ => turns,
    }
}

/// The length of a strip that the user chose: `every = N`.
#[must_use]
#[allow(clippy::cast_possible_truncation)] // a strip longer than memory is as good as no end
pub const fn exactly(turns: u64) -> usize {
    if turns == 0 {
        1
    } else if turns > usize::MAX as u64 {
        usize::MAX
    } else {
        turns as usize
    }
}
