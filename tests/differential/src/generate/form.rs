//! What surrounds a program's body: its signature, its attribute, how it is called and how it stops.

/// How a program is declared.
#[expect(clippy::struct_excessive_bools, reason = "they are chosen one by one")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    pub(crate) shape: Shape,
    pub(crate) mode: Mode,
    /// Whether the token is a parameter, and not the ambient one.
    pub(crate) parameter: bool,
    pub(crate) asynchronous: bool,
    pub(crate) method: bool,
    entry: bool,
    /// A check in so many iterations.
    pub(crate) every: u32,
}

/// What it returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Result,
    Option,
    Flow,
    Unit,
    Value,
}

/// How it stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// It returns what its type has for that.
    Return,
    /// It returns an expression.
    Expression,
    Break,
    Unwind,
}

impl Form {
    pub(crate) fn choose(random: &mut fastrand::Rng) -> Self {
        use Mode::{Break, Expression, Return, Unwind};
        use Shape::{Flow, Option, Result, Unit, Value};
        let mode = [
            Return, Return, Return, Return, Unwind, Unwind, Expression, Break,
        ][random.usize(..8)];
        let shape = match mode {
            Return => {
                [Result, Result, Result, Result, Option, Option, Flow, Unit][random.usize(..8)]
            }
            _ => [Value, Value, Result, Option, Flow, Unit][random.usize(..6)],
        };
        Self {
            shape,
            mode,
            parameter: random.bool(),
            asynchronous: random.usize(..6) == 0,
            method: random.usize(..4) == 0,
            entry: random.usize(..8) != 0,
            every: if random.usize(..8) == 0 {
                random.u32(2..5)
            } else {
                1
            },
        }
    }

    pub(crate) fn attribute(&self) -> String {
        let mut arguments = Vec::new();
        match self.mode {
            Mode::Return => {}
            Mode::Expression => arguments.push(format!("on_cancel = return {}", self.substitute())),
            Mode::Break => arguments.push("on_cancel = break".to_owned()),
            Mode::Unwind => arguments.push("on_cancel = unwind".to_owned()),
        }
        if !self.entry {
            arguments.push("entry = false".to_owned());
        }
        if self.every != 1 {
            arguments.push(format!("every = {}", self.every));
        }
        if arguments.is_empty() {
            "#[cancellable]".to_owned()
        } else {
            format!("#[cancellable({})]", arguments.join(", "))
        }
    }

    fn substitute(&self) -> &'static str {
        match self.shape {
            Shape::Result => "Err(Stop::Own(substitute(99)))",
            Shape::Option => "Some(substitute(99))",
            Shape::Flow => "ControlFlow::Break(Stop::Own(substitute(99)))",
            Shape::Unit => "{ substitute(99); }",
            Shape::Value => "substitute(99)",
        }
    }

    pub(crate) fn signature(&self, name: &str) -> String {
        let asynchronous = if self.asynchronous { "async " } else { "" };
        let receiver = if self.method { "&mut self, " } else { "" };
        let token = if self.parameter {
            ", token: &CancelToken"
        } else {
            ""
        };
        format!(
            "pub {asynchronous}fn {name}({receiver}depth: i64{token}){}",
            self.shape.returned()
        )
    }

    /// A function that calls the program.
    pub(crate) fn call(&self, module: &str, name: &str, seed: u64) -> String {
        let token = if self.parameter { ", token" } else { "" };
        let call = if self.method {
            format!("machine.{name}(1{token})")
        } else {
            format!("{module}::{name}(1{token})")
        };
        let mut call = if self.asynchronous {
            format!("block_on({call})")
        } else {
            call
        };
        if self.method {
            call = format!("{{ let mut machine = {module}::M{seed}::default(); {call} }}");
        }
        if self.mode == Mode::Unwind {
            call = format!("catch(|| {call})");
        }
        if !self.parameter {
            call = format!("token.run(|| {call})");
        }
        format!("|token| Outcome::from({call})")
    }

    /// What the driver expects once it is cancelled.
    pub(crate) fn after(&self) -> &'static str {
        match (self.mode, self.shape) {
            (Mode::Break, _) => "After::GoesOn",
            (Mode::Return, Shape::Option | Shape::Unit) => "After::Gives(Outcome::Own(None))",
            (Mode::Return | Mode::Unwind, _) => "After::Gives(Outcome::Cancelled)",
            (Mode::Expression, Shape::Result | Shape::Flow) => {
                "After::Substitutes(Outcome::Own(Some(99)))"
            }
            (Mode::Expression, Shape::Option | Shape::Value) => {
                "After::Substitutes(Outcome::Value(99))"
            }
            (Mode::Expression, Shape::Unit) => "After::Substitutes(Outcome::Own(None))",
        }
    }

    /// Whether it checks when it is called: in the break mode there is nothing to leave then.
    pub(crate) fn checks_entry(&self) -> bool {
        self.entry && self.mode != Mode::Break
    }

    /// Whether a call of the program in itself passes a cancellation on.
    pub(crate) fn may_recur(&self) -> bool {
        match self.mode {
            Mode::Unwind | Mode::Break => true,
            Mode::Return => self.shape != Shape::Unit,
            Mode::Expression => matches!(self.shape, Shape::Result | Shape::Flow),
        }
    }
}

impl Shape {
    pub(crate) fn returned(self) -> &'static str {
        match self {
            Self::Result => " -> Result<i64, Stop>",
            Self::Option => " -> Option<i64>",
            Self::Flow => " -> ControlFlow<Stop, i64>",
            Self::Unit => "",
            Self::Value => " -> i64",
        }
    }

    /// The function that fails at times, where `?` takes its result.
    pub(crate) fn ask(self) -> Option<&'static str> {
        match self {
            Self::Result => Some("ask"),
            Self::Option => Some("ask_option"),
            Self::Flow => Some("ask_flow"),
            Self::Unit | Self::Value => None,
        }
    }

    /// A value as it is returned.
    pub(crate) fn success(self, value: &str) -> String {
        match self {
            Self::Result => format!("Ok({value})"),
            Self::Option => format!("Some({value})"),
            Self::Flow => format!("ControlFlow::Continue({value})"),
            Self::Unit => format!("{{ note(0, {value}); }}"),
            Self::Value => value.to_owned(),
        }
    }

    /// An error as it is returned, or a value where there are no errors.
    pub(crate) fn failure(self, value: &str) -> String {
        match self {
            Self::Result => format!("Err(Stop::Own({value}))"),
            Self::Option => "None".to_owned(),
            Self::Flow => format!("ControlFlow::Break(Stop::Own({value}))"),
            Self::Unit | Self::Value => self.success(value),
        }
    }
}
