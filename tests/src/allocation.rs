//! An allocator that counts what each thread holds, for tests that show that nothing is kept.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

/// The system's allocator, with a count of the bytes that each thread has allocated and not freed.
///
/// A test binary of its own installs it: `#[global_allocator] static ALLOCATOR: Counting = Counting;`.
/// The counts are of threads, so that tests do not disturb one another; what one thread allocates
/// and another one frees is counted wrong.
#[derive(Clone, Copy, Debug)]
pub struct Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
}

/// Runs `work`, and gives what this thread holds more than before, in bytes.
///
/// # Panics
///
/// Where [`Counting`] is not the allocator.
pub fn growth(work: impl FnOnce()) -> Growth {
    let before = HELD.get();
    drop(std::hint::black_box(Box::new([0_u8; 100])));
    assert!(MOST.get() >= before + 100, "the allocator does not count");
    MOST.set(before);
    work();
    Growth {
        kept: HELD.get() - before,
        most: MOST.get() - before,
    }
}

/// What [`growth`] saw, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growth {
    /// How much more is held after the work than before.
    pub kept: isize,
    /// How much more was held at the most.
    pub most: isize,
}

fn add(bytes: usize) {
    let held = HELD.get().wrapping_add_unsigned(bytes);
    HELD.set(held);
    MOST.set(MOST.get().max(held));
}

fn subtract(bytes: usize) {
    HELD.set(HELD.get().wrapping_sub_unsigned(bytes));
}

// SAFETY: every call goes to the system's allocator as it came. The thread-local counters need
// neither initialising nor dropping, so that touching them allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: what the caller promises is what `System` asks for.
        let pointer = unsafe { System.alloc(layout) };
        if !pointer.is_null() {
            add(layout.size());
        }
        pointer
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        subtract(layout.size());
        // SAFETY: as above; the pointer came from `System`.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above.
        let new = unsafe { System.realloc(pointer, layout, size) };
        if !new.is_null() {
            add(size);
            subtract(layout.size());
        }
        new
    }
}
