//! `while` loops that count, and that a compiler would hardly vectorise.

use super::FORCED;

/// Nothing could vectorise them; so some of their iterations are written one after another.
#[test]
fn loops_that_need_what_was_stored_are_checked_each_sixteen_turns() {
    let few = |count: u64| {
        let least = 1 + 384 / 16;
        assert!(
            FORCED || (least..=2 * least).contains(&count),
            "{count} checkpoints"
        );
    };
    few(
        checkpoints! { [] let (mut v, mut i) = ([1_u32; 400], 16); while i < 400 { v[i] = v[i - 1] ^ 3; i += 1; } let _ = v; },
    );
    few(
        checkpoints! { [] let (mut v, mut i) = ([1_u32; 400], 16); while i < 400 { v[i] ^= v[i - 2]; i += 1; } let _ = v; },
    );
    few(
        checkpoints! { [] let (mut v, mut i) = ([1_u32; 400], 384); while i > 0 { i -= 1; v[i] = v[i + 1] ^ 3; } let _ = v; },
    );
    few(
        checkpoints! { [] let (mut v, mut i) = ([1_u32; 400], 16); while i < 400 { v[(v[i] % 100) as usize] += 1; i += 1; } let _ = v; },
    );
    few(
        checkpoints! { [] let (mut v, mut i) = ([1_u32; 800], 32); while i < 800 { v[i] = 3; i += 2; } let _ = v; },
    );
    few(
        checkpoints! { [] let (mut v, mut i, mut k) = ([1_u32; 400], 16, 0); while i < 400 { if v[i] > 0 { v[k] = 3; k += 1; } i += 1; } let _ = v; },
    );
    few(
        checkpoints! { [] let (v, mut i, mut a, mut b) = ([1_u32; 400], 16, 0, 0); while i < 400 { a ^= v[i]; b += a; i += 1; } let _ = b; },
    );
    few(
        checkpoints! { [] let (v, mut i, mut most, mut at) = ([1_u32; 400], 16, 0, 0); while i < 400 { if v[i] > most { most = v[i]; at = i; } i += 1; } let _ = (most, at); },
    );
}

/// Where the end of each strip is told, there is nothing to gain; but by those that look back.
#[test]
fn loops_up_to_what_is_told_are_in_strips_unless_they_look_back() {
    let none = |count: u64| assert!(FORCED || count < 4, "{count} checkpoints");
    none(
        checkpoints! { [] let (mut v, mut i, n) = ([1_u32; 400], 16, 400); while i < n { v[(v[i] % 100) as usize] += 1; i += 1; } let _ = v; },
    );
    none(
        checkpoints! { [] let (mut v, mut i, mut sum) = (vec![1_u32; 400], 0, 0); while i < v.len() { sum += v[i]; v[i] = sum; i += 1; } let _ = v; },
    );
    none(
        checkpoints! { [] let (v, mut i, mut most, mut at) = ([1_u32; 400], 16, 0, 0); while i < v.len() { if v[i] > most { most = v[i]; at = i; } i += 1; } let _ = (most, at); },
    );
    let sixteen = 1 + 384 / 16;
    let back = checkpoints! { [] let (mut v, mut i, n) = ([1_u32; 400], 16, 400); while i < n { v[i] = v[i - 1] ^ 3; i += 1; } let _ = v; };
    assert!(FORCED || back >= sixteen, "{back} checkpoints");
}

/// They can, though they look much like those.
#[test]
fn loops_that_do_not_are_in_strips() {
    let none = |count: u64| assert!(FORCED || count == 1, "{count} checkpoints");
    none(
        checkpoints! { [] let (mut v, mut i) = ([1_u32; 400], 0); while i < 399 { v[i] = v[i + 1]; i += 1; } let _ = v; },
    );
    none(
        checkpoints! { [] let (v, mut w, mut i) = ([1_u32; 400], [0; 400], 0); while i < 400 { let mut x = v[i]; x ^= x << 3; x += 1; w[i] = x; i += 1; } let _ = w; },
    );
    none(
        checkpoints! { [] let (v, mut w, mut i) = ([1_u32; 400], [0; 200], 0); while i + 1 < 400 { w[i / 2] = v[i] + v[i + 1]; i += 2; } let _ = w; },
    );
    none(
        checkpoints! { [] let (v, mut w, mut i) = ([1_u32; 400], [0; 400], 0); while i < 400 { let back = 400 - 1 - i; w[back] = v[i]; i += 1; } let _ = w; },
    );
    none(
        checkpoints! { [] let (v, mut i, mut a, mut last) = ([1_u32; 400], 0, 0, 0); while i < 400 { a ^= v[i]; last = a; i += 1; } let _ = last; },
    );
    none(
        checkpoints! { [] let (mut v, mut i) = ([1_u32; 400], 0); while i + 1 < 400 { v[i] += 3; v[i + 1] += 3; i += 2; } let _ = v; },
    );
    none(
        checkpoints! { [] let (mut v, mut i) = ([1_u32; 400], 100); while i < 400 { v[i] = v[i - 100]; i += 1; } let _ = v; },
    );
    none(
        checkpoints! { [] let (mut v, mut i) = ([1_u32; 400], 0); while i + 1 < 400 { v[i] = 1; v[i + 1] = 2; i += 2; } let _ = v; },
    );
    none(
        checkpoints! { [] let (v, mut i, mut most) = ([1_u32; 400], 0, 0); while i < 400 { if v[i] > most { most = v[i]; } i += 1; } let _ = most; },
    );
    none(
        checkpoints! { [] let (v, mut i, mut a, mut b) = ([1_u32; 400], 0, 0, 0); while i < 400 { a ^= v[i]; b += v[i]; i += 1; } let _ = (a, b); },
    );
    none(
        checkpoints! { [] let (v, mut i, mut a) = ([1_u32; 400], 0, 0); while i < 400 { a += v[i]; i += 2; } let _ = a; },
    );
}
