//! Expressions: all are whole numbers, kept small enough for every operation on them.

use super::{Edition, form::Mode, writer::Writer};

/// An expression, and a number that it is always below, whatever its sign.
struct Bounded(String, u64);

/// Every variable is below this.
const VALUE: u64 = 1 << 16;
/// Every intermediate result.
const LIMIT: u64 = 1 << 40;

impl Writer {
    /// An expression that a variable may hold.
    pub(crate) fn value(&mut self) -> String {
        let depth = self.below(4);
        self.small(depth)
    }

    fn small(&mut self, depth: u32) -> String {
        let Bounded(text, bound) = self.expression(depth);
        if bound <= VALUE && !text.contains(" - ") {
            text
        } else {
            format!("({text}) & 0xffff")
        }
    }

    fn atom(&mut self) -> Bounded {
        if self.variables.is_empty() || self.one_in(3) {
            let literal = self.below(40);
            return Bounded(format!("{literal}i64"), 40);
        }
        let index = self.random.usize(..self.variables.len());
        Bounded(self.variables[index].name.clone(), VALUE)
    }

    fn expression(&mut self, depth: u32) -> Bounded {
        if depth == 0 {
            return self.atom();
        }
        match self.below(16) {
            0..=5 => self.operation(depth),
            6 => {
                let [condition, left, right] = [
                    self.condition(depth - 1),
                    self.small(depth - 1),
                    self.small(depth - 1),
                ];
                Bounded(
                    format!("(if {condition} {{ {left} }} else {{ {right} }})"),
                    VALUE,
                )
            }
            7 => {
                let [of, one, other] = [0, 1, 2].map(|_| self.small(depth - 1));
                Bounded(
                    format!("(match ({of}) % 3 {{ 0 => {one}, 1 | 2 => {other}, _ => 7 }})"),
                    VALUE,
                )
            }
            8 => Bounded(format!("({})", self.inline_block(depth)), VALUE),
            9 if self.place.loops => Bounded(format!("({})", self.inline_loop(depth)), VALUE),
            10 => Bounded(self.asked(depth), VALUE),
            11 if self.place.body && self.form.asynchronous => {
                let (place, value) = (self.fresh(), self.small(depth - 1));
                Bounded(format!("pause({place}, {value}).await"), VALUE)
            }
            12 => {
                let [seed, value] = [self.small(0), self.small(depth - 1)];
                Bounded(format!("Guard::new({seed}).pass({value})"), VALUE)
            }
            _ => {
                let (place, value) = (self.fresh(), self.small(depth - 1));
                Bounded(format!("note({place}, {value})"), VALUE)
            }
        }
    }

    fn operation(&mut self, depth: u32) -> Bounded {
        let Bounded(left, left_bound) = self.expression(depth - 1);
        let Bounded(right, right_bound) = self.expression(depth - 1);
        let sum = left_bound + right_bound;
        let (text, bound) = match self.below(8) {
            0 => (format!("({left} + {right})"), sum),
            1 => (format!("({left} - {right})"), sum),
            2 if left_bound < LIMIT / right_bound => {
                (format!("({left} * {right})"), left_bound * right_bound)
            }
            3 => (format!("({left} ^ {right})"), 2 * sum.next_power_of_two()),
            4 => (format!("({left} | {right})"), 2 * sum.next_power_of_two()),
            5 => (format!("({left} % {})", 1 + self.below(13)), 13),
            6 => (format!("({left} >> {})", self.below(5)), left_bound),
            _ => (format!("({left} & {right})"), 2 * sum.next_power_of_two()),
        };
        if bound < LIMIT {
            Bounded(text, bound)
        } else {
            Bounded(format!("({text} & 0xffff)"), VALUE)
        }
    }

    fn inline_block(&mut self, depth: u32) -> String {
        let place = self.fresh();
        let [condition, early, late] = [
            self.condition(depth - 1),
            self.small(0),
            self.small(depth - 1),
        ];
        match self.below(3) {
            0 => format!("'b{place}: {{ if {condition} {{ break 'b{place} {early}; }} {late} }}"),
            1 => format!("{{ let _kept = Guard::new({early}); {late} }}"),
            _ => format!("{{ let inner = {early}; inner ^ ({late}) & 0xff }}"),
        }
    }

    /// A loop of a few turns, in the middle of an expression.
    fn inline_loop(&mut self, depth: u32) -> String {
        let (place, every) = (self.fresh(), self.every());
        let (value, turns) = (self.small(depth - 1), self.below(4));
        match self.below(3) {
            0 if self.form.mode != Mode::Break => {
                format!("loop {{ turn({place}, {every}); break {value} }}")
            }
            1 => format!(
                "{{ let mut n = 0i64; while n < {turns} {{ turn({place}, {every}); n += 1; }} n }}"
            ),
            _ => format!(
                "{{ let mut n = 1i64; for m in 0..{turns} {{ turn({place}, {every}); n += m; }} n }}"
            ),
        }
    }

    /// A call that may fail, with its `?`.
    fn asked(&mut self, depth: u32) -> String {
        let (place, value) = (self.fresh(), self.small(depth - 1));
        match self.shape.ask() {
            Some(ask) => format!("{ask}({place}, {value})?"),
            None => format!("maybe({place}, {value}).unwrap_or(5)"),
        }
    }

    /// A value in the arguments of a macro, where no loop is seen.
    pub(crate) fn opaque(&mut self) -> String {
        let skipped = std::mem::replace(&mut self.place.skipped, true);
        let value = self.small(1);
        self.place.skipped = skipped;
        value
    }

    /// A condition.
    pub(crate) fn condition(&mut self, depth: u32) -> String {
        if depth > 0 && self.one_in(3) {
            let [left, right] = [self.condition(depth - 1), self.condition(depth - 1)];
            return match self.below(3) {
                0 => format!("({left} && {right})"),
                1 => format!("({left} || {right})"),
                _ => format!("!({left})"),
            };
        }
        let value = self.small(depth);
        match self.below(5) {
            0 => format!("({value}) > {}", self.below(200)),
            1 => format!("({value}) % {} == {}", 2 + self.below(4), self.below(3)),
            2 => format!("matches!({}, 0..=99)", self.opaque()),
            3 => format!("maybe({}, {value}).is_some()", self.fresh()),
            _ => format!("({value}) <= ({})", self.small(0)),
        }
    }

    /// The condition of an `if` or a `while`: it may declare a variable where the edition allows that.
    pub(crate) fn chain(&mut self, name: &str) -> String {
        let (place, value, condition) = (self.fresh(), self.small(1), self.condition(1));
        match (self.edition, self.one_in(2)) {
            (Edition::E2024, true) => {
                format!("{condition} && let Some({name}) = maybe({place}, {value})")
            }
            (Edition::E2024, false) => {
                format!("let Some({name}) = maybe({place}, {value}) && {condition}")
            }
            (Edition::E2021, _) => format!("let Some({name}) = maybe({place}, {value})"),
        }
    }

    /// How many iterations there may be without a check, in a loop that says nothing of that itself.
    pub(crate) fn every(&self) -> u32 {
        if self.place.skipped {
            0
        } else {
            self.form.every
        }
    }
}
