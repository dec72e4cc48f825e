// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn visit(&mut self, node: &Node) {
    let __token = {
        use ::safepoint::__private::{
            HoistHandle as _, HoistNothing as _, HoistPlace as _, HoistReference as _,
        };
        (&&&&::safepoint::__private::Place(&self.stopped)).__hoist()
    };
    let __watch = ::safepoint::__private::Watch::watch(&__token);
    #[cfg(panic = "abort")]
    ::core::compile_error!(
        "`on_cancel = unwind` does nothing but abort under `panic = \"abort\"`; use another mode"
    );
    if ::safepoint::__private::notices_unless_panicking(__watch, "E 1 1 visit file") {
        ::safepoint::__private::unwind(__watch, "E 1 1 visit file");
    }
    node.children()
        .for_each(|child| {
            let __anchor = ::safepoint::__private::Anchor::new();
            let __token = ::safepoint::__private::ambient(&__anchor);
            let __watch = ::safepoint::__private::Watch::watch(&__token);
            {
                match ::core::iter::IntoIterator::into_iter(child.edges()) {
                    mut __iter => {
                        loop {
                            if ::safepoint::__private::notices_unless_panicking(
                                __watch,
                                "L 1 1 visit file",
                            ) {
                                ::safepoint::__private::unwind(__watch, "L 1 1 visit file");
                            }
                            match ::core::iter::Iterator::next(&mut __iter) {
                                ::core::option::Option::Some(edge) => {
                                    self.follow(edge);
                                }
                                ::core::option::Option::None => break,
                            }
                        }
                    }
                };
            };
        });
}
