// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn saxpy(a: f32, x: &[f32], y: &mut [f32]) -> Result<(), Cancelled> {
    let __anchor = ::safepoint::__private::Anchor::new();
    let __token = ::safepoint::__private::ambient(&__anchor);
    let __watch = ::safepoint::__private::Watch::watch(&__token);
    if ::safepoint::__private::notices(__watch, "E 1 1 saxpy file") {
        return ::safepoint::__private::FromCancelled::leave(__watch, "E 1 1 saxpy file");
    }
    {
        match ::safepoint::__private::strips::begin(
            ::core::iter::IntoIterator::into_iter(y.iter_mut().zip(x)),
            ::safepoint::__private::strips::KNOWN as *const _,
        ) {
            (mut __source, mut __due) => {
                loop {
                    if __due {
                        if ::safepoint::__private::notices(__watch, "L 1 1 saxpy file") {
                            return ::safepoint::__private::FromCancelled::leave(
                                __watch,
                                "L 1 1 saxpy file",
                            );
                        }
                    }
                    __due = true;
                    for (y, x) in (&mut __source)
                        .strip(::safepoint::__private::strips::length(5u32))
                    {
                        *y += a * x;
                    }
                    if (&__source).is_over() {
                        break;
                    }
                }
            }
        };
    }
    Ok(())
}
