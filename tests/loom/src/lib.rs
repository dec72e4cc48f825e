//! Models of the token tree, of registration and of waiting, in `tests/models.rs`.
