//! What compiles, and what the compiler says where it does not.
