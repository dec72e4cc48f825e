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
            while (__again || __turns < __length) && i < numbers.len()
                && __turns < __length
            {
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
