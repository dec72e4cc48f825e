//! Methods under names of `std`'s that may be the user's own, of a trait, and so change what they are called on.

/// Those that a list, an `Option` or a `Result` has. Integers have none of them; of an integer one is a trait's, which may take `&mut self`.
const NOT_OF_INTEGERS: &[&str] = &[
    "copied",
    "first",
    "get_unchecked",
    "get_unchecked_mut",
    "is_empty",
    "is_err",
    "is_none",
    "is_ok",
    "is_some",
    "len",
    "ok",
    "split_at",
    "split_at_mut",
    "split_first",
    "split_first_mut",
    "split_last",
    "split_last_mut",
    "swap",
    "unwrap",
    "unwrap_or",
];

/// Whether a method of a leaf loop leaves an integer that it is called on as it is. (Those of numbers take them by value. That somebody
/// has given an `abs(&mut self)` to unsigned ones is not believed.)
pub(super) fn are_left_by(method: &str) -> bool {
    !NOT_OF_INTEGERS.contains(&method)
}

/// Whether it leaves the length of a list of `std`'s as it is: lists have these by themselves, and none of those of numbers.
pub(super) fn lists_are_left_by(method: &str) -> bool {
    NOT_OF_INTEGERS.contains(&method)
}
