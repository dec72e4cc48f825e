//! The rows of "is leaf" in `docs/leaf-loops.md`.

use safepoint::Cancelled;

use super::{TURNS, touch};

leaf! {
    // Headers: ranges.
    range { let mut sum = 0_u64; for n in 0..TURNS { sum += n as u64; } }
    range_of_a_literal_length_that_is_long { let mut sum = 0_u64; for n in 0..50_000 { sum += n; } }
    inclusive_range { let mut sum = 0_u64; for n in 1..=TURNS { sum += n as u64; } }
    signed_range { let mut sum = 0_i64; for n in -25_000..25_000_i64 { sum += n; } }
    range_backwards { let mut sum = 0; for n in (0..TURNS).rev() { sum ^= n; } }
    inclusive_range_backwards { let mut sum = 0; for n in (1..=TURNS).rev() { sum ^= n; } }
    stepped_range { let mut sum = 0; for n in (0..TURNS * 3).step_by(3) { sum ^= n; } }
    range_without_end { let mut sum = 0; for n in 0_usize.. { if n == TURNS { break; } sum ^= n; } }
    wide_range { let mut sum = 0; for n in 0..TURNS as u128 { sum ^= n; } }
    range_of_chars { let mut sum = 0; for c in '\0'..='\u{FFFF}' { sum ^= c as u32; } }
    range_of_chars_without_its_end { let mut sum = 0; for c in '\0'..'\u{FFFF}' { sum ^= c as u32; } }

    // Headers: slices, arrays, vectors.
    slice { let v = vec![1_u32; TURNS]; let mut sum = 0_u32; for x in v.iter() { sum += x; } }
    reference_to_a_vector { let v = vec![1_u32; TURNS]; let mut sum = 0_u32; for x in &v { sum += x; } }
    mutable_slice { let mut v = vec![1_u32; TURNS]; for x in v.iter_mut() { *x *= 3; } }
    mutable_reference_to_a_vector { let mut v = vec![1_u32; TURNS]; for x in &mut v { *x += 1; } }
    vector_by_value { let v = vec![1_u32; TURNS]; let mut sum = 0; for x in v { sum += x; } }
    array_by_value { let mut sum = 0; for x in [1_u8; TURNS] { sum ^= x; } }
    reference_to_an_array { let v = [1_u8; TURNS]; let mut sum = 0; for x in &v { sum ^= *x; } }
    mutable_reference_to_an_array { let mut v = [1_u8; TURNS]; for x in &mut v { *x += 1; } }
    references_by_value { let (n, mut sum) = (1, 0); let v = vec![&n; TURNS]; for x in v { sum ^= x; } }
    tuples_by_value { let v = vec![(1, 2.0); TURNS]; let mut sum = 0; for (x, _) in v { sum ^= x; } }
    arrays_by_value { let v = vec![[1, 2]; TURNS]; let mut sum = 0; for x in v { sum ^= x[0]; } }
    slice_of_structures {
        struct Point { x: f64, y: f64 }
        let v: Vec<Point> = (0..TURNS).map(|_| Point { x: 1.0, y: 2.0 }).collect();
        let mut sum = 0.0;
        for p in &v { sum += p.x * p.y; }
    }

    // Headers: adaptors of them.
    zip { let (a, b) = (vec![1_u32; TURNS], vec![2; TURNS]); let mut sum = 0; for (x, y) in a.iter().zip(&b) { sum ^= x * y; } }
    zip_that_mutates { let (mut a, b) = (vec![1_u32; TURNS], vec![2; TURNS]); for (x, y) in a.iter_mut().zip(&b) { *x += y; } }
    enumerate { let v = vec![1; TURNS]; let mut sum = 0; for (i, x) in v.iter().enumerate() { sum ^= i * x; } }
    enumerate_that_mutates { let mut v = vec![1; TURNS]; for (i, x) in v.iter_mut().enumerate() { *x = i; } }
    reverse { let v = vec![1; TURNS]; let mut sum = 0; for x in v.iter().rev() { sum ^= x; } }
    copied { let v = vec![1; TURNS]; let mut sum = 0; for x in v.iter().copied() { sum ^= x; } }
    cloned { let v = vec![1; TURNS]; let mut sum = 0; for x in v.iter().cloned() { sum ^= x; } }
    chunks { let v = vec![1_u8; TURNS * 2]; let mut sum = 0; for c in v.chunks(2) { sum ^= c[0]; } }
    chunks_exact { let v = vec![1_u8; TURNS * 2]; let mut sum = 0; for c in v.chunks_exact(2) { sum ^= c[1]; } }
    chunks_that_mutate { let mut v = vec![1_u8; TURNS * 2]; for c in v.chunks_exact_mut(2) { c[0] = c[1]; } }
    chunks_mut { let mut v = vec![1_u8; TURNS * 2]; for c in v.chunks_mut(2) { c[0] = 3; } }
    rchunks { let v = vec![1_u8; TURNS * 2]; let mut sum = 0; for c in v.rchunks(2) { sum ^= c[0]; } }
    rchunks_exact { let v = vec![1_u8; TURNS * 2]; let mut sum = 0; for c in v.rchunks_exact(2) { sum ^= c[0]; } }
    windows { let v = vec![1_u8; TURNS + 2]; let mut sum = 0; for w in v.windows(2) { sum ^= w[0] & w[1]; } }
    skip_and_take { let v = vec![1; TURNS * 2]; let mut sum = 0; for x in v.iter().skip(5).take(TURNS) { sum ^= x; } }
    skip { let v = vec![1; TURNS + 5]; let mut sum = 0; for x in v.iter().skip(5) { sum ^= x; } }
    take { let v = vec![1; TURNS + 5]; let mut sum = 0; for x in v.iter().take(TURNS) { sum ^= x; } }
    step_by { let v = vec![1; TURNS * 3]; let mut sum = 0; for x in v.iter().step_by(3) { sum ^= x; } }
    fuse { let v = vec![1; TURNS]; let mut sum = 0; for x in v.iter().fuse() { sum ^= x; } }
    repeat { let mut sum = 0; for x in std::iter::repeat(1).take(TURNS) { sum += x; } }
    chain { let v = vec![1; TURNS]; let mut sum = 0; for x in v.iter().chain(&v) { sum ^= x; } }
    map_with_a_leaf_closure { let v = vec![1_u32; TURNS]; let mut sum = 0; for x in v.iter().map(|x| x * 2) { sum ^= x; } }
    map_that_was_collected { let v = vec![1_u32; TURNS]; let mut sum = 0; for x in v.iter().map(|x| touch(*x)).collect::<Vec<u32>>() { sum ^= x; } }
    map_before_fuse { let v = vec![1_u32; TURNS]; let mut sum = 0; for x in v.iter().map(|x| x * 2).fuse() { sum ^= x; } }
    map_within_a_chain { let v = vec![1; TURNS]; let mut sum = 0; for (i, x) in v.iter().map(|x| x * 2).enumerate() { sum ^= x + i; } }
    map_behind_a_zip { let v = vec![1; TURNS]; let mut sum = 0; for x in v.iter().zip(&v).map(|(x, y)| x * y) { sum ^= x; } }
    map_behind_step_by { let v = vec![1; TURNS * 3]; let mut sum = 0; for x in v.iter().step_by(3).map(|x| x * 2) { sum ^= x; } }
    map_behind_skip { let v = vec![1; TURNS + 5]; let mut sum = 0; for x in v.iter().skip(5).map(|x| x * 2) { sum ^= x; } }
    bytes_of_a_string { let s = "a".repeat(TURNS); let mut sum = 0; for b in s.bytes() { sum ^= b; } }
    iterator_from_a_variable { let v = vec![1; TURNS]; let items = v.iter().enumerate(); let mut sum = 0; for (i, x) in items { sum ^= i * x; } }

    // Headers: of what gets its type later.
    late_vector { let v = (0..TURNS).collect(); let mut sum = 0; for x in &v { sum ^= x; } let _: Vec<usize> = v; }
    late_vector_by_value { let mut v = vec![Default::default(); TURNS]; let mut n = 0; for x in v.clone() { n += 1; } v.push(1.5_f32); }
    late_items_cloned { let mut v = vec![Default::default(); TURNS]; let mut n = 0; for x in v.iter().cloned() { n += 1; } v.push((1_u8, 'a')); }
    late_items_in_a_parameter_of_a_closure { let count = #[cancellable] |items| { let mut n = 0; for x in items { n += 1; } Ok::<_, Cancelled>(n) }; count(vec![1_u8; TURNS])?; }

    // Bodies.
    nothing { for _ in 0..TURNS {} }
    operators { let mut a = 1_u32; for n in 0..TURNS { a = (a << 3) ^ !(a >> 5) & (n as u32 | 7); } }
    branches { let mut a = 0; for n in 0..TURNS { if n % 3 == 0 { a += 1; } else if n > 7 { a += 2; } else { continue; } } }
    matching { let mut a = 0; for n in 0..TURNS { a += match n % 4 { 0 => 1, 1 | 2 => 2, m if m > 2 => 3, _ => 4 }; } }
    let_and_let_else { let v = vec![Some(1); TURNS]; let mut a = 0; for n in &v { let Some(m) = n else { continue }; let k = m * 2; a ^= k; } }
    if_let { let v = vec![Some(1); TURNS]; let mut a = 0; for n in &v { if let Some(m) = n { a ^= m; } } }
    indexing { let mut v = vec![0; TURNS]; for i in 1..TURNS { v[i] = v[i - 1] + 1; } }
    tuples_and_arrays { let mut a = (0, [0; 2]); for n in 0..TURNS { a = (n, [n, a.0]); } }
    structure_literals {
        #[derive(Clone, Copy)]
        struct Pair { a: usize, b: usize }
        let mut p = Pair { a: 0, b: 1 };
        for n in 0..TURNS { p = Pair { a: n ^ p.b, ..p }; }
        let _ = p.a;
    }
    fields { let mut p = (0, 1); for n in 0..TURNS { p.0 ^= n; p.1 = p.0; } }
    references { let mut a = 0; for n in 0..TURNS { let place = &mut a; *place ^= *&n; } }
    casts_and_literals { let mut a = 0.0; for n in 0..TURNS { a = n as f64 * 0.5 - b'a' as f64; } }
    blocks { let mut a = 0; for n in 0..TURNS { a = 'b: { if n == 7 { break 'b 3; } n }; } }
    constructors_of_std { let mut a = (None, Ok(0)); for n in 0..TURNS { a = (Some(n), if n == 7 { Err(n) } else { Ok(n) }); } }
    numeric_methods { let mut a = 0_u32; for n in 0..TURNS as u32 { a = a.wrapping_mul(31).rotate_left(3).max(n).min(900); } }
    numeric_functions { let mut a = 0_u64; for n in 0..TURNS as u32 { a = u64::max(a, u64::from(n)); } }
    question_mark { let mut a = 0_u32; for n in 0..TURNS { a = Ok::<_, safepoint::Cancelled>(a + 1)?; } }
    early_return { for n in 0..TURNS { if n == TURNS + 1 { return Ok(()); } } }
    blocks_that_are_unsafe { let v = vec![1; TURNS]; let mut a = 0; for i in 0..TURNS { a ^= unsafe { *v.get_unchecked(i) }; } }

    // Loops inside.
    short_loops_inside { let mut a = 0; for n in 0..TURNS { for k in 0..3 { a ^= n * k; } } }
    short_loops_that_depend_on_one_another { let mut a = 0; for n in 0..TURNS { for i in 0..5 { for j in i + 1..5 { a ^= n * i * j; } } } }
    loops_over_arrays { let v = [1, 2, 3]; let mut a = 0; for n in 0..TURNS { for x in &v { a ^= n * x; } for i in 0..v.len() { a ^= i; } } }
    loops_over_an_array_of_a_written_type { let v: [usize; 3] = touch([1, 2, 3]); let mut a = 0; for n in 0..TURNS { for x in &v { a ^= n * x; } } }
    loops_over_chunks_of_known_length { let v = vec![1_u8; TURNS * 8]; let mut a = 0; for c in v.chunks_exact(8) { for x in c { a ^= x; } } }

    // `while`.
    while_that_counts { let mut n = 0; while n < TURNS { n += 1; } }
    while_with_a_step { let mut n = 0; let step = 3; while n < TURNS * 3 { n += step; } }
    while_that_counts_down { let mut n = TURNS; while n > 0 { n -= 1; } }
    while_with_two_comparisons { let (mut n, mut m) = (0, TURNS * 2); while n < TURNS && m > 0 { n += 1; m -= 1; } }

    // Loops that do not count, some iterations at a time.
    endless_loop { let mut n = 0; loop { n += 1; if n == TURNS { break; } } }
    endless_loop_that_halves { let (mut n, mut rest) = (0, usize::MAX); loop { rest /= 2; n += 1; if n == TURNS { break; } } }
    while_that_breaks { let mut n = 0; while n < TURNS { if n == TURNS + 1 { break; } n += 1; } }
    while_that_counts_nothing { let mut n = 1_u64; let mut turns = 0; while n != 0 { turns = turns + 1; n = if turns == TURNS { 0 } else { 1 }; } }
    while_that_looks_at_data { let v = vec![1; TURNS + 1]; let (mut i, mut a) = (0, 0); while i < TURNS && v[i] == 1 { a ^= v[i]; i += 1; } }
    while_let { let v = vec![1; TURNS]; let mut rest = &v[..]; while let [first, others @ ..] = rest { rest = others; } }

    // Long loops in long loops are checked at each iteration of the outer one, and between strips of the inner one.
    long_loops_inside { let v = vec![1; TURNS]; let mut a = 0; for _ in 0..3 { for x in &v { a ^= x; } } }
}

/// Ranges of each type that counts, as long as they may be.
macro_rules! ranges {
    ($($name:ident,)*) => { leaf! {$( $name { let mut sum = 0; for n in $name::MIN..=$name::MAX.min(TURNS as $name) { sum ^= n; } } )*} };
}

mod ranges {
    use super::TURNS;

    ranges! { u16, u32, u64, u128, usize, }
    leaf! {
        u8 { for _ in 0..TURNS / 250 { let mut a = 0; for n in 0..250_u8 { a ^= n; } } }
        i8 { for _ in 0..TURNS / 250 { let mut a = 0; for n in -125..125_i8 { a ^= n; } } }
        i16 { let mut a = 0; for n in i16::MIN..=i16::MAX { a ^= n; } }
        i32 { let mut a = 0; for n in -9..TURNS as i32 { a ^= n; } }
        i64 { let mut a = 0; for n in -9..TURNS as i64 { a ^= n; } }
        i128 { let mut a = 0; for n in -9..TURNS as i128 { a ^= n; } }
        isize { let mut a = 0; for n in -9..TURNS as isize { a ^= n; } }
    }
}
