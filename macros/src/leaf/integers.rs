//! Methods of integers.

/// Whether a method leaves an integer that it is called on as it is: all integers have it by themselves, and take it by value. One that they have
/// not is of a trait of the user's, which may take `&mut self`.
pub(super) fn are_left_by(method: &str) -> bool {
    const NAMES: &[&str] = &[
        "abs_diff",
        "clamp",
        "count_ones",
        "count_zeros",
        "div_euclid",
        "ilog10",
        "ilog2",
        "isqrt",
        "leading_ones",
        "leading_zeros",
        "max",
        "min",
        "pow",
        "rem_euclid",
        "reverse_bits",
        "rotate_left",
        "rotate_right",
        "swap_bytes",
        "to_be",
        "to_le",
        "trailing_ones",
        "trailing_zeros",
    ];
    const PREFIXES: &[&str] = &["checked_", "overflowing_", "saturating_", "wrapping_"];
    const SUFFIXES: &[&str] = &["add", "sub", "mul", "div", "rem", "shl", "shr", "pow"];
    NAMES.contains(&method)
        || PREFIXES.iter().any(|prefix| {
            let operation = method.strip_prefix(prefix);
            operation.is_some_and(|operation| SUFFIXES.contains(&operation))
        })
}
