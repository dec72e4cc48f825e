//! Inputs: the same in every run, and like what such code is given.

/// A sequence of well-mixed numbers (splitmix64).
fn random() -> impl Iterator<Item = u64> {
    let mut state = 0_u64;
    std::iter::repeat_with(move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    })
}

/// Numbers of the full range.
pub(crate) fn numbers(count: usize) -> Vec<u32> {
    random()
        .map(|bits| (bits >> 32) as u32)
        .take(count)
        .collect()
}

/// Numbers below `limit`.
pub(crate) fn below(limit: u32, count: usize) -> Vec<u32> {
    let scaled = |bits: u64| ((bits >> 32) * u64::from(limit)) >> 32;
    random()
        .map(|bits| scaled(bits) as u32)
        .take(count)
        .collect()
}

/// Numbers from -1000 to 1000.
pub(crate) fn signed(count: usize) -> Vec<i32> {
    below(2001, count)
        .into_iter()
        .map(|number| number.cast_signed() - 1000)
        .collect()
}

/// Numbers between 0 and 1.
pub(crate) fn fractions(count: usize) -> Vec<f64> {
    random()
        .map(|bits| (bits >> 11) as f64 / (1_u64 << 53) as f64)
        .take(count)
        .collect()
}

/// The same in single precision.
pub(crate) fn short_fractions(count: usize) -> Vec<f32> {
    fractions(count)
        .into_iter()
        .map(|number| number as f32)
        .collect()
}

/// Words of one to ten small letters, in lines of about eight of them.
pub(crate) fn text(length: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(length + 16);
    let mut random = random();
    while text.len() < length {
        let bits = random.next().unwrap_or_default();
        let letters = 1 + bits % 10;
        text.extend((0..letters).map(|letter| b'a' + ((bits >> (8 + 5 * letter)) % 26) as u8));
        text.push(if bits >> 61 == 0 { b'\n' } else { b' ' });
    }
    text.truncate(length);
    text
}
