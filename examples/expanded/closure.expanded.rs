// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn sum(rows: &[Row], token: &CancelToken) -> Result<u64, Cancelled> {
    let __token = &*token;
    let __watch = ::safepoint::__private::Watch::watch(__token);
    if ::safepoint::__private::notices(__watch, "E 1 1 sum file") {
        return ::safepoint::__private::FromCancelled::leave(__watch, "E 1 1 sum file");
    }
    rows.iter()
        .map(|row| -> Result<u64, Cancelled> {
            let __watch = ::safepoint::__private::Watch::watch(&__token);
            if ::safepoint::__private::notices(__watch, "E 1 1 sum file") {
                return ::safepoint::__private::FromCancelled::leave(
                    __watch,
                    "E 1 1 sum file",
                );
            }
            let mut sum = 0;
            {
                match ::core::iter::IntoIterator::into_iter(row.cells()) {
                    mut __iter => {
                        loop {
                            if ::safepoint::__private::notices(
                                __watch,
                                "L 1 1 sum file",
                            ) {
                                return ::safepoint::__private::FromCancelled::leave(
                                    __watch,
                                    "L 1 1 sum file",
                                );
                            }
                            match ::core::iter::Iterator::next(&mut __iter) {
                                ::core::option::Option::Some(cell) => {
                                    sum += cell.value();
                                }
                                ::core::option::Option::None => break,
                            }
                        }
                    }
                };
            }
            Ok(sum)
        })
        .sum()
}
