//! Names of the user's own that are also ours, or the standard library's.

use super::{Log, same, twins};

/// Pitfall 5 (tests/pitfalls/rows.md).
#[test]
fn variables_named_like_ours_are_the_users() {
    twins! {
        (log: &Log) -> Option<u32> {
            let __token = 1;
            let __watch = 2;
            let mut __iter = 0..3;
            let __cancelled = 3;
            let mut __turns = 10;
            let __item = 4;
            let __value = 5;
            let __anchor = 6;
            for __item in __iter.by_ref() {
                __turns += __item;
                log.note(format!("{}", __turns));
                for __iter in 0..2 {
                    __turns += __iter + __token;
                }
            }
            while let Some(__cancelled) = __iter.next() {
                __turns += __cancelled;
            }
            Some(__token + __watch + __cancelled + __turns + __item + __value + __anchor)
        }
    }
    same(plain, checked);
}

mod shadowed {
    #![allow(dead_code)]

    use safepoint::{Cancelled, cancellable};

    mod core {}
    mod std {}
    struct Option;
    struct Some;
    struct Iterator;
    struct IntoIterator;
    enum Result {}
    #[allow(non_camel_case_types)]
    struct u64;
    fn drop() {}
    fn scope() {}

    #[cancellable]
    pub(super) fn result(limit: u32) -> ::std::result::Result<u32, Cancelled> {
        let mut sum = 0;
        for n in 0..limit {
            sum += n;
        }
        while sum > 1000 {}
        ::std::result::Result::Ok(sum)
    }

    #[cancellable(every = 2, on_cancel = return ::std::option::Option::None)]
    pub(super) fn counted(limit: u32) -> ::std::option::Option<u32> {
        let mut sum = 0;
        for n in 0..limit {
            sum += n;
        }
        ::std::option::Option::Some(sum)
    }
}

/// Pitfall 8 (tests/pitfalls/rows.md).
#[test]
fn items_named_like_the_standard_librarys_are_the_users() {
    assert_eq!(shadowed::result(4).unwrap(), 6);
    assert_eq!(shadowed::counted(4), Some(6));
}

mod without_a_prelude {
    #![no_implicit_prelude]

    #[::safepoint::cancellable]
    pub(super) fn sum(limit: u32) -> ::std::result::Result<u32, ::safepoint::Cancelled> {
        let mut sum = 0;
        for n in 0..limit {
            sum += n;
        }
        loop {
            break;
        }
        while let ::std::option::Option::Some(_) = ::std::option::Option::None::<u32> {}
        ::std::result::Result::Ok(sum)
    }

    #[::safepoint::cancellable]
    pub(super) fn nothing(list: &mut ::std::vec::Vec<u32>) {
        for n in 0..2 {
            list.push(n);
        }
    }

    #[::safepoint::cancellable(on_cancel = return 0)]
    pub(super) fn value(mut n: u32) -> u32 {
        while n > 3 {
            n -= 1;
        }
        n
    }

    /// Not the standard library's, which is not in scope.
    trait Rev {
        fn rev(self) -> [u32; 3];
    }

    impl Rev for ::std::ops::Range<u32> {
        fn rev(self) -> [u32; 3] {
            [self.start, self.end, 100]
        }
    }

    #[::safepoint::cancellable(on_cancel = unwind)]
    pub(super) fn reversed_in_its_way(limit: u32) -> u32 {
        let mut sum = 0;
        for n in (1..limit).rev() {
            sum += n;
        }
        for _ in 0..2 {
            for n in (1..limit).rev() {
                sum += n;
            }
        }
        sum
    }
}

/// Pitfall 8 (tests/pitfalls/rows.md).
#[test]
fn function_compiles_without_a_prelude() {
    assert_eq!(without_a_prelude::sum(4).unwrap(), 6);
    let mut list = vec![];
    without_a_prelude::nothing(&mut list);
    assert_eq!(list, [0, 1]);
    assert_eq!(without_a_prelude::value(9), 3);
    assert_eq!(without_a_prelude::reversed_in_its_way(5), 3 * 106);
}

/// Macros that write the function, its loops, its token or its attribute.
#[test]
fn functions_written_by_macros() {
    macro_rules! annotated {
        ($name:ident, $item:ident, $limit:expr, $sum:ident) => {
            #[safepoint::cancellable]
            fn $name() -> Option<u32> {
                let mut $sum = 0;
                for $item in 0..$limit {
                    $sum += $item;
                }
                let mut hidden = 0;
                while hidden < 3 {
                    hidden += 1;
                }
                Some($sum + hidden)
            }
        };
    }
    annotated!(plain, n, 2 + 3, sum);
    assert_eq!(plain(), Some(13));

    macro_rules! with_token {
        ($token:ident, $body:expr, $($arguments:tt)*) => {
            #[safepoint::cancellable($($arguments)*)]
            fn given($token: &safepoint::CancelToken) -> Result<u32, safepoint::Cancelled> {
                for _ in 0..2 {
                    let _ = $token.check()?;
                }
                Ok($body)
            }
        };
    }
    with_token!(
        token,
        loop {
            break 7;
        },
        entry = false
    );
    assert_eq!(given(&safepoint::CancelToken::never()).unwrap(), 7);
    assert_eq!(safepoint_tests::count_checkpoints_with(given), 3 + 2 + 1);
}

/// A macro of another crate, which names the runtime by its own path.
#[test]
fn crate_path_may_come_from_a_macro() {
    macro_rules! annotated {
        ($krate:path) => {
            #[safepoint::cancellable(crate = $krate)]
            fn work() -> Option<u32> {
                for _ in 0..2 {}
                Some(1)
            }
        };
    }
    annotated!(::safepoint);
    assert_eq!(work(), Some(1));
}

#[test]
fn methods_of_everything_hide_none_of_ours() {
    trait Everything: Sized {
        fn begin<T>(self, _: T) -> Self {
            self
        }
        fn fits<T>(self, _: &T, _: usize) -> bool {
            true
        }
        fn strip<T>(self, _: T) -> Option<u64> {
            None
        }
        fn is_over(self) -> bool {
            true
        }
        fn calls(self) -> bool {
            true
        }
    }
    impl<T> Everything for T {}
    assert!(1.begin(2).fits(&3, 4) && 1.strip(2).is_none() && 1.is_over() && 1.calls());

    twins! {
        (log: &Log) -> Option<u64> {
            let numbers = [1_u64, 2, 3].to_vec();
            let mut sum = 0;
            for number in &numbers {
                for n in numbers.iter() {
                    sum += number * n;
                }
                for n in 0..*number {
                    sum += n;
                }
            }
            log.note(format!("sum {}", sum));
            Some(sum)
        }
    }
    same(plain, checked);
}
