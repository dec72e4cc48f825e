//! Closures: called where they are made, with loops or without.

use super::{
    form::{Mode, Shape},
    writer::{Place, Variable, Writer},
};

impl Writer {
    /// A closure, and a call of it.
    pub(crate) fn closure_statement(&mut self) {
        let reachable = self.place.loops || self.form.mode == Mode::Return;
        let wanted = reachable && !self.place.skipped && self.one_in(2);
        let mark = self.closure_mark().filter(|_| wanted);
        let shape = match mark {
            // A cancelled call must be passed on.
            Some(_) if self.form.mode == Mode::Return => self.shape,
            _ => self.pick(&[Shape::Value, Shape::Value, self.shape]),
        };
        let number = self.fresh();
        let moves = self.pick(&["", "move "]);
        // Computed before the closure borrows what it writes to.
        let value = self.value();
        self.line(format!("let given{number} = {value};"));
        self.line(format!("let mut closure{number} ="));
        self.mark(mark.unwrap_or_default());
        self.block(
            format!("{moves}|x: i64|{} {{", returned(shape)),
            "};",
            |this| {
                this.closure_body(shape, mark.is_some());
            },
        );
        let place = self.fresh();
        let question = if shape.ask().is_some() { "?" } else { "" };
        match shape {
            Shape::Unit => self.line(format!("closure{number}(given{number});")),
            _ => self.line(format!(
                "note({place}, closure{number}(given{number}){question});"
            )),
        }
    }

    fn closure_body(&mut self, shape: Shape, loops: bool) {
        let outer_shape = std::mem::replace(&mut self.shape, shape);
        let targets = std::mem::take(&mut self.targets);
        let guards = std::mem::take(&mut self.guards);
        let place = self.place;
        self.place = Place {
            loops: loops || place.skipped,
            body: false,
            ..place
        };
        let outside = self.variables.clone();
        // The method's own variable cannot be moved.
        self.variables
            .retain(|variable| !variable.name.contains('.'));
        self.variables.push(Variable {
            name: "x".to_owned(),
            mutable: false,
        });
        self.some_statements();
        self.end();
        self.variables = outside;
        self.place = place;
        self.guards = guards;
        self.targets = targets;
        self.shape = outer_shape;
    }
}

fn returned(shape: Shape) -> &'static str {
    match shape {
        Shape::Unit => " -> ()",
        shape => shape.returned(),
    }
}
