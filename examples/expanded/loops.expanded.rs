// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn index(paths: Receiver<PathBuf>, token: &CancelToken) -> Result<Index, Error> {
    let __token = &*token;
    let __watch = ::safepoint::__private::Watch::watch(&__token);
    match ::safepoint::__private::Checkpoint::checkpoint(&__watch, "E 1 1 index file") {
        ::core::option::Option::Some(__cancelled) => {
            return ::safepoint::__private::FromCancelled::from_cancelled(__cancelled);
        }
        ::core::option::Option::None => {}
    }
    let mut index = Index::new();
    'paths: loop {
        match ::safepoint::__private::Checkpoint::checkpoint(
            &__watch,
            "L 1 1 index file",
        ) {
            ::core::option::Option::Some(__cancelled) => {
                return ::safepoint::__private::FromCancelled::from_cancelled(
                    __cancelled,
                );
            }
            ::core::option::Option::None => {}
        }
        if let Ok(path) = paths.recv() {
            {
                match ::core::iter::IntoIterator::into_iter(read(&path)?.lines()) {
                    mut __iter => {
                        loop {
                            match ::safepoint::__private::Checkpoint::checkpoint(
                                &__watch,
                                "L 1 1 index file",
                            ) {
                                ::core::option::Option::Some(__cancelled) => {
                                    return ::safepoint::__private::FromCancelled::from_cancelled(
                                        __cancelled,
                                    );
                                }
                                ::core::option::Option::None => {}
                            }
                            match ::core::iter::Iterator::next(&mut __iter) {
                                ::core::option::Option::Some(line) => {
                                    if is_binary(line) {
                                        continue 'paths;
                                    }
                                    index.add(line);
                                }
                                ::core::option::Option::None => break,
                            }
                        }
                    }
                };
            }
        } else {
            break
        }
    }
    loop {
        match ::safepoint::__private::Checkpoint::checkpoint(
            &__watch,
            "L 1 1 index file",
        ) {
            ::core::option::Option::Some(__cancelled) => {
                return ::safepoint::__private::FromCancelled::from_cancelled(
                    __cancelled,
                );
            }
            ::core::option::Option::None => {}
        }
        if index.is_small() {
            break Ok(index);
        }
        index.merge();
    }
}
