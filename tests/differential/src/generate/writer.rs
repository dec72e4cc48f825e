//! What is known at a place in a program: its variables, its loops, what it may do there.

use super::{
    Edition,
    form::{Form, Mode, Shape},
    piece::Piece,
};

/// Writes one program.
pub(crate) struct Writer {
    pub(crate) random: fastrand::Rng,
    pub(crate) form: Form,
    pub(crate) edition: Edition,
    next: u32,
    /// The lines of the blocks that are open.
    open: Vec<Vec<Piece>>,
    pub(crate) variables: Vec<Variable>,
    /// Guards that may be dropped by hand here.
    pub(crate) guards: Vec<String>,
    /// Where `break` and `continue` may go, the innermost last.
    pub(crate) targets: Vec<Target>,
    /// What `return` gives here.
    pub(crate) shape: Shape,
    /// How often this place is reached at most, each time that the program is called.
    pub(crate) turns: u64,
    pub(crate) depth: u32,
    /// How many statements there may still be.
    pub(crate) statements: u32,
    pub(crate) place: Place,
    /// Which row the first `for` has.
    pub(crate) row: Option<u64>,
    /// Whether the program has called itself.
    pub(crate) recurred: bool,
}

/// A variable that holds a value.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) mutable: bool,
}

/// A loop or a labelled block.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) label: Option<String>,
    pub(crate) is_loop: bool,
    /// Whether a `break` needs a value.
    pub(crate) value: bool,
}

/// What may be done here.
#[expect(clippy::struct_excessive_bools, reason = "any of them goes with any")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Loops: not in a closure that cannot be left.
    pub(crate) loops: bool,
    /// Awaits, and calls of the program in itself: only in its own body.
    pub(crate) body: bool,
    /// Loops here never check.
    pub(crate) skipped: bool,
    /// A loop around this counts its iterations. The judge counts them too, by the loop's place, which is the same in a call of
    /// the program in itself.
    pub(crate) counted: bool,
}

impl Writer {
    pub(crate) fn new(seed: u64, random: fastrand::Rng, form: Form, edition: Edition) -> Self {
        Self {
            row: Some(seed),
            random,
            form,
            edition,
            next: 1,
            open: vec![Vec::new()],
            variables: Vec::new(),
            guards: Vec::new(),
            targets: Vec::new(),
            shape: form.shape,
            turns: 1,
            depth: 0,
            statements: 0,
            place: Place {
                loops: true,
                body: true,
                skipped: false,
                counted: false,
            },
            recurred: false,
        }
    }

    /// Writes the body.
    pub(crate) fn program(mut self) -> Vec<Piece> {
        self.statements = self.random.u32(5..22);
        if self.form.parameter {
            // A variable may take the parameter's name.
            self.line("let passed = token;");
        }
        if self.form.method {
            self.variables.push(Variable {
                name: "self.total".to_owned(),
                mutable: true,
            });
        }
        self.variables.push(Variable {
            name: "depth".to_owned(),
            mutable: false,
        });
        self.declare(true);
        while self.statements > 0 {
            self.statement();
        }
        self.end();
        self.open.pop().unwrap_or_default()
    }

    /// Writes what a body gives.
    pub(crate) fn end(&mut self) {
        let value = self.value();
        let end = if self.one_in(4) && self.shape != Shape::Unit {
            self.shape.failure(&value)
        } else {
            self.shape.success(&value)
        };
        match (self.shape, self.below(4)) {
            // A loop stands where else a value does.
            (Shape::Unit, 0 | 1) if self.place.loops => self.loop_statement(),
            (_, 0) => self.line(format!("return {end};")),
            _ => self.line(end),
        }
    }

    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        self.random.u32(..limit)
    }

    pub(crate) fn one_in(&mut self, count: u32) -> bool {
        self.below(count) == 0
    }

    pub(crate) fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.random.usize(..choices.len())].clone()
    }

    /// A number that nothing else in the program has.
    pub(crate) fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    pub(crate) fn line(&mut self, line: impl Into<String>) {
        self.push(Piece::Line(line.into()));
    }

    pub(crate) fn mark(&mut self, line: impl Into<String>) {
        self.push(Piece::Mark(line.into()));
    }

    /// Writes a line that says what happens.
    pub(crate) fn record(&mut self, line: impl Into<String>) {
        self.push(Piece::Record(line.into()));
    }

    fn push(&mut self, piece: Piece) {
        if matches!(&piece, Piece::Line(line) | Piece::Record(line) | Piece::Mark(line) if line.is_empty())
        {
            return;
        }
        self.open.last_mut().expect("a block is open").push(piece);
    }

    /// Writes a block, with a scope of its own.
    pub(crate) fn block(
        &mut self,
        open: impl Into<String>,
        close: &'static str,
        write: impl FnOnce(&mut Self),
    ) {
        let scope = (self.variables.len(), self.guards.clone());
        self.open.push(Vec::new());
        self.depth += 1;
        write(self);
        self.depth -= 1;
        let inner = self.open.pop().unwrap_or_default();
        self.push(Piece::Block(open.into(), inner, close));
        self.variables.truncate(scope.0);
        // What was dropped in there is gone out here too.
        let left = std::mem::replace(&mut self.guards, scope.1);
        self.guards.retain(|guard| left.contains(guard));
    }

    /// Writes what a `break` inside may leave.
    pub(crate) fn within(&mut self, target: Target, write: impl FnOnce(&mut Self)) {
        // Nothing can be moved out of a loop twice.
        let outside = target.is_loop.then(|| std::mem::take(&mut self.guards));
        self.targets.push(target);
        write(self);
        self.targets.pop();
        if let Some(guards) = outside {
            self.guards = guards;
        }
    }

    /// The label of a loop or block: at times one that hides another, of which there is always the same.
    pub(crate) fn label(&mut self, own: String) -> String {
        if self.one_in(3) {
            "hidden".to_owned()
        } else {
            own
        }
    }

    /// The targets that are not hidden by one further in.
    pub(crate) fn reachable(&self) -> Vec<Target> {
        let hidden = |position: usize, target: &Target| {
            let further_in = &self.targets[position + 1..];
            target.label.is_some() && further_in.iter().any(|other| other.label == target.label)
        };
        let targets = self.targets.iter().enumerate();
        targets
            .filter(|(position, target)| !hidden(*position, target))
            .map(|(_, target)| target.clone())
            .collect()
    }

    /// A name for a variable, often one that is taken, or that an expansion might use.
    pub(crate) fn name(&mut self) -> String {
        self.pick(&[
            "a",
            "b",
            "c",
            "d",
            "e",
            "token",
            "__token",
            "__watch",
            "__iter",
            "__cancelled",
            "safepoint",
        ])
        .to_owned()
    }

    /// Declares a variable.
    pub(crate) fn declare(&mut self, mutable: bool) {
        let value = self.value();
        let name = self.name();
        let keyword = if mutable { "let mut" } else { "let" };
        self.line(format!("{keyword} {name}: i64 = {value};"));
        self.variables.push(Variable { name, mutable });
    }

    /// A variable to write to.
    pub(crate) fn writable(&mut self) -> Option<String> {
        let mut seen = Vec::new();
        let mut writable = Vec::new();
        for variable in self.variables.iter().rev() {
            if !seen.contains(&&variable.name) {
                seen.push(&variable.name);
                if variable.mutable {
                    writable.push(variable.name.clone());
                }
            }
        }
        (!writable.is_empty()).then(|| self.pick(&writable))
    }

    /// Whether a closure with loops, and with this mark or none, can be left from here.
    pub(crate) fn closure_mark(&mut self) -> Option<&'static str> {
        match self.form.mode {
            Mode::Return => self.shape.ask().map(|_| "#[cancellable]"),
            Mode::Expression => None,
            // Unmarked, it watches the ambient token.
            Mode::Break | Mode::Unwind if self.form.parameter => Some("#[cancellable]"),
            Mode::Break | Mode::Unwind => Some(self.pick(&["", "#[cancellable]"])),
        }
    }
}
