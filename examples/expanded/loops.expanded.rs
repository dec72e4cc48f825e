// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn index(paths: Receiver<PathBuf>, token: &CancelToken) -> Result<Index, Error> {
    let __token = &*token;
    let __watch = ::safepoint::__private::Watch::watch(__token);
    if ::safepoint::__private::notices(__watch, "E 1 1 index file") {
        return ::safepoint::__private::FromCancelled::leave(__watch, "E 1 1 index file");
    }
    let mut index = Index::new();
    'paths: loop {
        if ::safepoint::__private::notices(__watch, "L 1 1 index file") {
            return ::safepoint::__private::FromCancelled::leave(
                __watch,
                "L 1 1 index file",
            );
        }
        if let Ok(path) = paths.recv() {
            {
                match ::core::iter::IntoIterator::into_iter(read(&path)?.lines()) {
                    mut __iter => {
                        loop {
                            if ::safepoint::__private::notices(
                                __watch,
                                "L 1 1 index file",
                            ) {
                                return ::safepoint::__private::FromCancelled::leave(
                                    __watch,
                                    "L 1 1 index file",
                                );
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
        if ::safepoint::__private::notices(__watch, "L 1 1 index file") {
            return ::safepoint::__private::FromCancelled::leave(
                __watch,
                "L 1 1 index file",
            );
        }
        if index.is_small() {
            break Ok(index);
        }
        index.merge();
    }
}
