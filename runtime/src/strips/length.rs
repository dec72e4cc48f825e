//! How long a strip is.

/// About what a strip may cost, in the units of the attribute's weights: a unit is some 0.08 ns, so that a strip
/// ends within 7 µs.
const BUDGET: u32 = 81_920;

/// The longest strip: what a loop that merely fills bytes needs so that the check between two strips is free.
const LONGEST: u32 = 12_288;

/// How many iterations a strip has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// Most strips.
    usual: usize,
    /// The last one: a small rest of the loop is not worth a strip of its own.
    most: usize,
    /// Whether the user chose it: then nothing makes it shorter, whatever the items are.
    chosen: bool,
}

impl Length {
    const fn of(turns: usize) -> Self {
        Self {
            usual: turns,
            most: turns,
            chosen: false,
        }
    }

    /// The last strip may be half as long again.
    const fn ending_at(usual: usize) -> Self {
        Self {
            usual,
            most: usual + usual / 2,
            chosen: false,
        }
    }

    /// The usual length.
    #[must_use]
    #[inline(always)]
    pub const fn usual(self) -> usize {
        self.usual
    }

    /// How many of the `rest` of the items come next.
    #[inline(always)]
    pub(super) const fn next(self, rest: usize) -> usize {
        if self.takes_all(rest) {
            rest
        } else {
            self.usual
        }
    }

    /// Whether the rest is one strip.
    #[inline(always)]
    pub(super) const fn takes_all(self, rest: usize) -> bool {
        rest <= self.most
    }

    /// The most that may come next.
    #[inline(always)]
    pub(super) const fn most(self) -> usize {
        self.most
    }

    /// How many come from an iterator of which nothing is known.
    #[inline(always)]
    pub(super) const fn unknown(self) -> usize {
        if self.chosen { self.usual } else { 1 }
    }

    /// Less where that is less.
    #[inline(always)]
    pub(super) const fn at_most(self, turns: usize) -> Self {
        if self.chosen || turns >= self.most {
            return self;
        }
        let limit = if turns < FEWEST_FOR_VECTORS {
            Self::of(turns)
        } else {
            Self::ending_at(rounded(turns))
        };
        Self {
            usual: less(self.usual, limit.usual),
            most: less(self.most, limit.most),
            chosen: false,
        }
    }
}

pub(super) const fn less(left: usize, right: usize) -> usize {
    if left < right { left } else { right }
}

/// How many iterations of this weight make a strip.
#[must_use]
#[inline(always)]
pub const fn length(weight: u32) -> Length {
    if let Some(turns) = forced() {
        return Length::of(turns);
    }
    let turns = match BUDGET.checked_div(weight) {
        Some(turns) if turns < LONGEST => turns,
        _ => LONGEST,
    };
    // A body may weigh more than a strip may.
    Length::ending_at(if turns == 0 {
        1
    } else {
        rounded(turns as usize)
    })
}

/// The same, of a loop that indexes. Where an index is compared with a length, a vectorised loop has a second way out, and leaves at
/// least one of its iterations to a scalar loop behind it: of a whole number of vectors, a whole vector.
#[must_use]
#[inline(always)]
pub const fn length_indexing(weight: u32) -> Length {
    let length = length(weight);
    if forced().is_some() || length.usual < FEWEST_FOR_VECTORS {
        return length;
    }
    Length::ending_at(length.usual + 1)
}

/// Fewer iterations are not worth their rounding.
const FEWEST_FOR_VECTORS: usize = 32;

/// The length that tests force.
const fn forced() -> Option<usize> {
    if cfg!(safepoint_strip = "1") {
        Some(1)
    } else if cfg!(safepoint_strip = "2") {
        Some(2)
    } else if cfg!(safepoint_strip = "3") {
        Some(3)
    } else {
        None
    }
}

/// A strip of whole vectors leaves none of its iterations to the scalar rest of the loop, and the next strip begins where
/// vectors are aligned if this one did.
const fn rounded(turns: usize) -> usize {
    match turns {
        512.. => turns / 256 * 256,
        32.. => turns / 16 * 16, // `FEWEST_FOR_VECTORS`
        _ => turns,
    }
}

/// The length of a strip that the user chose: `every = N`.
#[must_use]
#[allow(clippy::cast_possible_truncation)] // a strip longer than memory is as good as no end
#[inline(always)]
pub const fn exactly(turns: u64) -> Length {
    let turns = if turns == 0 {
        1
    } else if turns > usize::MAX as u64 {
        usize::MAX
    } else {
        turns as usize
    };
    Length {
        chosen: true,
        ..Length::of(turns)
    }
}

/// The length of a strip of a loop that does not count. So few iterations that the compiler writes them one after
/// another, and no counter remains; of what is heavier it would not write so many.
#[must_use]
#[inline(always)]
pub const fn few(weight: u32) -> usize {
    match forced() {
        Some(turns) => turns,
        None if weight <= LIGHT => 16,
        None => 8,
    }
}

/// The same, of a loop that only looks for a place. Most of these end soon, and each way out of what is written one after
/// another is another jump; so they are worth few copies.
pub const FEW_TO_SEEK: usize = match forced() {
    Some(turns) => turns,
    None => 2,
};

/// The most that sixteen iterations are written of.
const LIGHT: u32 = 64;
