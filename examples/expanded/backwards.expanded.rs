// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn value_at(x: u64, coefficients: &[u64], terms: usize) -> Result<u64, Cancelled> {
    let __anchor = ::safepoint::__private::Anchor::new();
    let __token = ::safepoint::__private::ambient(&__anchor);
    let __watch = ::safepoint::__private::Watch::watch(&__token);
    if ::safepoint::__private::notices(__watch, "E 1 1 value_at file") {
        return ::safepoint::__private::FromCancelled::leave(
            __watch,
            "E 1 1 value_at file",
        );
    }
    let mut value = 0_u64;
    {
        match ::safepoint::__private::strips::down(
            ::core::iter::IntoIterator::into_iter((0..terms).rev()),
            ::safepoint::__private::strips::KNOWN as *const _,
        ) {
            (mut __source, mut __due) => {
                while !(&__source).is_over() {
                    if __due {
                        if ::safepoint::__private::notices(
                            __watch,
                            "L 1 1 value_at file",
                        ) {
                            return ::safepoint::__private::FromCancelled::leave(
                                __watch,
                                "L 1 1 value_at file",
                            );
                        }
                    }
                    __due = true;
                    for power in (&mut __source)
                        .strip(::safepoint::__private::strips::length(25u32))
                    {
                        value = value.wrapping_mul(x).wrapping_add(coefficients[power]);
                    }
                }
            }
        };
    }
    Ok(value)
}
