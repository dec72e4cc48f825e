//! Writes random programs. Everything about a program follows from its seed.
//!
//! 1. Every program ends: a loop's turns are counted by a variable that nothing else writes, or by its iterator.
//! 2. The two forms of a program differ in their attributes alone.
//! 3. A program that has been told to stop never goes on by itself: it passes errors of cancelled calls on.

mod chain;
mod closure;
mod expression;
mod form;
mod leaf;
mod loops;
pub(crate) mod piece;
mod source;
mod statement;
mod writer;

use self::{form::Form, piece::Piece, writer::Writer};

/// A program.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) seed: u64,
    /// The edition of Rust that it is written in.
    pub(crate) edition: Edition,
    form: Form,
    body: Vec<Piece>,
}

/// Editions differ in when temporaries are dropped, and in what a condition may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edition {
    E2021,
    E2024,
}

impl Program {
    /// Writes the program of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let edition = if random.bool() {
            Edition::E2021
        } else {
            Edition::E2024
        };
        let form = Form::choose(&mut random);
        let body = Writer::new(seed, random, form, edition).program();
        Self {
            seed,
            edition,
            form,
            body,
        }
    }

    pub(crate) fn name(&self) -> String {
        format!("f{}", self.seed)
    }

    /// Prints one of its two forms.
    pub(crate) fn print(&self, annotated: bool) -> String {
        let name = self.name();
        let seed = self.seed;
        let attribute = if annotated {
            self.form.attribute()
        } else {
            String::new()
        };
        let signature = self.form.signature(&name);
        let mut body = String::new();
        piece::print(&self.body, annotated, 1, &mut body);
        let function = format!(
            "{attribute}\n{signature} {{\n{}}}\n",
            body.replace("FUNCTION", &name)
        );
        if self.form.method {
            format!(
                "// seed {seed}\n#[derive(Default)]\npub struct M{seed} {{ total: i64 }}\nimpl M{seed} {{\n{function}}}\n"
            )
        } else {
            format!("// seed {seed}\n{function}")
        }
    }

    /// Prints what the driver is told of it.
    pub(crate) fn case(&self) -> String {
        let [plain, annotated] =
            ["plain", "annotated"].map(|module| self.form.call(module, &self.name(), self.seed));
        format!(
            "Case {{ name: \"{}\", plain: {plain}, annotated: {annotated}, after: {}, entry: {} }},\n",
            self.name(),
            self.form.after(),
            self.form.checks_entry(),
        )
    }

    /// How many pieces could be left out.
    pub(crate) fn pieces(&self) -> usize {
        piece::count(&self.body)
    }

    /// The same program without one of its pieces.
    pub(crate) fn without(&self, number: usize) -> Self {
        Self {
            body: piece::without(&self.body, number),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What CI runs.
    fn thousand() -> Vec<String> {
        (1..=1000)
            .map(|seed| Program::new(seed).print(true))
            .collect()
    }

    fn at_least(least: usize, programs: &[String], wanted: &str) {
        let with = programs.iter().filter(|program| program.contains(wanted));
        let count = with.count();
        assert!(count >= least, "{count} have `{wanted}`");
    }

    #[test]
    fn thousand_programs_go_over_iterators_of_every_kind() {
        let programs = thousand();
        for header in source::headers() {
            assert!(
                programs.iter().any(|program| program.contains(header)),
                "none has `{header}`"
            );
        }
    }

    #[test]
    fn thousand_programs_put_adaptors_behind_one_another() {
        let programs = thousand();
        for wanted in [
            "chars().skip(",
            "chars().rev()",
            "chars().step_by(",
            "chars().take(",
            "char_indices().",
            ".into_iter().",
            "..=255u8).",
            ".chunks(3).",
            ".windows(2).",
            ").rev().step_by(",
            ").skip(",
            ").zip(",
            ").map(|item| item).",
        ] {
            at_least(3, &programs, wanted);
        }
    }

    #[test]
    fn thousand_programs_hold_all_that_jumps_binds_and_drops() {
        const WANTED: [&str; 35] = [
            // Loops of all kinds, labelled.
            "'loop",
            ": for ",
            ": while ",
            ": loop {",
            "while let ",
            " && let Some(",
            // Ways out.
            "break;",
            "break 'loop",
            "break 'block",
            "continue;",
            "continue 'loop",
            "return ",
            ")?",
            "i64 = ask_option(",
            // Labels of one name, one in the other.
            "'hidden: for ",
            "'hidden: while ",
            "'hidden: loop {",
            "'hidden: {",
            "continue 'hidden",
            "break 'hidden",
            // Bindings.
            "else {",
            "let Some(",
            "let mut i",
            "let late",
            // Closures.
            "|x: i64|",
            "move |x: i64|",
            "    #[cancellable]",
            // Drops.
            "let _held = Guard::new(",
            "drop(guard",
            "let _ = Guard::new(",
            ".receiver()",
            "pulled(",
            // Leaf loops, and what is asked of a loop.
            "leaf_begins(",
            "#[checkpoint(every = ",
            "#[checkpoint(skip)]",
        ];
        let programs = thousand();
        for wanted in WANTED {
            at_least(5, &programs, wanted);
        }
    }

    #[test]
    fn thousand_programs_stop_in_every_way() {
        let programs = thousand();
        for wanted in [
            "#[cancellable]",
            "on_cancel = return",
            "on_cancel = break",
            "on_cancel = unwind",
            "entry = false",
            "every = 3",
            "async fn",
            "&mut self",
            "token: &CancelToken",
            "-> Result<",
            "-> Option<",
            "-> ControlFlow<",
            "-> i64",
        ] {
            at_least(20, &programs, wanted);
        }
    }
}
