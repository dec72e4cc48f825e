//! A set of things found by address, which keeps no memory of what left it.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// Entries by the address of what they stand for.
///
/// Inserting and removing are O(1) amortised. The table shrinks as entries leave, so that a parent
/// of ten million short-lived children is as small as a parent of none.
#[derive(Debug)]
pub(super) struct Registry<T>(HashMap<usize, T, BuildHasherDefault<AddressHasher>>);

/// Below this capacity a table is not worth shrinking: the next child would only grow it again.
const SMALL: usize = 32;

impl<T> Registry<T> {
    pub(super) fn new() -> Self {
        Self(HashMap::default())
    }

    pub(super) fn insert(&mut self, address: usize, entry: T) {
        self.0.insert(address, entry);
    }

    pub(super) fn remove(&mut self, address: usize) -> Option<T> {
        let removed = self.0.remove(&address);
        let (length, capacity) = (self.0.len(), self.0.capacity());
        if capacity > SMALL && length < capacity / 4 {
            self.0.shrink_to(length * 2);
        }
        removed
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.0.values()
    }

    /// Takes all entries out, in no particular order.
    pub(super) fn take(&mut self) -> impl Iterator<Item = T> + use<T> {
        std::mem::take(&mut self.0).into_values()
    }
}

/// Spreads an address over all bits by one multiplication: nobody chooses addresses to collide,
/// so `SipHash` would only cost time.
#[derive(Debug, Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("only addresses are hashed")
    }

    fn write_usize(&mut self, address: usize) {
        // 2^64 divided by the golden ratio (Knuth's multiplicative hashing). The product's high bits are
        // the good ones, the table wants some of its low ones too.
        let product = (address as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ (product >> 32);
    }
}
