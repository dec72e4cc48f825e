// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

async fn parse(lines: Vec<String>) -> Result<Vec<Record>, Error> {
    let __token = ::safepoint::__private::CancelToken::current();
    let mut __until_yield = 1000u64;
    if ::safepoint::__private::notices(&__token, "E 1 1 parse file") {
        return ::safepoint::__private::FromCancelled::leave(
            &__token,
            "E 1 1 parse file",
        );
    }
    let mut records = Vec::new();
    {
        match ::core::iter::IntoIterator::into_iter(lines) {
            mut __iter => {
                loop {
                    if __until_yield == 0 {
                        __until_yield = 1000u64;
                        ::safepoint::__private::yield_now().await;
                    }
                    __until_yield -= 1;
                    if ::safepoint::__private::notices(&__token, "L 1 1 parse file") {
                        return ::safepoint::__private::FromCancelled::leave(
                            &__token,
                            "L 1 1 parse file",
                        );
                    }
                    match ::core::iter::Iterator::next(&mut __iter) {
                        ::core::option::Option::Some(line) => {
                            records.push(record(&line)?);
                        }
                        ::core::option::Option::None => break,
                    }
                }
            }
        };
    }
    Ok(records)
}
