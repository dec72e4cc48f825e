//! A caller that knows the crate by other names only: there is no `::safepoint` here (S7).
//!
//! Pitfall 7 (tests/pitfalls/rows.md).

#[cfg(test)]
mod tests {
    use halt::{CancelSource, CancelToken, Cancelled, cancellable};

    /// As a library does that passes the attribute on.
    mod facade {
        pub(super) use halt as stop;
    }

    #[cancellable(crate = ::halt)]
    fn renamed(limit: u32, token: &CancelToken) -> Result<u32, Cancelled> {
        let mut sum = 0;
        for n in 0..limit {
            sum += n;
        }
        Ok(sum)
    }

    #[cancellable(crate = crate::tests::facade::stop)]
    fn re_exported(limit: u32) -> Option<u32> {
        let mut sum = 0;
        while sum < limit {
            sum += 1;
        }
        Some(sum)
    }

    #[cancellable(crate = self::facade::stop, on_cancel = unwind)]
    fn relative(limit: u32) -> u32 {
        let mut sum = 0;
        loop {
            sum += 1;
            if sum == limit {
                break sum;
            }
        }
    }

    /// The arguments of a container are those of its functions.
    #[cancellable(crate = ::halt)]
    mod container {
        pub(super) fn work(limit: u32) -> Option<u32> {
            let mut sum = 0;
            for n in 0..limit {
                let add = #[cancellable]
                |start: u32| -> Option<u32> {
                    for _ in 0..start {}
                    Some(start)
                };
                sum += add(n)?;
            }
            Some(sum)
        }
    }

    fn cancelled() -> CancelToken {
        let source = CancelSource::new();
        source.cancel();
        source.token()
    }

    #[test]
    fn crate_path_is_used_for_everything() {
        assert_eq!(renamed(4, &CancelToken::never()).unwrap(), 6);
        assert!(renamed(4, &cancelled()).is_err());
    }

    #[test]
    fn crate_path_may_lead_through_modules_of_the_users() {
        assert_eq!(re_exported(4), Some(4));
        assert_eq!(cancelled().run(|| re_exported(4)), None);
        assert_eq!(relative(4), 4);
        assert!(cancelled().run(|| halt::catch(|| relative(4))).is_err());
    }

    #[test]
    fn crate_path_of_a_container_is_that_of_its_functions() {
        assert_eq!(container::work(3), Some(3));
        assert_eq!(cancelled().run(|| container::work(3)), None);
    }

    #[test]
    fn macros_of_a_renamed_crate_find_it() {
        assert!(halt::checkpoint!(cancelled()).is_err());
        assert!(halt::checkpoint!().is_ok());
    }
}
