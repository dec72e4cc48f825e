//! What a `for` goes over: iterators of every kind that std has.

use super::writer::Writer;

/// A header, with what it needs before it and what may follow. In these texts `$k` stands for a number of turns, `$s`
/// for a value, and `$i` for a number of this loop's own.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) setup: String,
    pub(crate) header: String,
    pub(crate) pattern: String,
    /// The first statement of the body.
    pub(crate) given: String,
    /// The item as a number.
    pub(crate) value: String,
    pub(crate) after: String,
}

/// Header, pattern, item.
type Row = (&'static str, &'static str, &'static str);

/// Ranges, which need nothing.
const RANGES: &[Row] = &[
    ("0..$k", "x$i", "x$i"),
    ("0..$ki8", "x$i", "x$i as i64"),
    ("-$ki16..0", "x$i", "x$i as i64"),
    ("0..$ki32", "x$i", "x$i as i64"),
    ("0..$ki128", "x$i", "x$i as i64"),
    ("0..$kisize", "x$i", "x$i as i64"),
    ("250 - $ku8..250", "x$i", "x$i as i64"),
    ("0..$ku16", "x$i", "x$i as i64"),
    ("0..$ku32", "x$i", "x$i as i64"),
    ("0..$ku64", "x$i", "x$i as i64"),
    ("u128::MAX - $k..u128::MAX", "x$i", "x$i as i64"),
    ("0..$kusize", "_x$i", "4i64"),
    ("1..=$k", "mut x$i", "{ x$i += 1i64; x$i }"),
    ("255 - $ku8..=255", "x$i", "x$i as i64"),
    ("(i32::MAX - $k)..=i32::MAX", "x$i", "x$i as i64"),
    ("(0..$k).rev()", "x$i", "x$i as i64"),
    ("(3..$kusize + 1).rev()", "x$i", "x$i as i64"),
    ("(0..=$ku64).rev()", "x$i", "x$i as i64"),
    ("(0..2 * $kusize).step_by(2)", "x$i", "x$i as i64"),
    ("(1..=$ki16).step_by(3)", "x$i", "x$i as i64"),
    ("(0..$ku32).rev().step_by(2)", "x$i", "x$i as i64"),
    ("('a'..='z').take($k)", "x$i", "x$i as u32 as i64"),
    ("'a'..='d'", "x$i", "x$i as i64"),
    ("(5..).take($k)", "x$i", "x$i as i64"),
    ("(0..$k).zip(3u8..)", "(x$i, y$i)", "x$i + y$i as i64"),
    ("(0..$k).map(|x| x * 3)", "x$i", "x$i"),
    ("(0..$k).filter(|x| x % 2 == 0)", "x$i", "x$i"),
    ("(0..$k).flat_map(|x| 0..x % 3)", "x$i", "x$i"),
    ("(0..$k).chain(7..8)", "x$i", "x$i"),
    ("5..2", "x$i", "x$i as i64"),
];

/// What goes over `c$i`, a vector of numbers.
const NUMBERS: &[Row] = &[
    ("c$i.clone()", "x$i", "x$i"),
    ("(0..c$i.len()).rev()", "x$i", "c$i[x$i]"),
    ("&c$i", "x$i", "*x$i"),
    ("&c$i", "&x$i", "x$i"),
    ("&mut c$i", "x$i", "{ *x$i ^= 3; *x$i }"),
    ("c$i.iter()", "x$i", "*x$i"),
    ("c$i.iter_mut()", "x$i", "{ *x$i += 1; *x$i }"),
    (
        "c$i.iter_mut().rev().enumerate()",
        "(n$i, x$i)",
        "{ *x$i += n$i as i64; *x$i }",
    ),
    ("&c$i[c$i.len() / 2..]", "x$i", "*x$i"),
    ("c$i.as_slice()", "x$i", "*x$i"),
    ("c$i.iter().copied()", "x$i", "x$i"),
    ("c$i.iter().cloned().rev()", "x$i", "x$i"),
    ("c$i.iter().rev()", "x$i", "*x$i"),
    ("c$i.iter().enumerate()", "(n$i, x$i)", "n$i as i64 + x$i"),
    (
        "c$i.iter().enumerate().rev()",
        "(n$i, &x$i)",
        "n$i as i64 + x$i",
    ),
    ("c$i.iter().zip(&[1i64, 2, 3])", "(x$i, y$i)", "x$i + y$i"),
    (
        "c$i.iter().zip(c$i.iter().skip(1))",
        "(x$i, y$i)",
        "x$i + y$i",
    ),
    (
        "c$i.iter().copied().zip(0u8..).enumerate()",
        "(n$i, (x$i, y$i))",
        "n$i as i64 + x$i + y$i as i64",
    ),
    ("c$i.chunks(2)", "x$i", "x$i[0] + x$i.len() as i64"),
    ("c$i.chunks_mut(2)", "x$i", "{ x$i[0] ^= 9; x$i[0] }"),
    ("c$i.chunks_exact(2)", "x$i", "x$i[0] ^ x$i[1]"),
    (
        "c$i.chunks_exact_mut(2)",
        "x$i",
        "{ x$i.swap(0, 1); x$i[1] }",
    ),
    ("c$i.rchunks(3)", "x$i", "x$i.iter().sum::<i64>()"),
    ("c$i.windows(2)", "x$i", "x$i[0] + x$i[1]"),
    ("c$i.windows(3).rev()", "x$i", "x$i[2]"),
    ("c$i.split(|x| x % 4 == 0)", "x$i", "x$i.len() as i64"),
    ("c$i.iter().skip(1)", "x$i", "*x$i"),
    ("c$i.iter().take(3)", "x$i", "*x$i"),
    ("c$i.iter().skip(1).step_by(2)", "x$i", "*x$i"),
    ("c$i.iter().map(|x| x ^ 5)", "x$i", "x$i"),
    ("c$i.iter().map(|x| note($i, *x))", "x$i", "x$i"),
    ("c$i.iter().filter(|x| **x % 2 == 1)", "x$i", "*x$i"),
    ("c$i.iter().filter_map(|x| maybe($i, *x))", "x$i", "x$i"),
    ("c$i.iter().inspect(|x| drop(note($i, **x)))", "x$i", "*x$i"),
    ("c$i.iter().flat_map(|x| [*x, 1])", "x$i", "x$i"),
    (
        "c$i.iter().scan(1, |sum, x| { *sum += x; Some(*sum) })",
        "x$i",
        "x$i",
    ),
    ("c$i.iter().take_while(|x| **x != 9)", "x$i", "*x$i"),
    ("c$i.iter().map_while(|x| x.checked_sub(4))", "x$i", "x$i"),
    ("c$i.iter().skip_while(|x| **x > 99)", "x$i", "*x$i"),
    ("c$i.iter().chain([&8i64])", "x$i", "*x$i"),
    ("c$i.iter().cycle().take($k)", "x$i", "*x$i"),
    ("c$i.iter().peekable()", "x$i", "*x$i"),
    ("c$i.iter().fuse()", "x$i", "*x$i"),
    ("c$i.first()", "x$i", "*x$i"),
    ("c$i.drain(..)", "x$i", "x$i"),
    ("c$i.drain(c$i.len() / 2..)", "x$i", "x$i"),
    ("c$i.clone().into_iter().rev()", "x$i", "x$i"),
    ("c$i.clone().into_boxed_slice()", "x$i", "x$i"),
    (
        "Box::new(c$i.iter()) as Box<dyn Iterator<Item = &i64> + '_>",
        "x$i",
        "*x$i",
    ),
    ("std::mem::take(&mut c$i)", "x$i", "x$i"),
    (
        "c$i.clone().into_iter().collect::<std::collections::VecDeque<_>>()",
        "x$i",
        "x$i",
    ),
    (
        "&c$i.iter().collect::<std::collections::VecDeque<_>>()",
        "&&x$i",
        "x$i",
    ),
    (
        "c$i.iter().collect::<std::collections::LinkedList<_>>()",
        "x$i",
        "*x$i",
    ),
    (
        "c$i.iter().collect::<std::collections::BTreeSet<_>>()",
        "x$i",
        "*x$i",
    ),
    (
        "c$i.iter().map(|x| (x % 8, *x)).collect::<std::collections::BTreeMap<_, _>>()",
        "(n$i, x$i)",
        "n$i + x$i",
    ),
    (
        "c$i.iter().map(|x| (x % 8, *x)).collect::<std::collections::BTreeMap<_, _>>().values()",
        "x$i",
        "*x$i",
    ),
    (
        "c$i.iter().take(1).map(|x| (*x, 1)).collect::<std::collections::HashMap<_, _>>()",
        "(n$i, x$i)",
        "n$i + x$i",
    ),
    (
        "&c$i.iter().take(1).collect::<std::collections::HashSet<_>>()",
        "x$i",
        "**x$i",
    ),
    (
        "c$i.iter().collect::<std::collections::BinaryHeap<_>>().into_sorted_vec()",
        "x$i",
        "*x$i",
    ),
    ("c$i.clone().into_iter().map(Some).flatten()", "x$i", "x$i"),
    ("pulled($i, c$i.clone())", "x$i", "x$i"),
    ("pulled($i, c$i.iter().rev().copied())", "x$i", "x$i"),
    ("pulled($i, c$i.drain(..))", "x$i", "x$i"),
];

/// The rest: what must be set up, header, pattern, item, what may follow.
const OTHERS: &[(&str, &str, &str, &str, &str)] = &[
    ("", "[3i64, $s, 9]", "x$i", "x$i", ""),
    ("let a$i = [$s, 2, 4, 8i64];", "a$i", "x$i", "x$i", ""),
    ("let a$i = [$s, 2, 4, 8i64];", "&a$i", "&x$i", "x$i", ""),
    (
        "let a$i = [[1i64, $s], [3, 4]];",
        "a$i.iter().flatten()",
        "x$i",
        "*x$i",
        "",
    ),
    (
        "let a$i = [(1i64, $s), (3, 4)];",
        "&a$i",
        "&(x$i, y$i)",
        "x$i ^ y$i",
        "",
    ),
    ("", "[$s, 5i64].map(|x| x & 7)", "x$i", "x$i", ""),
    ("", "maybe($i, $s)", "x$i", "x$i", ""),
    ("", "ask($i, $s)", "x$i", "x$i", ""),
    ("", "std::iter::once($s)", "x$i", "x$i", ""),
    ("", "std::iter::empty::<i64>()", "x$i", "x$i", ""),
    ("", "std::iter::repeat($s).take($k)", "x$i", "x$i", ""),
    ("", "std::iter::repeat_n($s, $k)", "x$i", "x$i", ""),
    (
        "",
        "std::iter::repeat_with(|| note($i, 4)).take($k)",
        "x$i",
        "x$i",
        "",
    ),
    (
        "",
        "std::iter::successors(Some(1i64), |x| (*x < $k).then_some(x + 1))",
        "x$i",
        "x$i",
        "",
    ),
    (
        "let mut n$i = 0i64;",
        "std::iter::from_fn(|| { n$i += 1; (n$i <= $k).then(|| note($i, n$i)) })",
        "x$i",
        "x$i",
        "",
    ),
    (
        "let t$i = &\"a bc,dé\\nfg\"[..$k];",
        "t$i.chars()",
        "x$i",
        "x$i as i64",
        "",
    ),
    (
        "let t$i = &\"a bc,dé\\nfg\"[..$k];",
        "t$i.chars().rev()",
        "x$i",
        "x$i as i64",
        "",
    ),
    (
        "let t$i = &\"a bc,dé\\nfg\"[..$k];",
        "t$i.bytes()",
        "x$i",
        "x$i as i64",
        "",
    ),
    (
        "let t$i = &\"a bc,dé\\nfg\"[..$k];",
        "t$i.char_indices()",
        "(n$i, x$i)",
        "n$i as i64 + x$i as i64",
        "",
    ),
    (
        "let t$i = &\"a bc,dé\\nfg\"[..$k];",
        "t$i.split([' ', ','])",
        "x$i",
        "x$i.len() as i64",
        "",
    ),
    (
        "let t$i = &\"a bc,dé\\nfg\"[..$k];",
        "t$i.split_whitespace()",
        "x$i",
        "x$i.len() as i64",
        "",
    ),
    (
        "let t$i = &\"a bc,dé\\nfg\"[..$k];",
        "t$i.lines()",
        "x$i",
        "x$i.len() as i64",
        "",
    ),
    (
        "let t$i = &\"a bc,dé\\nfg\"[..$k];",
        "t$i.as_bytes()",
        "&x$i",
        "x$i as i64",
        "",
    ),
    (
        "let mut c$i = numbers($k, $s).into_iter();",
        "c$i.by_ref()",
        "x$i",
        "x$i",
        "drop(maybe($i, c$i.next().unwrap_or(3)));",
    ),
    (
        "let mut c$i = pulled($i, numbers($k, $s));",
        "&mut c$i",
        "x$i",
        "x$i",
        "drop(maybe($i, c$i.next().unwrap_or(3)));",
    ),
    (
        "let mut c$i = numbers($k, $s).into_iter();",
        "c$i.by_ref().take(2)",
        "x$i",
        "x$i",
        "drop(maybe($i, c$i.next().unwrap_or(3)));",
    ),
    (
        "let feed$i = Feed::new($i, $k).closed();",
        "feed$i.receiver()",
        "x$i",
        "x$i",
        "",
    ),
    (
        "let feed$i = Feed::new($i, $k).closed();",
        "feed$i.receiver().iter()",
        "x$i",
        "x$i",
        "",
    ),
    (
        "let feed$i = Feed::new($i, $k);",
        "feed$i.receiver().try_iter()",
        "x$i",
        "x$i",
        "",
    ),
    ("", "Guard::new($s).items()", "x$i", "*x$i", ""),
    ("", "Guard::new($s).items().iter().rev()", "x$i", "*x$i", ""),
    (
        "",
        "0..Guard::new($s).items().len()",
        "x$i",
        "x$i as i64",
        "",
    ),
    ("", "(0..$k).map(Guard::new)", "x$i", "x$i.items()[0]", ""),
    ("", "(0..$k).map(Guard::new)", "_", "2i64", ""),
    (
        "",
        "[Guard::new($s), Guard::new(4)]",
        "x$i",
        "x$i.items()[2]",
        "",
    ),
    (
        "let g$i = Vec::from([Guard::new($s), Guard::new(4)]);",
        "g$i",
        "x$i",
        "x$i.items()[2]",
        "",
    ),
    (
        "let mut g$i = Vec::from([Guard::new($s), Guard::new(4)]);",
        "g$i.drain(..1)",
        "x$i",
        "x$i.items()[2]",
        "",
    ),
];

/// Chooses one.
pub(crate) fn choose(writer: &mut Writer) -> Source {
    // Each program begins with a row of its own, so that a thousand of them have all.
    if let Some(seed) = writer.row.take() {
        return numbered(seed).into();
    }
    if writer.one_in(3) {
        return writer.chain_of_adaptors().into();
    }
    let logged = |text: &str| text.contains("pulled") || text.contains("receiver");
    let (setup, (header, pattern, value), after) = match writer.below(12) {
        0..=2 => ("", writer.pick(RANGES), ""),
        3..=5 => ("let mut c$i = numbers($k, $s);", writer.pick(NUMBERS), ""),
        6 => {
            let logged: Vec<Row> = NUMBERS
                .iter()
                .copied()
                .filter(|(header, ..)| logged(header))
                .collect();
            ("let mut c$i = numbers($k, $s);", writer.pick(&logged), "")
        }
        7 | 8 => {
            let logged: Vec<_> = OTHERS
                .iter()
                .copied()
                .filter(|other| logged(other.0) || logged(other.1))
                .collect();
            let (setup, header, pattern, value, after) = writer.pick(&logged);
            (setup, (header, pattern, value), after)
        }
        _ => {
            let (setup, header, pattern, value, after) = writer.pick(OTHERS);
            (setup, (header, pattern, value), after)
        }
    };
    (setup, (header, pattern, value), after).into()
}

fn numbered(seed: u64) -> Chosen {
    let others = OTHERS
        .iter()
        .map(|&(setup, header, pattern, value, after)| (setup, (header, pattern, value), after));
    let numbers = NUMBERS
        .iter()
        .map(|&row| ("let mut c$i = numbers($k, $s);", row, ""));
    let all: Vec<Chosen> = RANGES
        .iter()
        .map(|&row| ("", row, ""))
        .chain(numbers)
        .chain(others)
        .collect();
    all[usize::try_from(seed).unwrap_or(0) % all.len()]
}

/// Of each header, the longest text in it that is the same in every program.
#[cfg(test)]
pub(super) fn headers() -> impl Iterator<Item = &'static str> {
    let rows = RANGES.iter().chain(NUMBERS).map(|(header, ..)| *header);
    let others = OTHERS.iter().map(|(_, header, ..)| *header);
    rows.chain(others).map(|header| {
        let parts = header
            .split(['$'])
            .map(|part| part.trim_start_matches(['i', 'k', 's']));
        parts.max_by_key(|part| part.len()).unwrap_or_default()
    })
}

/// A header with a temporary that lives as long as the loop.
pub(crate) const TEMPORARY: Chosen = ("", ("Guard::new($s).items()", "x$i", "*x$i"), "");

type Chosen = (&'static str, Row, &'static str);

impl From<Chosen> for Source {
    fn from((setup, (header, pattern, value), after): Chosen) -> Self {
        let given = if header.contains("receiver") {
            "feed$i.given(x$i);"
        } else if header.starts_with("pulled") || setup.contains("pulled") {
            "given($i, x$i);"
        } else {
            ""
        };
        let [setup, header, pattern, given, value, after] =
            [setup, header, pattern, given, value, after].map(str::to_owned);
        Source {
            setup,
            header,
            pattern,
            given,
            value,
            after,
        }
    }
}

impl Source {
    /// Fills the gaps.
    pub(crate) fn fill(&mut self, number: u32, turns: u32, value: &str) {
        let Self {
            setup,
            header,
            pattern,
            given,
            value: item,
            after,
        } = self;
        for text in [setup, header, pattern, given, item, after] {
            *text = text
                .replace("$i", &number.to_string())
                .replace("$k", &turns.to_string())
                .replace("$s", &format!("({value})"));
        }
    }
}
