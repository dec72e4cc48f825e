//! Leaf loops: nothing in them is called, so that they may check once in a strip of many iterations.

use super::{form::Shape, writer::Writer};

/// A leaf loop without an `every` checks at least once in so many iterations.
const LONGEST_STRIP: u64 = 10_000;
/// All leaf loops of one place together take no more iterations than this.
const TURNS: u64 = 20_000;

/// What must be set up, header, pattern, item. `$k` stands for a number of turns, `$s` for a value, `$i` for a number
/// of the loop's own.
type Row = (&'static str, &'static str, &'static str, &'static str);

const NUMBERS: &str = "let mut c$i = numbers($k, $s);";
const BYTES: &str = "let mut c$i = bytes($k, $s);";

const FOR: &[Row] = &[
    ("", "0..$k", "x$i", "x$i"),
    ("", "0..$ku64", "x$i", "x$i as i64"),
    ("", "0..$kusize", "x$i", "x$i as i64"),
    ("", "0..$ku32", "x$i", "x$i as i64"),
    ("", "-$ki32..0", "x$i", "x$i as i64"),
    ("", "0..$ki16", "x$i", "x$i as i64"),
    ("", "0..$ku128", "x$i", "x$i as i64"),
    ("", "-100..100i8", "x$i", "x$i as i64"),
    ("", "0..=255u8", "x$i", "x$i as i64"),
    ("", "u64::MAX - $k..=u64::MAX", "x$i", "x$i as i64"),
    ("", "0..=$k", "x$i", "x$i"),
    ("", "0..=$kusize", "_", "3"),
    ("", "'a'..='\\u{3000}'", "x$i", "x$i as i64"),
    ("", "(0..$k).rev()", "x$i", "x$i"),
    ("", "(0..=$ku32).rev()", "x$i", "x$i as i64"),
    ("", "(0..$kusize).step_by(3)", "x$i", "x$i as i64"),
    ("", "(0..=$ki64).step_by(2)", "x$i", "x$i"),
    ("", "(0..$k).map(|x| x * 2)", "x$i", "x$i"),
    ("", "(0..$k).zip(5u32..)", "(x$i, y$i)", "x$i ^ y$i as i64"),
    (NUMBERS, "&c$i", "x$i", "*x$i"),
    (NUMBERS, "&c$i", "&x$i", "x$i"),
    (NUMBERS, "&mut c$i", "x$i", "{ *x$i ^= 3; *x$i }"),
    (NUMBERS, "c$i.clone()", "x$i", "x$i"),
    (NUMBERS, "c$i.iter()", "x$i", "*x$i"),
    (
        NUMBERS,
        "c$i.iter_mut()",
        "x$i",
        "{ *x$i = *x$i * 3 & 0xff; *x$i }",
    ),
    (NUMBERS, "c$i.iter().copied()", "x$i", "x$i"),
    (NUMBERS, "c$i.iter().cloned()", "x$i", "x$i"),
    (NUMBERS, "c$i.iter().rev()", "x$i", "*x$i"),
    (
        NUMBERS,
        "c$i.iter().enumerate()",
        "(n$i, x$i)",
        "*x$i + n$i as i64",
    ),
    (
        NUMBERS,
        "c$i.iter_mut().enumerate()",
        "(n$i, x$i)",
        "{ *x$i ^= n$i as i64 & 7; *x$i }",
    ),
    (
        NUMBERS,
        "c$i.iter().zip(c$i.iter().skip(1))",
        "(x$i, y$i)",
        "x$i ^ y$i",
    ),
    (NUMBERS, "c$i.iter().skip(2).take($k)", "x$i", "*x$i"),
    (NUMBERS, "c$i.iter().map(|x| x & 15)", "x$i", "x$i"),
    (NUMBERS, "c$i.chunks(7)", "x$i", "x$i[0]"),
    (NUMBERS, "c$i.chunks_exact(4)", "x$i", "x$i[0] ^ x$i[3]"),
    (
        NUMBERS,
        "c$i.chunks_exact_mut(2)",
        "x$i",
        "{ x$i[0] ^= x$i[1]; x$i[0] }",
    ),
    (NUMBERS, "c$i.windows(3)", "x$i", "x$i[0] + x$i[2]"),
    (NUMBERS, "&c$i[c$i.len() / 2..]", "x$i", "*x$i"),
    (BYTES, "&c$i", "x$i", "*x$i as i64"),
    (BYTES, "c$i.iter().rev()", "&x$i", "x$i as i64"),
    (
        BYTES,
        "c$i.iter_mut()",
        "x$i",
        "{ *x$i ^= 32; *x$i as i64 }",
    ),
    (BYTES, "c$i.drain(..)", "x$i", "x$i as i64"),
    ("", "[1u8; 5000]", "x$i", "x$i as i64"),
    ("let c$i = [7i64; 4500];", "&c$i", "x$i", "*x$i"),
];

/// What must be set up, condition, first statement, last statement. A body with a last statement does not `continue`.
const WHILE: &[Row] = &[
    ("let mut n$i = 0;", "n$i < $k", "n$i += 1;", ""),
    ("let mut n$i = 0usize;", "n$i < $k", "", "n$i += 1;"),
    ("let mut n$i = $ku32;", "n$i > 0", "n$i -= 1;", ""),
    (
        "let mut n$i = 0i64;",
        "n$i < $k",
        "",
        "n$i += 1 + (n$i & 3);",
    ),
    (
        "let (c$i, mut n$i) = (numbers($k, $s), 0);",
        "n$i < c$i.len()",
        "",
        "n$i += 1;",
    ),
    (
        "let (c$i, mut n$i) = (numbers($k, $s).into_boxed_slice(), 0);",
        "n$i + 1 < c$i.len() && n$i != 4_000",
        "n$i += 2;",
        "",
    ),
    (
        "let (mut c$i, mut n$i) = (numbers($k, $s), 1);",
        "n$i < c$i.len()",
        "",
        "c$i[n$i] = (c$i[n$i] + c$i[n$i - 1]) & 0xffff; n$i += 1;",
    ),
    (
        "let (mut c$i, mut n$i, mut s$i) = (numbers($k, $s), 0, 0i64);",
        "n$i < c$i.len()",
        "n$i += 1;",
        "s$i = (s$i + c$i[n$i - 1]) & 0xffff; c$i[n$i - 1] = s$i;",
    ),
    (
        "let (mut c$i, mut n$i) = (numbers($k, $s), 0);",
        "n$i < c$i.len()",
        "",
        "c$i[n$i] = 7; n$i += 3;",
    ),
    ("let mut n$i = 1u64;", "n$i < 1 << 40", "", "n$i *= 2;"),
    ("let mut n$i = $ku64 << 20;", "n$i > 0", "", "n$i /= 3;"),
    (
        "let mut n$i = 3 * $ki32;",
        "n$i != 0",
        "n$i = n$i / 10;",
        "",
    ),
    ("let mut n$i = u128::MAX;", "n$i > $k", "n$i >>= 1;", ""),
    (
        "let mut n$i = 27 + $ku64;",
        "n$i != 1",
        "n$i = if n$i % 2 == 0 { n$i / 2 } else { 3 * n$i + 1 };",
        "",
    ),
    (
        "let mut n$i = 0i64;",
        "n$i * n$i < $k * $k",
        "n$i += 1;",
        "",
    ),
    (
        "let (mut n$i, m$i) = (0i64, $k);",
        "n$i < m$i && n$i != 7777",
        "n$i += 1;",
        "",
    ),
    // Left from the condition.
    (
        "let mut n$i = 0i64;",
        "{ if n$i == 77 { break 'leaf$i; } n$i < $k }",
        "n$i += 1;",
        "",
    ),
    (
        "let mut n$i = 0i64;",
        "n$i < $k && if n$i & 511 == 500 { break 'leaf$i } else { true }",
        "n$i += 1;",
        "",
    ),
];

/// How the number that a loop computes is updated: its type, and what it becomes with `v$i`, a number.
const UPDATES: &[(&str, &str)] = &[
    ("u32", "acc$i.wrapping_mul(31).wrapping_add(v$i as u32)"),
    ("u64", "(acc$i ^ v$i as u64).wrapping_mul(0x100000001b3)"),
    ("u8", "acc$i.wrapping_add(v$i as u8)"),
    ("i32", "acc$i.rotate_left(5) ^ v$i as i32"),
    ("i64", "acc$i.max(v$i).min(40_000) ^ 1"),
    ("f64", "acc$i * 0.5 + v$i as f64"),
    ("usize", "acc$i.saturating_sub(1) ^ v$i as usize"),
    ("i64", "(acc$i + v$i) & 0xffff"),
    ("i64", "(acc$i * 3 - v$i) & 0xffff"),
    ("i64", "if v$i > acc$i { v$i } else { acc$i }"),
    (
        "i64",
        "match v$i % 3 { 0 => acc$i, 1 => v$i, _ => acc$i ^ v$i }",
    ),
];

impl Writer {
    /// Writes a leaf loop, and what becomes of its results.
    pub(crate) fn leaf_statement(&mut self) {
        if !self.place.loops || self.depth > 7 {
            return self.note();
        }
        let place = self.fresh();
        let most = u32::try_from(TURNS / self.turns).unwrap_or(0);
        let turns = self.leaf_turns(most);
        let (kind, update) = self.pick(UPDATES);
        // What stands in the header of a loop that is left out is left out, too.
        let outer = self.place.skipped;
        let skips = !outer && self.one_in(12);
        self.place.skipped |= skips;
        let seed = self.value();
        self.place.skipped = outer;
        let filled = |text: &str| {
            text.replace("$i", &place.to_string())
                .replace("$k", &turns.to_string())
                .replace("$s", &format!("({seed})"))
        };
        self.line(filled(&format!(
            "let (mut turns$i, mut acc$i, mut cells$i) = (0u64, 3 as {kind}, [1i64; 16]);"
        )));
        self.record(filled("leaf_begins($i);"));
        let step = filled(&format!("acc$i = {update};"));
        match self.below(8) {
            0..=4 => self.leaf_for(place, skips, &filled, &step),
            5 | 6 => self.leaf_while(place, skips, &filled, &step),
            _ => self.leaf_loop(place, skips, &filled, &step),
        }
        self.line(filled("note($i, acc$i as i64 & 0xffff);"));
        self.line(filled(
            "note($i, (cells$i[3] + cells$i[7] + turns$i as i64) & 0xffff);",
        ));
    }

    fn leaf_turns(&mut self, most: u32) -> u32 {
        let wanted = match self.below(8) {
            0 | 1 => self.below(5),
            2..=4 => self.below(300),
            5 | 6 => self.pick(&[1000, 4095, 4096, 4097, 8192]),
            _ => self.below(most + 1),
        };
        wanted.min(most)
    }

    /// Writes a loop's own attribute, at times, and says how often the loop checks.
    fn mark_leaf(&mut self, skips: bool) -> u64 {
        if self.place.skipped {
            return 0;
        }
        if skips {
            self.mark("#[checkpoint(skip)]");
            return 0;
        }
        match self.below(12) {
            0 => {
                let every = self.pick(&[1u64, 2, 7, 1000]);
                self.mark(format!("#[checkpoint(every = {every})]"));
                every
            }
            _ if self.form.every != 1 => self.form.every.into(),
            _ => LONGEST_STRIP,
        }
    }

    fn leaf_for(&mut self, place: u32, skips: bool, filled: &impl Fn(&str) -> String, step: &str) {
        // The length of some loops is written.
        let few = self.turns < 4;
        let (setup, header, pattern, item) = if self.one_in(2) {
            let chain = self.chain_of_adaptors();
            (chain.setup, chain.header, chain.pattern, chain.value)
        } else {
            let rows: Vec<Row> = FOR
                .iter()
                .copied()
                .filter(|row| few || row.0.contains("$k") || row.1.contains("$k"))
                .collect();
            let (setup, header, pattern, item) = self.pick(&rows);
            (
                setup,
                header.to_owned(),
                pattern.to_owned(),
                item.to_owned(),
            )
        };
        self.line(filled(setup));
        let every = self.mark_leaf(skips);
        let open = filled(&format!("'leaf$i: for {pattern} in {header} {{"));
        self.block(open, "}", |this| {
            this.line(filled(&format!("let v$i: i64 = ({item}) & 0xffff;")));
            this.leaf_body(place, step, true);
        });
        self.record(format!("leaf_ends({place}, turns{place}, {every});"));
        if setup == NUMBERS && self.one_in(2) {
            self.line(filled("note($i, c$i.iter().sum::<i64>() & 0xffff);"));
        }
    }

    fn leaf_while(
        &mut self,
        place: u32,
        skips: bool,
        filled: &impl Fn(&str) -> String,
        step: &str,
    ) {
        let (setup, condition, first, last) = self.pick(WHILE);
        self.line(filled(setup));
        let every = self.mark_leaf(skips);
        self.block(
            filled(&format!("'leaf$i: while {condition} {{")),
            "}",
            |this| {
                this.line(filled(first));
                this.line(filled("let v$i: i64 = (n$i as i64) & 0xffff;"));
                this.leaf_body(place, step, last.is_empty());
                this.line(filled(last));
            },
        );
        self.record(format!("leaf_ends({place}, turns{place}, {every});"));
        if setup.contains("mut c$i") {
            self.line(filled("note($i, c$i.iter().sum::<i64>() & 0xffff);"));
        }
    }

    fn leaf_loop(&mut self, place: u32, skips: bool, filled: &impl Fn(&str) -> String, step: &str) {
        self.line(filled("let mut n$i = 0i64;"));
        let every = self.mark_leaf(skips);
        self.block(filled("'leaf$i: loop {"), "}", |this| {
            this.line(filled("if n$i >= $k { break; }"));
            this.line(filled("n$i += 1;"));
            this.line(filled("let v$i: i64 = n$i & 0xffff;"));
            this.leaf_body(place, step, true);
        });
        self.record(format!("leaf_ends({place}, turns{place}, {every});"));
    }

    fn leaf_body(&mut self, place: u32, step: &str, may_continue: bool) {
        self.record(format!("turns{place} += 1;"));
        self.line(step);
        for _ in 0..self.below(3) {
            self.leaf_part(place, may_continue);
        }
    }

    fn leaf_part(&mut self, place: u32, may_continue: bool) {
        let [one, other] = [self.below(1000), self.below(60)];
        let (v, cells) = (format!("v{place}"), format!("cells{place}"));
        match self.below(15) {
            0 => self.line(format!("{cells}[({v} & 15) as usize] ^= {v} + {one};")),
            1 => self.line(format!("if {v} % {} > {other} {{ {cells}[3] += 1; }} else {{ {cells}[7] ^= {v}; }}", one + 1)),
            2 if may_continue => self.line(format!("if {v} & 63 == {other} {{ continue; }}")),
            3 => self.line(format!("if {v} > 9_000 + {one} {{ break; }}")),
            4 => self.line(format!("for j in 0..3 {{ {cells}[j] = ({cells}[j] + {v}) & 0xffff; if {v} & 7 == 1 {{ break; }} }}")),
            5 if may_continue => self.line(format!(
                "for j in 0..4i64 {{ if j == {v} & 31 {{ continue 'leaf{place}; }} if {v} == {} {{ break 'leaf{place}; }} {cells}[3] ^= j; }}",
                7 * one
            )),
            6 => self.line(format!(
                "let mut m = {v} & 7; while m > 0 {{ m -= 1; if m == 5 {{ continue; }} {cells}[7] = ({cells}[7] * 3 + m) & 0xffff; }}"
            )),
            // Labels that hide the loop's own.
            7 => self.line(format!(
                "'leaf{place}: for j in 0..({v} & 7) {{ if j == 5 {{ break 'leaf{place}; }} if j == 2 {{ continue 'leaf{place}; }} {cells}[7] ^= j; }}"
            )),
            8 => self.line(format!(
                "let mut m = {v} & 7; 'leaf{place}: while {{ if m == 6 {{ break 'leaf{place}; }} m > 0 }} {{ m -= 1; if m & 3 == 2 {{ continue 'leaf{place}; }} {cells}[3] ^= m; }}"
            )),
            9 => self.line(format!(
                "'leaf{place}: {{ if {v} & 3 == 1 {{ break 'leaf{place}; }} {cells}[7] = ({cells}[7] + 1) & 0xffff; }}"
            )),
            10 => self.line(format!(
                "let mut m = {v}; while m != 0 && {cells}[3] != {one} {{ {cells}[(m & 15) as usize] ^= m; if m % 7 == {} {{ break; }} m /= 10; }}",
                one % 9
            )),
            // Loops in a branch, which have checks of their own.
            12 => self.line(format!(
                "if {v} & 7 == {} {{ for j in 0..({v} & 31) {{ if j == 9 {{ continue; }} if {cells}[3] == {one} {{ break 'leaf{place}; }} {cells}[7] ^= j; }} }}",
                one % 8
            )),
            13 => self.line(format!(
                "match {v} % 9 {{ 1 => {{ let mut m = {v} & 31; while m > 0 {{ m -= 1; if m == {other} {{ break; }} {cells}[3] ^= m; }} }} 2 => for j in {v}..{v} + {other} {{ {cells}[7] ^= j; }}, _ => {{}} }}"
            )),
            11 => {
                let way_out = self.leaf_way_out(&v);
                self.line(format!("if {v} == 8_000 + {one} {{ {way_out}; }}"));
            }
            _ => self.line(format!("match {v} % 5 {{ 0 => {cells}[1] = {v}, 1 | 2 => {cells}[3] -= 1, n => {cells}[7] ^= n }}")),
        }
    }

    /// A way out of more than the leaf loop.
    fn leaf_way_out(&mut self, value: &str) -> String {
        let target = (!self.targets.is_empty()).then(|| self.pick(&self.reachable()));
        match (
            target.and_then(|target| Some((target.label.clone()?, target))),
            self.shape,
        ) {
            (Some((label, target)), _) if target.value => format!("break '{label} {value}"),
            (Some((label, target)), _) if target.is_loop && self.one_in(2) => {
                format!("continue '{label}")
            }
            (Some((label, _)), _) => format!("break '{label}"),
            (None, Shape::Unit) => "return".to_owned(),
            (None, shape) => format!("return {}", shape.success(value)),
        }
    }
}
