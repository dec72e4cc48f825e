// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn digits(numbers: &[u64], token: &CancelToken) -> Result<u32, Cancelled> {
    let __token = &*token;
    let __watch = ::safepoint::__private::Watch::watch(__token);
    if ::safepoint::__private::notices(__watch, "E 1 1 digits file") {
        return ::safepoint::__private::FromCancelled::leave(
            __watch,
            "E 1 1 digits file",
        );
    }
    let mut count = 0;
    {
        match ::safepoint::__private::strips::begin(
            ::core::iter::IntoIterator::into_iter(numbers),
            ::safepoint::__private::strips::KNOWN as *const _,
        ) {
            (mut __source, mut __due) => {
                loop {
                    if __due {
                        if ::safepoint::__private::notices(
                            __watch,
                            "L 1 1 digits file",
                        ) {
                            return ::safepoint::__private::FromCancelled::leave(
                                __watch,
                                "L 1 1 digits file",
                            );
                        }
                    }
                    __due = true;
                    for &number in (&mut __source)
                        .strip(::safepoint::__private::strips::length(792u32))
                    {
                        let mut rest = number;
                        {
                            let __short = ::safepoint::__private::strips::is_integer(
                                &raw const rest,
                            );
                            '__strips2: loop {
                                if !__short {
                                    if ::safepoint::__private::notices(
                                        __watch,
                                        "L 1 1 digits file",
                                    ) {
                                        return ::safepoint::__private::FromCancelled::leave(
                                            __watch,
                                            "L 1 1 digits file",
                                        );
                                    }
                                }
                                let mut __first = true;
                                while (__short || __first || continue '__strips2)
                                    && rest > 0
                                {
                                    __first = false;
                                    rest /= 10;
                                    count += 1;
                                }
                                break;
                            }
                        }
                    }
                    if (&__source).is_over() {
                        break;
                    }
                }
            }
        };
    }
    Ok(count)
}
