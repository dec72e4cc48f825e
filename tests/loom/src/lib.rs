//! Models of the token tree, of registration and of waiting, in `tests/models.rs`; of what is beneath the tree, in
//! `tests/handles.rs`.
