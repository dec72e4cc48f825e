//! Each name in `macros/src/leaf/methods.rs` in a loop of its own, which is leaf. `tests/tidy` sees that none is missing.

use super::TURNS;

/// A variable, and calls on it: in each turn of a loop, one.
macro_rules! calls {
    ($($variable:ident: $ty:ty = $value:expr => { $($name:ident { $($call:tt)* })* })*) => {$(
        leaf! {$(
            $name { let mut $variable: $ty = $value; for _n in 0..TURNS { let _ = $($call)*; } let _ = &mut $variable; }
        )*}
    )*};
}

mod methods {
    use super::*;

    calls! {
        v: [u8; 9] = [7; 9] => {
            len { v.len() }
            is_empty { v.is_empty() }
            first { v.first() }
            get_unchecked { unsafe { v.get_unchecked(3) } }
            get_unchecked_mut { unsafe { *v.get_unchecked_mut(3) = 4 } }
            swap { v.swap(2, 3) }
            split_at { v.split_at(3) }
            split_at_mut { v.split_at_mut(3) }
            split_first { v.split_first() }
            split_first_mut { v.split_first_mut() }
            split_last { v.split_last() }
            split_last_mut { v.split_last_mut() }
        }
        o: Option<&u8> = Some(&7) => {
            is_some { o.is_some() }
            is_none { o.is_none() }
            unwrap { o.unwrap() }
            unwrap_or { o.unwrap_or(&9) }
            copied { o.copied() }
        }
        r: Result<u8, u8> = Ok(7) => {
            is_ok { r.is_ok() }
            is_err { r.is_err() }
            ok { r.ok() }
        }
        i: i32 = 7 => {
            is_positive { i.is_positive() }
            is_negative { i.is_negative() }
            abs { i.abs() }
            unsigned_abs { i.unsigned_abs() }
            wrapping_abs { i.wrapping_abs() }
            checked_neg { i.checked_neg() }
            checked_abs { i.checked_abs() }
            signum { i.signum() }
            cast_unsigned { i.cast_unsigned() }
            wrapping_sub_unsigned { i.wrapping_sub_unsigned(9) }
            wrapping_add_unsigned { i.wrapping_add_unsigned(9) }
            saturating_add_unsigned { i.saturating_add_unsigned(9) }
            saturating_sub_unsigned { i.saturating_sub_unsigned(9) }
        }
        u: u32 = 7 => {
            wrapping_neg { u.wrapping_neg() }
            count_ones { u.count_ones() }
            count_zeros { u.count_zeros() }
            leading_zeros { u.leading_zeros() }
            trailing_zeros { u.trailing_zeros() }
            leading_ones { u.leading_ones() }
            trailing_ones { u.trailing_ones() }
            swap_bytes { u.swap_bytes() }
            reverse_bits { u.reverse_bits() }
            to_be { u.to_be() }
            to_le { u.to_le() }
            is_power_of_two { u.is_power_of_two() }
            cast_signed { u.cast_signed() }
            min { u.min(9) }
            max { u.max(9) }
            clamp { u.clamp(2, 9) }
            abs_diff { u.abs_diff(9) }
            wrapping_add { u.wrapping_add(9) }
            wrapping_sub { u.wrapping_sub(9) }
            wrapping_mul { u.wrapping_mul(9) }
            wrapping_shl { u.wrapping_shl(9) }
            wrapping_shr { u.wrapping_shr(9) }
            rotate_left { u.rotate_left(9) }
            rotate_right { u.rotate_right(9) }
            wrapping_add_signed { u.wrapping_add_signed(-9) }
            saturating_add { u.saturating_add(9) }
            saturating_sub { u.saturating_sub(9) }
            saturating_mul { u.saturating_mul(9) }
            saturating_add_signed { u.saturating_add_signed(-9) }
            checked_add { u.checked_add(9) }
            checked_sub { u.checked_sub(9) }
            checked_mul { u.checked_mul(9) }
            checked_shl { u.checked_shl(9) }
            checked_shr { u.checked_shr(9) }
            checked_add_signed { u.checked_add_signed(-9) }
            overflowing_add { u.overflowing_add(9) }
            overflowing_sub { u.overflowing_sub(9) }
            overflowing_mul { u.overflowing_mul(9) }
            midpoint { u.midpoint(9) }
            isqrt { u.isqrt() }
            ilog2 { u.ilog2() }
            ilog10 { u.ilog10() }
            next_power_of_two { u.next_power_of_two() }
            rem_euclid { u.rem_euclid(9) }
            div_euclid { u.div_euclid(9) }
            wrapping_div { u.wrapping_div(9) }
            wrapping_rem { u.wrapping_rem(9) }
            checked_div { u.checked_div(9) }
            checked_rem { u.checked_rem(9) }
            div_ceil { u.div_ceil(9) }
            is_multiple_of { u.is_multiple_of(9) }
            next_multiple_of { u.next_multiple_of(9) }
            pow { u.pow(9) }
            wrapping_pow { u.wrapping_pow(9) }
            checked_pow { u.checked_pow(9) }
            saturating_pow { u.saturating_pow(9) }
        }
        c: char = '7' => {
            is_ascii_alphabetic { c.is_ascii_alphabetic() }
            is_ascii_alphanumeric { c.is_ascii_alphanumeric() }
            is_ascii_digit { c.is_ascii_digit() }
            is_ascii_hexdigit { c.is_ascii_hexdigit() }
            is_ascii_lowercase { c.is_ascii_lowercase() }
            is_ascii_uppercase { c.is_ascii_uppercase() }
            is_ascii_punctuation { c.is_ascii_punctuation() }
            is_ascii_whitespace { c.is_ascii_whitespace() }
            is_ascii_control { c.is_ascii_control() }
            is_ascii_graphic { c.is_ascii_graphic() }
        }
        x: f64 = 0.7 => {
            to_bits { x.to_bits() }
            is_nan { x.is_nan() }
            is_finite { x.is_finite() }
            is_infinite { x.is_infinite() }
            is_sign_negative { x.is_sign_negative() }
            is_sign_positive { x.is_sign_positive() }
            recip { x.recip() }
            to_radians { x.to_radians() }
            to_degrees { x.to_degrees() }
            copysign { x.copysign(-9.0) }
            mul_add { x.mul_add(9.0, 2.0) }
            floor { x.floor() }
            ceil { x.ceil() }
            round_ties_even { x.round_ties_even() }
            trunc { x.trunc() }
            fract { x.fract() }
            sqrt { x.sqrt() }
            powi { x.powi(9) }
            exp { x.exp() }
            exp2 { x.exp2() }
            exp_m1 { x.exp_m1() }
            ln { x.ln() }
            ln_1p { x.ln_1p() }
            log2 { x.log2() }
            log10 { x.log10() }
            cbrt { x.cbrt() }
            sin { x.sin() }
            cos { x.cos() }
            tan { x.tan() }
            sin_cos { x.sin_cos() }
            asin { x.asin() }
            acos { x.acos() }
            atan { x.atan() }
            sinh { x.sinh() }
            cosh { x.cosh() }
            tanh { x.tanh() }
            asinh { x.asinh() }
            acosh { x.acosh() }
            atanh { x.atanh() }
            powf { x.powf(9.0) }
            atan2 { x.atan2(9.0) }
            hypot { x.hypot(9.0) }
        }
    }
}

/// The same as functions of a primitive type, one for each type; and what makes a number of another.
mod functions {
    use super::*;

    calls! {
        n: u8 = 7 => {
            u8 { u8::max(n, 9) }
            i8 { i8::abs(-7) }
            u16 { u16::wrapping_add(7, 9) }
            i16 { i16::signum(-7) }
            u32 { u32::from(n) }
            i32 { i32::rem_euclid(-7, 9) }
            u64 { u64::count_ones(7) }
            i64 { i64::clamp(7, 2, 9) }
            u128 { u128::rotate_left(7, 9) }
            i128 { i128::unsigned_abs(-7) }
            usize { usize::abs_diff(7, 9) }
            isize { isize::pow(7, 2) }
            f32 { f32::sqrt(0.7) }
            f64 { f64::max(0.7, 0.9) }
            bool { bool::min(true, false) }
            char { char::from(n) }
            from { u64::from(n) }
            from_bits { f64::from_bits(7) }
            from_be { u32::from_be(7) }
            from_le { u32::from_le(7) }
            from_u32 { char::from_u32(7) }
            from_digit { char::from_digit(7, 10) }
            some { Some(n) }
            ok { Ok::<_, u8>(n) }
            err { Err::<u8, _>(n) }
        }
    }
}

/// A header that an iteration evaluates: what makes it calls nothing, so that the short loop behind it has no check. Of the
/// loop itself some types are checked at each item.
macro_rules! headers {
    ($($variable:ident: $ty:ty = $value:expr => { $($name:ident { $($header:tt)* })* })*) => {$($(
        #[test]
        fn $name() {
            let mut items = 0_u64;
            {
                let mut $variable: $ty = $value;
                let _ = &mut $variable;
                for _ in $($header)* { items += 1; }
            }
            let count = checkpoints! { []
                let mut $variable: $ty = $value;
                let _ = &mut $variable;
                let (mut a, rows, short) = (0_usize, 1000, 3);
                for _ in 0..rows {
                    for _ in $($header)* { a += 1; }
                    for n in 0..short { a ^= n; }
                }
                let _ = a;
            };
            let single = ["chars", "char_indices"].contains(&stringify!($name));
            let of_items = if single { 1000 * (items + 1) } else { 0 };
            assert!($crate::FORCED || count == 1 + 1001 + of_items, "{count} checkpoints");
        }
    )*)*};
}

mod headers {
    headers! {
        v: Vec<u8> = vec![7; 9] => {
            iter { v.iter() }
            iter_mut { v.iter_mut() }
            chunks { v.chunks(2) }
            chunks_mut { v.chunks_mut(2) }
            chunks_exact { v.chunks_exact(2) }
            chunks_exact_mut { v.chunks_exact_mut(2) }
            rchunks { v.rchunks(2) }
            rchunks_exact { v.rchunks_exact(2) }
            windows { v.windows(2) }
            as_slice { v.as_slice() }
            as_mut_slice { v.as_mut_slice() }
            enumerate { v.iter().enumerate() }
            rev { v.iter().rev() }
            zip { v.iter().zip(&v) }
            copied { v.iter().copied() }
            cloned { v.iter().cloned() }
            skip { v.iter().skip(2) }
            take { v.iter().take(2) }
            step_by { v.iter().step_by(2) }
            chain { v.iter().chain(&v) }
            fuse { v.iter().fuse() }
            map { v.iter().map(|x| x + 1) }
        }
        a: [u8; 9] = [7; 9] => { into_iter { a.into_iter() } }
        s: &str = "é 你好" => {
            bytes { s.bytes() }
            chars { s.chars() }
            char_indices { s.char_indices() }
            as_bytes { s.as_bytes() }
        }
    }
}
