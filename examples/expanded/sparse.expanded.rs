// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn drain(queue: &mut Queue) -> Option<()> {
    if false {
        use ::safepoint::__private::NamesNoToken as _;
        ::safepoint::__private::Parameter::<Queue>::new()
            .__is_named(::safepoint::__private::ByItsName);
    }
    let __anchor = ::safepoint::__private::Anchor::new();
    let __token = ::safepoint::__private::ambient(&__anchor);
    let __watch = ::safepoint::__private::Watch::watch(&__token);
    {
        let mut __turns = 0_u64;
        loop {
            if __turns == 0 {
                __turns = 64u64;
                if ::safepoint::__private::notices(__watch, "L 1 1 drain file") {
                    return ::safepoint::__private::FromCancelled::leave(
                        __watch,
                        "L 1 1 drain file",
                    );
                }
            }
            __turns -= 1;
            if let Some(job) = queue.pop() {
                job.run();
            } else {
                break
            }
        }
    }
    for job in queue.rest() {
        job.forget();
    }
    Some(())
}
