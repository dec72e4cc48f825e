// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

async fn download(urls: Vec<Url>, token: CancelToken) -> Result<u64, Error> {
    let __token = {
        use ::safepoint::__private::{
            HoistHandle as _, HoistNothing as _, HoistPlace as _, HoistReference as _,
        };
        (&&&&::safepoint::__private::Place(&token)).__hoist()
    };
    if ::safepoint::__private::notices(&__token, "E 1 1 download file") {
        return ::safepoint::__private::FromCancelled::leave(
            &__token,
            "E 1 1 download file",
        );
    }
    let mut bytes = 0;
    {
        match ::core::iter::IntoIterator::into_iter(urls) {
            mut __iter => {
                loop {
                    if ::safepoint::__private::notices(&__token, "L 1 1 download file") {
                        return ::safepoint::__private::FromCancelled::leave(
                            &__token,
                            "L 1 1 download file",
                        );
                    }
                    match ::core::iter::Iterator::next(&mut __iter) {
                        ::core::option::Option::Some(url) => {
                            bytes
                                += match ::safepoint::__private::awaited(fetch(url))
                                    .race(&__token, &"A 1 1 download file")
                                    .await
                                {
                                    __outcome => {
                                        if let ::core::option::Option::None = __outcome {
                                            return ::safepoint::__private::FromCancelled::leave(
                                                &__token,
                                                "A 1 1 download file",
                                            );
                                        }
                                        __outcome.unwrap()
                                    }
                                }?
                                    .len();
                        }
                        ::core::option::Option::None => break,
                    }
                }
            }
        };
    }
    Ok(bytes)
}
