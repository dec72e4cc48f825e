// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn largest_jump(prices: &[f64]) -> Result<f64, Cancelled> {
    let __anchor = ::safepoint::__private::Anchor::new();
    let __token = ::safepoint::__private::ambient(&__anchor);
    let __watch = ::safepoint::__private::Watch::watch(&__token);
    if ::safepoint::__private::notices(__watch, "E 1 1 largest_jump file") {
        return ::safepoint::__private::FromCancelled::leave(
            __watch,
            "E 1 1 largest_jump file",
        );
    }
    let mut largest = 0.0_f64;
    {
        match ::safepoint::__private::strips::numbers::<
            _,
            false,
        >(::core::iter::IntoIterator::into_iter(1..prices.len())) {
            (mut __source, mut __due) => {
                loop {
                    if __due {
                        if ::safepoint::__private::notices(
                            __watch,
                            "L 1 1 largest_jump file",
                        ) {
                            return ::safepoint::__private::FromCancelled::leave(
                                __watch,
                                "L 1 1 largest_jump file",
                            );
                        }
                    }
                    __due = true;
                    for i in (&mut __source)
                        .strip(::safepoint::__private::strips::length_indexing(30u32))
                    {
                        largest = largest.max((prices[i] - prices[i - 1]).abs());
                    }
                    if (&__source).is_over() {
                        break;
                    }
                }
            }
        };
    }
    Ok(largest)
}
