//! Calls that a leaf loop may make.
//!
//! A method is known by its name alone, whatever it is called on. So a name stands here only if what `std` calls by
//! it is short, runs no code of the user's (but for the operators and comparisons that the docs speak of) and cannot
//! wait, if nothing of `std`'s by that name takes as long as what it is called on (`is_ascii` of text does; for `rotate_left` see
//! [`may_move_items`]), and if nobody would give it to something that does: `min` does, `get` (of a client), `expect` (of a parser),
//! `log`, `round` (of a game) and `last` (of an iterator) do not.

use syn::Expr;

use super::peeled;
use super::price::{self, Price};

/// What a call costs.
pub(super) fn price(method: &str, arguments: usize) -> Option<Price> {
    TABLE
        .iter()
        .find(|(_, count, names)| *count == arguments && names.contains(&method))
        .map(|(cycles, ..)| price::method(*cycles))
}

/// Cycles, number of arguments, names.
const TABLE: &[(u32, usize, &[&str])] = &[
    // Lengths, and what only looks at a value's form.
    (
        1,
        0,
        &[
            "len",
            "is_empty",
            "is_some",
            "is_none",
            "is_ok",
            "is_err",
            "to_bits",
            "is_nan",
            "is_finite",
        ],
    ),
    (
        1,
        0,
        &[
            "is_infinite",
            "is_positive",
            "is_negative",
            "is_sign_negative",
            "is_sign_positive",
        ],
    ),
    // Taking apart what a `checked_…` or a `first` gave.
    (4, 0, &["unwrap", "copied", "ok", "first"]),
    (4, 1, &["unwrap_or"]),
    // Parts of a slice.
    (4, 1, &["split_at", "split_at_mut"]),
    (
        4,
        0,
        &[
            "split_first",
            "split_first_mut",
            "split_last",
            "split_last_mut",
        ],
    ),
    // Unchecked indexing.
    (2, 1, &["get_unchecked", "get_unchecked_mut"]),
    // One or two instructions.
    (
        4,
        0,
        &[
            "abs",
            "unsigned_abs",
            "wrapping_abs",
            "wrapping_neg",
            "checked_neg",
            "checked_abs",
            "signum",
        ],
    ),
    (
        4,
        0,
        &[
            "count_ones",
            "count_zeros",
            "leading_zeros",
            "trailing_zeros",
            "leading_ones",
            "trailing_ones",
        ],
    ),
    (
        4,
        0,
        &[
            "swap_bytes",
            "reverse_bits",
            "to_be",
            "to_le",
            "is_power_of_two",
            "recip",
            "to_radians",
            "to_degrees",
        ],
    ),
    (
        4,
        0,
        &[
            "is_ascii_alphabetic",
            "is_ascii_alphanumeric",
            "is_ascii_digit",
            "is_ascii_hexdigit",
        ],
    ),
    (
        4,
        0,
        &[
            "is_ascii_lowercase",
            "is_ascii_uppercase",
            "is_ascii_punctuation",
            "is_ascii_whitespace",
        ],
    ),
    (
        4,
        0,
        &[
            "is_ascii_control",
            "is_ascii_graphic",
            "cast_signed",
            "cast_unsigned",
        ],
    ),
    (4, 1, &["min", "max", "abs_diff", "copysign"]),
    (
        4,
        1,
        &[
            "wrapping_mul",
            "saturating_add",
            "saturating_sub",
            "saturating_mul",
        ],
    ),
    // One, and of integers.
    (
        1,
        1,
        &[
            "wrapping_add",
            "wrapping_sub",
            "wrapping_shl",
            "wrapping_shr",
            "rotate_left",
            "rotate_right",
        ],
    ),
    (4, 1, &["wrapping_add_signed", "wrapping_sub_unsigned"]),
    (
        4,
        1,
        &[
            "wrapping_add_unsigned",
            "saturating_add_signed",
            "saturating_add_unsigned",
            "saturating_sub_unsigned",
        ],
    ),
    (
        4,
        1,
        &[
            "checked_add",
            "checked_sub",
            "checked_mul",
            "checked_shl",
            "checked_shr",
            "checked_add_signed",
        ],
    ),
    (
        4,
        1,
        &[
            "overflowing_add",
            "overflowing_sub",
            "overflowing_mul",
            "midpoint",
        ],
    ),
    (8, 2, &["clamp", "swap", "mul_add"]),
    (
        8,
        0,
        &["floor", "ceil", "round_ties_even", "trunc", "fract"],
    ),
    // Divisions, and what is as slow.
    (
        24,
        0,
        &["sqrt", "isqrt", "ilog2", "ilog10", "next_power_of_two"],
    ),
    (
        24,
        1,
        &[
            "rem_euclid",
            "div_euclid",
            "wrapping_div",
            "wrapping_rem",
            "checked_div",
            "checked_rem",
            "div_ceil",
        ],
    ),
    (
        24,
        1,
        &[
            "is_multiple_of",
            "next_multiple_of",
            "pow",
            "wrapping_pow",
            "checked_pow",
            "saturating_pow",
            "powi",
        ],
    ),
    // Functions of `libm`.
    (
        80,
        0,
        &[
            "exp", "exp2", "exp_m1", "ln", "ln_1p", "log2", "log10", "cbrt", "sin", "cos", "tan",
            "sin_cos",
        ],
    ),
    (
        80,
        0,
        &[
            "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
        ],
    ),
    (80, 1, &["powf", "atan2", "hypot"]),
];

/// Whether this may be a slice's or a deque's method, which takes time by its length, under the name of a number's, whose value somebody
/// uses.
pub(super) fn may_move_items(node: &Expr) -> bool {
    matches!(peeled(node), Expr::MethodCall(call) if call.method == "rotate_left" || call.method == "rotate_right")
}

/// Whether a method makes an iterator that may stand at the head of a leaf loop inside another one, or behind a `map` in the head of any.
pub(super) fn makes_iterator(method: &str) -> bool {
    const NAMES: &[&str] = &[
        "iter",
        "iter_mut",
        "into_iter",
        "chunks",
        "chunks_mut",
        "chunks_exact",
        "chunks_exact_mut",
        "rchunks",
        "rchunks_exact",
        "windows",
        "bytes",
        "chars",
        "char_indices",
        "as_bytes",
        "as_slice",
        "as_mut_slice",
        "enumerate",
        "rev",
        "zip",
        "copied",
        "cloned",
        "skip",
        "take",
        "step_by",
        "chain",
        "fuse",
        "map",
    ];
    NAMES.contains(&method)
}

/// Types with a name that hardly anybody gives to another one.
pub(crate) const PRIMITIVES: &[&str] = &[
    "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
    "f64", "bool", "char",
];

/// What a call of a function costs: constructors of `std`'s own enums, and the same methods written as
/// `f64::max(a, b)` or `u32::from(x)`, on a primitive type.
pub(super) fn function_price(path: &syn::Path, arguments: usize) -> Option<Price> {
    const MAKERS: &[&str] = &[
        "from",
        "from_bits",
        "from_be",
        "from_le",
        "from_u32",
        "from_digit",
    ];
    let mut names = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string());
    match (names.next(), names.next(), names.next()) {
        (Some(name), None, None) => matches!(&*name, "Some" | "Ok" | "Err").then_some(price::MOVE),
        (Some(ty), Some(name), None) if PRIMITIVES.contains(&&*ty) => {
            if MAKERS.contains(&&*name) {
                Some(price::CAST)
            } else {
                price(&name, arguments.checked_sub(1)?)
            }
        }
        _ => None,
    }
}
