//! Loops whose bodies do anything: they check before each iteration.

use super::{
    Edition,
    form::Mode,
    source::{self, Source},
    writer::{Target, Variable, Writer},
};

/// No statement is reached more often than this.
const TURNS: u64 = 300;

/// A loop to be written.
struct Head {
    place: u32,
    label: Option<String>,
    every: u32,
    /// How many turns it takes at most.
    turns: u32,
}

impl Writer {
    /// Writes a loop.
    pub(crate) fn loop_statement(&mut self) {
        if !self.place.loops || self.turns > TURNS / 2 || self.depth > 7 {
            return self.note();
        }
        let place = self.fresh();
        let most = u32::try_from(TURNS / self.turns).unwrap_or(u32::MAX).min(6);
        let head = Head {
            place,
            label: self.one_in(2).then(|| self.label(format!("loop{place}"))),
            every: self.every(),
            turns: if self.one_in(8) {
                0
            } else {
                1 + self.below(most)
            },
        };
        match self.below(12) {
            0..=5 => self.for_loop(head),
            6..=8 => self.while_loop(head),
            _ => self.endless_loop(head),
        }
    }

    /// Chooses a loop's own attribute, at times.
    fn choose_mark(&mut self, head: &mut Head) -> String {
        if head.every == 0 {
            return String::new();
        }
        match self.below(16) {
            0 => {
                head.every = 1 + self.below(4);
                format!("#[checkpoint(every = {})]", head.every)
            }
            1 => {
                head.every = 0;
                "#[checkpoint(skip)]".to_owned()
            }
            _ => String::new(),
        }
    }

    /// Writes what stands in a loop's header: left out where the loop is.
    fn in_header<T>(&mut self, head: &Head, write: impl FnOnce(&mut Self) -> T) -> T {
        let skipped = self.place.skipped;
        self.place.skipped |= head.every == 0;
        let written = write(self);
        self.place.skipped = skipped;
        written
    }

    /// Writes a block whose last expression is a loop over what a temporary holds, which is dropped before the block's
    /// own guard.
    pub(crate) fn tail_loop(&mut self) {
        if !self.place.loops || self.turns > TURNS / 4 || self.depth > 7 {
            return self.note();
        }
        let head = Head {
            place: self.fresh(),
            label: None,
            every: self.every(),
            turns: 4,
        };
        let seed = self.value();
        self.block("{", "}", |this| {
            this.line(format!("let _outer = Guard::new({seed});"));
            this.for_over(head, source::TEMPORARY.into());
        });
    }

    /// Writes a last expression with a temporary, behind a guard.
    pub(crate) fn tail_temporary(&mut self) {
        let (number, value) = (self.fresh(), self.value());
        self.line(format!("let _last{number} = Guard::new({number});"));
        self.line(format!("drop(Guard::new({number}).pass({value}))"));
    }

    fn for_loop(&mut self, head: Head) {
        let source = source::choose(self);
        self.for_over(head, source);
    }

    fn for_over(&mut self, mut head: Head, mut source: Source) {
        let mark = self.choose_mark(&mut head);
        let value = self.in_header(&head, Self::value);
        source.fill(head.place, head.turns, &value);
        self.line(source.setup.clone());
        self.mark(mark);
        let label = label(&head);
        let open = format!("{label}for {} in {} {{", source.pattern, source.header);
        let after = source.after.clone();
        self.body(open, "}", &head, false, |this| {
            this.record(source.given.clone());
            let name = this.name();
            this.line(format!("let {name}: i64 = ({}) & 0xffff;", source.value));
            this.variables.push(Variable {
                name,
                mutable: false,
            });
        });
        if self.one_in(3) {
            self.line(after);
        }
    }

    fn while_loop(&mut self, mut head: Head) {
        let (place, turns, seed) = (head.place, head.turns, self.value());
        let (i, c) = (format!("i{place}"), format!("c{place}"));
        let next = self.name();
        let mark = self.choose_mark(&mut head);
        let condition = self.in_header(&head, |this| this.condition(1));
        let way_out = match &head.label {
            Some(label) if self.one_in(2) => format!("break '{label}"),
            _ => "false".to_owned(),
        };
        let (setup, header, first) = match self.below(10) {
            0 | 1 => (
                format!("let mut {i} = 0;"),
                format!("{i} < {turns}"),
                format!("{i} += 1;"),
            ),
            2 => (
                format!("let mut {i} = 0;"),
                format!("{{ {i} += 1; {i} <= {turns} }}"),
                String::new(),
            ),
            3 => (
                format!("let mut {i} = 0;"),
                format!("{i} < {turns} && if {condition} {{ true }} else {{ {way_out} }}"),
                format!("{i} += 1;"),
            ),
            4 => (
                format!("let mut {c} = numbers({turns}, {seed});"),
                format!("let Some({next}) = taken({place}, {c}.pop())"),
                format!("given({place}, {next});"),
            ),
            5 => (
                format!("let mut {c} = numbers({turns}, {seed});"),
                format!("let Some({next}) = Guard::new({place}).pop({place}, &mut {c})"),
                format!("given({place}, {next});"),
            ),
            6 => (
                format!("let {c} = Feed::new({place}, {turns});"),
                format!("let Ok({next}) = {c}.receiver().try_recv()"),
                format!("{c}.given({next});"),
            ),
            7 => (
                format!("let {c} = numbers({turns}, {seed}); let mut {c} = &{c}[..];"),
                format!("let [{next}, rest{place} @ ..] = {c}"),
                format!("{c} = rest{place}; let {next}: i64 = *{next};"),
            ),
            8 if self.edition == Edition::E2024 => (
                format!("let mut {c} = numbers({turns}, {seed}).into_iter();"),
                format!("let Some({next}) = {c}.next() && {condition}"),
                String::new(),
            ),
            _ => (
                format!("let mut {c} = numbers({turns}, {seed}).into_iter().peekable();"),
                format!("let Some(&{next}) = {c}.peek()"),
                format!("{c}.next();"),
            ),
        };
        let binds = header.starts_with("let ");
        self.line(setup);
        self.mark(mark);
        let open = format!("{}while {header} {{", label(&head));
        self.body(open, "}", &head, false, |this| {
            this.record(first);
            if binds {
                this.variables.push(Variable {
                    name: next,
                    mutable: false,
                });
            }
        });
    }

    fn endless_loop(&mut self, mut head: Head) {
        let place = head.place;
        let value = self.form.mode != Mode::Break && self.one_in(2);
        let name = self.name();
        self.line(format!("let mut i{place} = 0;"));
        if value {
            let keyword = self.pick(&["let", "let mut"]);
            self.line(format!("{keyword} {name}: i64 ="));
        }
        let mark = self.choose_mark(&mut head);
        self.mark(mark);
        let given = if value {
            self.in_header(&head, Self::value)
        } else {
            String::new()
        };
        let way_out = match &head.label {
            Some(label) if self.one_in(2) => format!("break '{label} {given}"),
            _ => format!("break {given}"),
        };
        let guard = if self.one_in(3) {
            format!("let _held = Guard::new({place});")
        } else {
            String::new()
        };
        let turns = head.turns;
        let open = format!("{}loop {{", label(&head));
        let close = if value { "};" } else { "}" };
        self.body(open, close, &head, value, |this| {
            this.record(format!("i{place} += 1;"));
            this.line(guard);
            this.line(format!("if i{place} > {turns} {{ {way_out}; }}"));
        });
        if value {
            self.variables.push(Variable {
                name,
                mutable: false,
            });
        }
    }

    fn body(
        &mut self,
        open: String,
        close: &'static str,
        head: &Head,
        value: bool,
        first: impl FnOnce(&mut Self),
    ) {
        let turns = self.turns;
        self.turns *= u64::from(head.turns.max(1));
        let place = self.place;
        self.place.skipped |= head.every == 0;
        self.place.counted |= head.every > 1;
        let target = Target {
            label: head.label.clone(),
            is_loop: true,
            value,
        };
        let turn = format!("turn({}, {});", head.place, head.every);
        self.block(open, close, |this| {
            this.within(target, |this| {
                this.record(turn);
                let outside = this.variables.len();
                first(this);
                let inside = this
                    .variables
                    .get(outside)
                    .map(|variable| variable.name.clone());
                if this.one_in(2) {
                    // It is left, or gone on with, in some of its turns.
                    let (way_out, when) = if this.one_in(4) {
                        (this.way_out(), "% 5 == 4")
                    } else {
                        ("continue".to_owned(), "% 3 == 1")
                    };
                    let turn = inside.unwrap_or_else(|| format!("i{}", head.place));
                    this.line(format!("if {turn} {when} {{ {way_out}; }}"));
                }
                this.some_statements();
                if this.one_in(5) {
                    this.tail_temporary();
                }
            });
        });
        self.place = place;
        self.turns = turns;
    }
}

fn label(head: &Head) -> String {
    head.label
        .as_ref()
        .map(|label| format!("'{label}: "))
        .unwrap_or_default()
}
