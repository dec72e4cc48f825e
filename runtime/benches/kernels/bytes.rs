//! Bytes and text: searched, counted, hashed.

use std::sync::LazyLock;

use crate::inputs::text;
use crate::suite::{Kernel, Size};
use crate::variants::{kernels, timed};

kernels! {
    fn count_newlines(token: &CancelToken, text: &[u8]) -> Result<usize, Cancelled> {
        let mut count = 0;
        for &byte in text {
            if byte == b'\n' {
                count += 1;
            }
        }
        Ok(count)
    }

    fn find_byte(token: &CancelToken, text: &[u8], wanted: u8) -> Result<Option<usize>, Cancelled> {
        for (i, &byte) in text.iter().enumerate() {
            if byte == wanted {
                return Ok(Some(i));
            }
        }
        Ok(None)
    }

    fn word_count(token: &CancelToken, text: &[u8]) -> Result<(usize, usize), Cancelled> {
        let (mut lines, mut words) = (0, 0);
        let mut in_word = false;
        for &byte in text {
            if byte == b'\n' {
                lines += 1;
            }
            let space = byte == b' ' || byte == b'\n' || byte == b'\t';
            if !space && !in_word {
                words += 1;
            }
            in_word = !space;
        }
        Ok((lines, words))
    }

    fn histogram(token: &CancelToken, text: &[u8], counts: &mut [u32; 256]) -> Result<(), Cancelled> {
        for &byte in text {
            counts[byte as usize] += 1;
        }
        Ok(())
    }

    fn swap_case(token: &CancelToken, text: &mut [u8]) -> Result<(), Cancelled> {
        for byte in text.iter_mut() {
            let lower = *byte | 0x20;
            if lower >= b'a' && lower <= b'z' {
                *byte ^= 0x20;
            }
        }
        Ok(())
    }

    fn fnv(token: &CancelToken, text: &[u8]) -> Result<u64, Cancelled> {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for &byte in text {
            hash ^= u64::from(byte);
            hash = hash.wrapping_mul(0x0100_0000_01b3);
        }
        Ok(hash)
    }

    fn crc(token: &CancelToken, text: &[u8], table: &[u32; 256]) -> Result<u32, Cancelled> {
        let mut crc = !0_u32;
        for &byte in text {
            crc = table[((crc ^ u32::from(byte)) & 0xff) as usize] ^ (crc >> 8);
        }
        Ok(!crc)
    }

    fn adler(token: &CancelToken, text: &[u8]) -> Result<u32, Cancelled> {
        let (mut a, mut b) = (1_u32, 0_u32);
        for &byte in text {
            a = (a + u32::from(byte)) % 65_521;
            b = (b + a) % 65_521;
        }
        Ok(b << 16 | a)
    }

    fn internet_checksum(token: &CancelToken, packet: &[u8]) -> Result<u16, Cancelled> {
        let mut sum = 0_u32;
        for pair in packet.chunks_exact(2) {
            sum += u32::from(pair[0]) << 8 | u32::from(pair[1]);
            sum = (sum & 0xffff) + (sum >> 16);
        }
        Ok(!(sum as u16))
    }
}

/// What each byte does to a CRC-32.
static CRC: LazyLock<[u32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|byte| {
        (0..8).fold(byte as u32, |crc, _| {
            if crc & 1 == 0 {
                crc >> 1
            } else {
                crc >> 1 ^ 0xEDB8_8320
            }
        })
    })
});

const SHORT: usize = 32 << 10;
const LONG: usize = 16 << 20;

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("count_newlines", |size: Size| {
        let text = text(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, count_newlines(&text)))
    }),
    Kernel::new("find_byte", |size| {
        let mut text = text(size.of(SHORT, LONG));
        text.push(b'!');
        Box::new(move |run| timed!(run, find_byte(&text, b'!')))
    }),
    Kernel::new("word_count", |size| {
        let text = text(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, word_count(&text)))
    }),
    Kernel::new("histogram", |size| {
        let text = text(size.of(SHORT, LONG));
        let mut counts = [0; 256];
        Box::new(move |run| {
            counts.fill(0);
            timed!(run, histogram(&text, &mut counts)).and(&counts)
        })
    }),
    Kernel::new("swap_case", |size| {
        let fresh = text(size.of(SHORT, LONG));
        let mut text = fresh.clone();
        Box::new(move |run| {
            run.reset(&mut text, &fresh);
            timed!(run, swap_case(&mut text)).and(&text)
        })
    }),
    Kernel::new("fnv", |size| {
        let text = text(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, fnv(&text)))
    }),
    Kernel::new("crc", |size| {
        let text = text(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, crc(&text, &CRC)))
    }),
    Kernel::new("adler", |size| {
        let text = text(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, adler(&text)))
    }),
    Kernel::new("internet_checksum", |size| {
        let text = text(size.of(SHORT, LONG));
        Box::new(move |run| timed!(run, internet_checksum(&text)))
    }),
];
