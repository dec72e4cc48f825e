// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn sum(rows: &[Row], token: &CancelToken) -> Result<u64, Cancelled> {
    let __token = &*token;
    let __watch = ::safepoint::__private::Watch::watch(&__token);
    match ::safepoint::__private::Checkpoint::checkpoint(&__watch, "E 1 1 sum file") {
        ::core::option::Option::Some(__cancelled) => {
            return ::safepoint::__private::FromCancelled::from_cancelled(__cancelled);
        }
        ::core::option::Option::None => {}
    }
    rows.iter()
        .map(|row| -> Result<u64, Cancelled> {
            let __watch = ::safepoint::__private::Watch::watch(&__token);
            match ::safepoint::__private::Checkpoint::checkpoint(
                &__watch,
                "E 1 1 sum file",
            ) {
                ::core::option::Option::Some(__cancelled) => {
                    return ::safepoint::__private::FromCancelled::from_cancelled(
                        __cancelled,
                    );
                }
                ::core::option::Option::None => {}
            }
            let mut sum = 0;
            {
                match ::core::iter::IntoIterator::into_iter(row.cells()) {
                    mut __iter => {
                        loop {
                            match ::safepoint::__private::Checkpoint::checkpoint(
                                &__watch,
                                "L 1 1 sum file",
                            ) {
                                ::core::option::Option::Some(__cancelled) => {
                                    return ::safepoint::__private::FromCancelled::from_cancelled(
                                        __cancelled,
                                    );
                                }
                                ::core::option::Option::None => {}
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
