//! Iterators with some adaptors behind one another, in any order that compiles.

use super::{source::Source, writer::Writer};

/// An iterator: what must be set up, its expression, the pattern of its item, the item as a number. `$i`, `$k` and `$s` stand in
/// them as in every header.
pub(crate) struct Chain {
    pub(crate) setup: &'static str,
    pub(crate) header: String,
    pub(crate) pattern: String,
    pub(crate) value: String,
    /// Whether it also goes from its end.
    backwards: bool,
    /// Whether it knows its length.
    exact: bool,
}

/// Set up, expression, pattern, item, whether it knows its length. All of these go from their ends too.
type Row = (&'static str, &'static str, &'static str, &'static str, bool);

const NUMBERS: &str = "let mut c$i = numbers($k, $s);";
const TEXT: &str =
    "let t$i: String = \"aé 你🎉z\".chars().cycle().skip((($s) & 3) as usize).take($k).collect();";

const FIRST: &[Row] = &[
    ("", "(0..$k)", "x$i", "x$i", false),
    ("", "(0..$ku32)", "x$i", "x$i as i64", true),
    ("", "(-$ki16..0)", "x$i", "x$i as i64", true),
    ("", "(0..=$ku64)", "x$i", "x$i as i64", false),
    ("", "(250..=255u8)", "x$i", "x$i as i64", true),
    ("", "('y'..='\\u{80}')", "x$i", "x$i as i64", false),
    (
        "",
        "[$s, 2, 4, 8, 16, 3i64].into_iter()",
        "x$i",
        "x$i",
        true,
    ),
    (
        "",
        "[[$s, 2], [3, 4], [5, 6i64]].into_iter()",
        "[x$i, y$i]",
        "x$i ^ y$i",
        true,
    ),
    (NUMBERS, "c$i.clone().into_iter()", "x$i", "x$i", true),
    (NUMBERS, "c$i.drain(..)", "x$i", "x$i", true),
    (NUMBERS, "c$i.iter()", "x$i", "*x$i", true),
    (NUMBERS, "c$i.iter().copied()", "x$i", "x$i", true),
    (
        NUMBERS,
        "c$i.iter_mut()",
        "x$i",
        "{ *x$i ^= 5; *x$i }",
        true,
    ),
    (NUMBERS, "c$i.chunks(3)", "x$i", "x$i[0]", true),
    (
        NUMBERS,
        "c$i.chunks_mut(3)",
        "x$i",
        "{ x$i[0] ^= 5; x$i[0] }",
        true,
    ),
    (NUMBERS, "c$i.chunks_exact(2)", "x$i", "x$i[1]", true),
    (NUMBERS, "c$i.rchunks(3)", "x$i", "x$i[0]", true),
    (NUMBERS, "c$i.windows(2)", "x$i", "x$i[0] ^ x$i[1]", true),
    (TEXT, "t$i.chars()", "x$i", "x$i as i64", false),
    (
        TEXT,
        "t$i.char_indices()",
        "(m$i, x$i)",
        "m$i as i64 ^ x$i as i64",
        false,
    ),
    (TEXT, "t$i.bytes()", "x$i", "x$i as i64", true),
];

impl Writer {
    /// Writes one.
    pub(crate) fn chain_of_adaptors(&mut self) -> Chain {
        let text: Vec<Row> = FIRST.iter().copied().filter(|row| row.0 == TEXT).collect();
        // Of letters nobody knows how many there are: they are easily lost.
        let first = if self.one_in(4) { &text } else { FIRST };
        let (setup, header, pattern, value, exact) = self.pick(first);
        let mut chain = Chain {
            setup,
            header: header.to_owned(),
            pattern: pattern.to_owned(),
            value: value.to_owned(),
            backwards: true,
            exact,
        };
        for number in 0..=self.below(3) {
            self.adapt(&mut chain, number);
        }
        chain
    }

    fn adapt(&mut self, chain: &mut Chain, number: u32) {
        let count = self.below(5);
        let sized = chain.backwards && chain.exact;
        let call = match self.below(9) {
            0 | 1 if chain.backwards => ".rev()".to_owned(),
            2 => {
                chain.backwards = sized;
                format!(".skip({count})")
            }
            3 => {
                chain.backwards = sized;
                format!(".take({count} * $k / 4)")
            }
            4 => {
                chain.backwards = sized;
                format!(".step_by({})", count + 1)
            }
            5 => {
                chain.backwards = sized;
                chain.pattern = format!("(n{number}_$i, {})", chain.pattern);
                chain.value = format!("n{number}_$i as i64 ^ {}", chain.value);
                ".enumerate()".to_owned()
            }
            6 => {
                let (other, exact) = self.pick(&[
                    ("9u64..", false),
                    ("[3u8, 1, 4, 1, 5]", true),
                    ("(0..1000u16).rev().skip(2)", true),
                    ("\"zé你🎉\".chars().skip(1)", false),
                ]);
                chain.exact &= exact;
                chain.backwards = sized && exact;
                chain.pattern = format!("({}, z{number}_$i)", chain.pattern);
                chain.value = format!("z{number}_$i as i64 ^ {}", chain.value);
                format!(".zip({other})")
            }
            7 => ".map(|item| item)".to_owned(),
            _ => ".fuse()".to_owned(),
        };
        chain.header.push_str(&call);
    }
}

impl From<Chain> for Source {
    fn from(chain: Chain) -> Self {
        Self {
            setup: chain.setup.to_owned(),
            header: chain.header,
            pattern: chain.pattern,
            given: String::new(),
            value: chain.value,
            after: String::new(),
        }
    }
}
