// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn sum(numbers: &[u32], token: &CancelToken) -> Result<u32, Cancelled> {
    let __token = &*token;
    let __watch = ::safepoint::__private::Watch::watch(__token);
    if ::safepoint::__private::notices(__watch, "E 1 1 sum file") {
        return ::safepoint::__private::FromCancelled::leave(__watch, "E 1 1 sum file");
    }
    let mut sum = 0_u32;
    let mut i = 0;
    {
        let __again = ::safepoint::__private::strips::is_integer(&raw const i)
            && ::safepoint::__private::strips::is_list(&numbers);
        let __way = ::safepoint::__private::strips::plain(
            ::safepoint::__private::strips::KNOWN as *const _,
        );
        let __length = ::safepoint::__private::strips::length(13u32).usual();
        let mut __due = false;
        while !__again || i < numbers.len() {
            if __due {
                if ::safepoint::__private::notices(__watch, "L 1 1 sum file") {
                    return ::safepoint::__private::FromCancelled::leave(
                        __watch,
                        "L 1 1 sum file",
                    );
                }
            }
            __due = true;
            let mut __turns = 0;
            let __end = if __again {
                __way
                    .end(
                        &(i),
                        &(numbers.len()),
                        ::safepoint::__private::strips::length(13u32),
                    )
            } else {
                __way.nowhere()
            };
            while __way.goes_on(&(i), &__end, __turns < __length) && i < numbers.len() {
                __turns += 1;
                sum = sum.wrapping_add(numbers[i]);
                i += 1;
            }
            if !__again && __turns < __length {
                break;
            }
        }
    }
    Ok(sum)
}
