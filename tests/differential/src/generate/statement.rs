//! Statements that are no loops.

use super::{
    form::{Mode, Shape},
    writer::{Place, Target, Variable, Writer},
};

impl Writer {
    /// Writes a statement.
    pub(crate) fn statement(&mut self) {
        self.statements = self.statements.saturating_sub(1);
        let deep = self.depth > 5 || self.statements == 0;
        match self.below(if deep { 9 } else { 32 }) {
            0 | 1 => self.note(),
            2 | 3 => self.assign(),
            4 => {
                let mutable = self.random.bool();
                self.declare(mutable);
            }
            5 => self.guard(),
            6 => self.question(),
            7 => self.leave_sometimes(),
            8 => self.one_line(),
            9..=11 => self.condition_statement(),
            12 => self.match_statement(),
            13 => self.let_else(),
            14 => self.labelled_block(),
            15 => self.temporaries(),
            16 => self.skipped_block(),
            17 => self.call_itself(),
            18 | 19 => self.closure_statement(),
            20 => self.deferred(),
            21 => self.tail_loop(),
            22..=24 => self.leaf_statement(),
            _ => self.loop_statement(),
        }
    }

    /// Writes some statements.
    pub(crate) fn some_statements(&mut self) {
        for _ in 0..=self.below(3) {
            self.statement();
        }
    }

    pub(crate) fn note(&mut self) {
        let (place, value) = (self.fresh(), self.value());
        self.line(format!("note({place}, {value});"));
    }

    fn assign(&mut self) {
        let Some(variable) = self.writable() else {
            return self.note();
        };
        let value = self.value();
        let operator = self.pick(&["=", "=", "^=", "|=", "&="]);
        self.line(format!("{variable} {operator} ({value}) & 0xffff;"));
    }

    fn guard(&mut self) {
        let (number, seed) = (self.fresh(), self.value());
        match self.below(5) {
            0 | 1 if !self.guards.is_empty() => {
                let guard = self.pick(&self.guards.clone());
                self.guards.retain(|other| *other != guard);
                self.line(format!("drop({guard});"));
            }
            1 => self.line(format!("let _ = Guard::new({seed});")),
            2 => self.line(format!("Guard::new({seed}).items().len();")),
            // Kept by a temporary whose life is prolonged.
            3 => self.line(format!("let _kept{number} = &Guard::new({seed});")),
            _ => {
                self.line(format!("let guard{number} = Guard::new({seed});"));
                self.guards.push(format!("guard{number}"));
            }
        }
    }

    fn question(&mut self) {
        let Some(ask) = self.shape.ask() else {
            return self.note();
        };
        let (place, value, name) = (self.fresh(), self.value(), self.name());
        self.line(format!("let {name}: i64 = {ask}({place}, {value})?;"));
        self.variables.push(Variable {
            name,
            mutable: false,
        });
    }

    /// Writes a way out of here, as an expression.
    pub(crate) fn way_out(&mut self) -> String {
        let value = self.value();
        let innermost = self.targets.last().cloned();
        let target = (!self.targets.is_empty()).then(|| self.pick(&self.reachable()));
        match (self.below(6), innermost, target) {
            (0, Some(Target { is_loop: true, .. }), _) => "continue".to_owned(),
            (
                1,
                Some(Target {
                    is_loop: true,
                    value: true,
                    ..
                }),
                _,
            ) => format!("break {value}"),
            (1, Some(Target { is_loop: true, .. }), _) => "break".to_owned(),
            (
                2,
                _,
                Some(Target {
                    label: Some(label),
                    is_loop: true,
                    ..
                }),
            ) => format!("continue '{label}"),
            (
                2..=4,
                _,
                Some(Target {
                    label: Some(label),
                    value: true,
                    ..
                }),
            ) => format!("break '{label} {value}"),
            (
                2..=4,
                _,
                Some(Target {
                    label: Some(label), ..
                }),
            ) => format!("break '{label}"),
            (5, ..) if self.shape != Shape::Unit => {
                format!("return {}", self.shape.failure(&value))
            }
            _ if self.shape == Shape::Unit => "return".to_owned(),
            _ => format!("return {}", self.shape.success(&value)),
        }
    }

    fn leave_sometimes(&mut self) {
        let (condition, way_out) = (self.condition(1), self.way_out());
        // Now and then, not at the first turn: the rest of the program wants to run too.
        let rarely = self.pick(&["% 7 == 3", "% 5 == 1", "> 61", "& 9 == 9"]);
        let (place, value) = (self.fresh(), self.value());
        self.line(format!(
            "if {condition} && note({place}, {value}) {rarely} {{ {way_out}; }}"
        ));
    }

    /// Things that an expansion might trip over, each in a line.
    fn one_line(&mut self) {
        let (number, value, opaque) = (self.fresh(), self.value(), self.opaque());
        let line = match self.below(8) {
            0 => format!(
                "note({number}, [1i64; {{ let mut n = 0; while n < 3 {{ n += 1; }} n }}].iter().sum::<i64>() + 0 * ({value}));"
            ),
            1 => format!(
                "fn inner{number}(n: i64) -> i64 {{ let mut s = 0; for i in 0..n {{ s += i; }} s }} note({number}, inner{number}(({value}) & 3));"
            ),
            2 => format!("note({number}, vec![{opaque}; 3].len() as i64);"),
            3 => format!(
                "assert!(matches!(Some(loop {{ break note({number}, {opaque}) }}), Some(_)));"
            ),
            4 => format!(
                "let choice{number}: Box<dyn Fn(i64) -> i64> = if ({value}) > 9 {{ Box::new(|x| x ^ 5) }} else {{ Box::new(|x| x | 2) }}; note({number}, choice{number}(4));"
            ),
            5 => format!(
                "const C{number}: i64 = {{ let mut n = 0; loop {{ n += 2; if n > 9 {{ break n }} }} }}; note({number}, C{number});"
            ),
            6 => format!("note({number}, unsafe {{ let p = &({value}); *(p as *const i64) }});"),
            _ => format!(
                "let (mut p{number}, q{number}) = ({value}, 3i64); p{number} += q{number}; note({number}, p{number});"
            ),
        };
        self.line(line);
    }

    fn condition_statement(&mut self) {
        if self.one_in(3) {
            let name = self.name();
            let chain = self.chain(&name);
            self.block(format!("if {chain} {{"), "}", |this| {
                this.variables.push(Variable {
                    name,
                    mutable: false,
                });
                this.some_statements();
            });
        } else {
            let condition = self.condition(2);
            self.block(format!("if {condition} {{"), "}", Self::some_statements);
        }
        if self.one_in(4) {
            let condition = self.condition(1);
            self.block(
                format!("else if {condition} {{"),
                "}",
                Self::some_statements,
            );
        }
        if self.one_in(2) {
            self.block("else {", "}", Self::some_statements);
        }
    }

    fn match_statement(&mut self) {
        let value = self.value();
        let of = match self.below(3) {
            0 => format!("Guard::new(3).pass({value})"),
            _ => value,
        };
        self.block(format!("match ({of}) % 16 {{"), "}", |this| {
            let condition = this.condition(1);
            this.block(format!("n @ 0..=5 if {condition} => {{"), "}", |this| {
                this.variables.push(Variable {
                    name: "n".to_owned(),
                    mutable: false,
                });
                this.some_statements();
            });
            let value = this.value();
            let place = this.fresh();
            this.line(format!("3 | 9 => drop(note({place}, {value})),"));
            this.block("_ => {", "}", Self::some_statements);
        });
    }

    fn let_else(&mut self) {
        let (place, value, name) = (self.fresh(), self.value(), self.name());
        match self.below(3) {
            0 => {
                let way_out = self.way_out();
                self.line(format!(
                    "let {name}: i64 = match mostly({place}, {value}) {{ Some(found) => found, None => {way_out} }};"
                ));
            }
            _ => {
                self.block(
                    format!("let Some({name}) = mostly({place}, {value}) else {{"),
                    "};",
                    |this| {
                        if this.one_in(2) {
                            this.statement();
                        }
                        let way_out = this.way_out();
                        this.line(format!("{way_out};"));
                    },
                );
            }
        }
        self.variables.push(Variable {
            name,
            mutable: false,
        });
    }

    fn labelled_block(&mut self) {
        let own = format!("block{}", self.fresh());
        let label = self.label(own);
        let value = self.one_in(2);
        let name = self.name();
        let (open, close) = if value {
            (format!("let {name}: i64 = '{label}: {{"), "};")
        } else {
            (format!("'{label}: {{"), "}")
        };
        self.block(open, close, |this| {
            let target = Target {
                label: Some(label),
                is_loop: false,
                value,
            };
            this.within(target, |this| {
                this.some_statements();
                if value {
                    let value = this.value();
                    this.line(value);
                }
            });
        });
        if value {
            self.variables.push(Variable {
                name,
                mutable: false,
            });
        }
    }

    /// A block that a temporary outlives.
    fn temporaries(&mut self) {
        let (place, seed, value) = (self.fresh(), self.value(), self.value());
        let open = match self.below(3) {
            0 => format!(
                "if let Some(held) = Guard::new({seed}).items().get((({value}) & 7) as usize) {{"
            ),
            1 => format!("match Guard::new({seed}).pass({value}) {{ held => {{"),
            _ => format!("if Guard::new({seed}).pass({value}) > note({place}, 20) {{"),
        };
        let close = if open.starts_with("match") { "}}" } else { "}" };
        self.block(open, close, Self::some_statements);
    }

    /// A block in which nothing is checked.
    fn skipped_block(&mut self) {
        if self.place.skipped {
            return self.note();
        }
        self.mark("#[checkpoint(skip)]");
        let place = self.place;
        self.place = Place {
            skipped: true,
            ..place
        };
        self.block("{", "}", Self::some_statements);
        self.place = place;
    }

    fn call_itself(&mut self) {
        let affordable = self.place.body
            && !self.place.counted
            && self.turns <= 4
            && !self.recurred
            && self.form.may_recur();
        if !affordable {
            return self.note();
        }
        self.recurred = true;
        let token = if self.form.parameter { ", passed" } else { "" };
        let place = self.fresh();
        let function = if self.form.method {
            "self.FUNCTION"
        } else {
            "FUNCTION"
        };
        let mut call = format!("{function}(depth - 1{token})");
        if self.form.asynchronous {
            call = format!("Box::pin({call}).await");
        }
        call = match self.shape {
            Shape::Unit => format!("{{ {call}; 3 }}"),
            Shape::Value => call,
            Shape::Result | Shape::Option | Shape::Flow => format!("{call}?"),
        };
        self.line(format!("if depth > 0 {{ note({place}, {call}); }}"));
    }

    /// A variable that gets its value later.
    fn deferred(&mut self) {
        let (condition, name) = (self.condition(1), format!("late{}", self.fresh()));
        let [one, other] = [self.value(), self.value()];
        self.line(format!("let {name}: i64;"));
        if self.form.mode != Mode::Break && self.place.loops && self.one_in(2) {
            let (place, every) = (self.fresh(), self.every());
            self.line(format!("loop {{ turn({place}, {every}); if {condition} {{ {name} = {one}; break; }} else {{ {name} = {other}; break; }} }}"));
        } else {
            self.line(format!(
                "if {condition} {{ {name} = {one}; }} else {{ {name} = {other}; }}"
            ));
        }
        self.variables.push(Variable {
            name,
            mutable: false,
        });
    }
}
