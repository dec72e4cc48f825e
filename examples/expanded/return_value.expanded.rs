// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn search(default: usize, board: &Board) -> usize {
    if false {
        use ::safepoint::__private::NamesNoToken as _;
        ::safepoint::__private::Parameter::<Board>::new()
            .__is_named(::safepoint::__private::ByItsName);
    }
    '__cancelled: {
        return '__value: {
            {
                let __anchor = ::safepoint::__private::Anchor::new();
                let __token = ::safepoint::__private::ambient(&__anchor);
                let __watch = ::safepoint::__private::Watch::watch(&__token);
                if ::safepoint::__private::notices(__watch, "E 1 1 search file") {
                    break '__cancelled;
                }
                if false {
                    break '__value (::core::option::Option::unwrap(
                        ::core::option::Option::None,
                    ));
                }
                if false {
                    break '__cancelled;
                }
                let mut best = default;
                {
                    match ::core::iter::IntoIterator::into_iter(0..) {
                        mut __iter => {
                            loop {
                                if ::safepoint::__private::notices(
                                    __watch,
                                    "L 1 1 search file",
                                ) {
                                    break '__cancelled;
                                }
                                match ::core::iter::Iterator::next(&mut __iter) {
                                    ::core::option::Option::Some(depth) => {
                                        best = board.search(depth);
                                    }
                                    ::core::option::Option::None => break,
                                }
                            }
                        }
                    };
                }
                best
            }
        };
    }
    match () {
        () => default,
    }
}
