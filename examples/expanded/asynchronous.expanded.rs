// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

async fn download(urls: Vec<Url>, token: CancelToken) -> Result<u64, Error> {
    let __token = {
        use ::safepoint::__private::{
            HoistHandle as _, HoistNothing as _, HoistPlace as _, HoistReference as _,
        };
        (&&&&::safepoint::__private::Place(&token)).hoist()
    };
    match ::safepoint::__private::Checkpoint::checkpoint(
        &__token,
        "E 1 1 download file",
    ) {
        ::core::option::Option::Some(__cancelled) => {
            return ::safepoint::__private::FromCancelled::from_cancelled(__cancelled);
        }
        ::core::option::Option::None => {}
    }
    let mut bytes = 0;
    {
        match ::core::iter::IntoIterator::into_iter(urls) {
            mut __iter => {
                loop {
                    match ::safepoint::__private::Checkpoint::checkpoint(
                        &__token,
                        "L 1 1 download file",
                    ) {
                        ::core::option::Option::Some(__cancelled) => {
                            return ::safepoint::__private::FromCancelled::from_cancelled(
                                __cancelled,
                            );
                        }
                        ::core::option::Option::None => {}
                    }
                    match ::core::iter::Iterator::next(&mut __iter) {
                        ::core::option::Option::Some(url) => {
                            bytes
                                += (match ::safepoint::__private::awaited(fetch(url))
                                    .race(&__token, &"A 1 1 download file")
                                    .await
                                {
                                    __outcome => {
                                        match __outcome {
                                            ::core::result::Result::Ok(__value) => __value,
                                            ::core::result::Result::Err(__cancelled) => {
                                                return ::safepoint::__private::FromCancelled::from_cancelled(
                                                    __cancelled,
                                                );
                                            }
                                        }
                                    }
                                })?
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
