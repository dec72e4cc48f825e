//! safepoint
