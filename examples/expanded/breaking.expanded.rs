// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn simulate(world: &mut World) -> Statistics {
    if false {
        use ::safepoint::__private::NamesNoToken as _;
        ::safepoint::__private::Parameter::<World>::new()
            .__is_named(::safepoint::__private::ByItsName);
    }
    let __anchor = ::safepoint::__private::Anchor::new();
    let __token = ::safepoint::__private::ambient(&__anchor);
    let __watch = ::safepoint::__private::Watch::watch(&__token);
    let mut statistics = Statistics::default();
    {
        match ::core::iter::IntoIterator::into_iter(0..world.steps()) {
            mut __iter => {
                loop {
                    if ::safepoint::__private::notices(__watch, "L 1 1 simulate file") {
                        break;
                    }
                    match ::core::iter::Iterator::next(&mut __iter) {
                        ::core::option::Option::Some(step) => {
                            statistics.add(world.step(step));
                        }
                        ::core::option::Option::None => break,
                    }
                }
            }
        };
    }
    statistics
}
