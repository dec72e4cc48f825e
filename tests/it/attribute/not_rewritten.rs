//! What is not rewritten: by count, row for row of the documentation's table.

use safepoint::{CancelSource, Cancelled, cancellable};
use safepoint_tests::count_checkpoints;

use super::touch;

#[test]
fn loops_inside_called_functions_are_not_checked() {
    fn plain() {
        for n in 0..10 {
            touch(n);
        }
    }
    #[cancellable]
    fn caller() -> Result<(), Cancelled> {
        plain();
        Ok(())
    }
    assert_eq!(count_checkpoints(caller), 1);
}

#[test]
fn adaptors_and_loops_of_the_standard_library_are_not_checked() {
    #[cancellable]
    fn adaptors(mut numbers: Vec<u32>) -> Result<u32, Cancelled> {
        numbers.sort_unstable();
        numbers.iter_mut().for_each(|n| *n = touch(*n));
        let more: Vec<u32> = numbers.iter().map(|n| touch(n + 1)).collect();
        Ok(more.iter().sum())
    }
    assert_eq!(count_checkpoints(|| adaptors(vec![1; 10])), 1);
}

/// Pitfall 20 (tests/pitfalls/rows.md).
#[test]
fn arguments_of_macros_are_not_looked_into() {
    #[cancellable]
    fn in_macros() -> Result<Vec<u32>, Cancelled> {
        assert!({
            for n in 0..10 {
                touch(n);
            }
            true
        });
        Ok(vec![loop {
            break touch(1);
        }])
    }
    assert_eq!(count_checkpoints(in_macros), 1);
}

/// What a `macro_rules` macro captured as an expression or a block is code when the attribute sees it.
///
/// Pitfall 20 (tests/pitfalls/rows.md).
#[test]
fn captured_expressions_and_blocks_are_looked_into() {
    macro_rules! annotated {
        ($name:ident, $value:expr, $block:block) => {
            #[cancellable]
            fn $name() -> Result<u32, Cancelled> {
                $block;
                Ok($value)
            }
        };
    }
    annotated!(
        captured,
        loop {
            break touch(1);
        },
        {
            for n in 0..2 {
                touch(n);
            }
        }
    );
    assert_eq!(count_checkpoints(captured), 1 + 3 + 1);
}

/// The compiler lets a captured block stand where a block does.
///
/// Pitfall 20 (tests/pitfalls/rows.md).
#[test]
fn captured_blocks_stand_where_blocks_do() {
    macro_rules! annotated {
        ($name:ident, $statement:block, $header:block, $value:block) => {
            #[cancellable]
            fn $name() -> Result<u32, Cancelled> {
                $statement
                let mut sum = 0;
                for n in $header {
                    sum += touch(n);
                }
                if sum > 9 $statement else $statement
                Ok(sum + $value)
            }
        };
    }
    annotated!(
        captured,
        {
            for n in 0..2 {
                touch(n);
            }
        },
        { [1, 2] },
        { 3 }
    );
    assert_eq!(captured().unwrap(), 6);
    // Entry, two statements of three, a loop of three.
    assert_eq!(count_checkpoints(captured), 1 + 3 + 3 + 3);
}

/// A captured expression is one operand, whatever stands beside it.
///
/// Pitfall 20 (tests/pitfalls/rows.md).
#[test]
fn captured_expressions_stay_together() {
    fn sum(list: &[i32]) -> i32 {
        list.iter().sum()
    }
    macro_rules! twice {
        ($either:expr, $sum:expr, $negative:expr, $choice:expr, $list:expr, $three:expr, $known:ident, $number:ident) => {
            twice!(@ plain [] $either, $sum, $negative, $choice, $list, $three, $known, $number);
            twice!(@ annotated [#[cancellable(on_cancel = unwind)]] $either, $sum, $negative, $choice, $list, $three, $known, $number);
        };
        (@ $name:ident [$($attribute:tt)*] $either:expr, $sum:expr, $negative:expr, $choice:expr, $list:expr, $three:expr, $known:ident, $number:ident) => {
            $($attribute)*
            fn $name($known: bool, $number: i32) -> [i32; 8] {
                const TWICE: [i32; $three * 2] = [3; $three * 2];
                fn inner(number: i32) -> i32 {
                    number * $three
                }
                let mut counts = [0; 8];
                if $either && $number > 5 {
                    counts[0] += 1;
                }
                counts[1] = $sum * 2;
                counts[2] = $negative.pow(2);
                counts[3] = 1 + $choice * 2;
                let mut left = $number;
                while $either && left > 0 {
                    left /= 2;
                    counts[4] += 1;
                }
                for n in $list {
                    counts[5] += n * $sum;
                }
                $choice;
                counts[6] = inner(TWICE.iter().sum());
                counts[7] = sum(&[1; $three * 2].map(|n: i32| n * $three));
                // Also in what another macro is given.
                assert_eq!($three * 2, 6);
                counts
            }
        };
    }
    twice!(
        known || number == 1,
        number + 3,
        -3_i32,
        if known { 1 } else { 2 },
        number..number + 3,
        1 + 2,
        known,
        number
    );
    for number in 0..9 {
        for known in [true, false] {
            assert_eq!(
                annotated(known, number),
                plain(known, number),
                "{known}, {number}"
            );
        }
    }
}

/// What a macro has captured for the attribute's own arguments, and for those of a mark, too.
///
/// Pitfall 20 (tests/pitfalls/rows.md).
#[test]
fn captured_expressions_of_arguments_stay_together() {
    macro_rules! area {
        ($source:ident, $width:expr, $height:expr, $token:expr) => {{
            #[cancellable(token = $token.clone(), on_cancel = return $width * $height)]
            fn area($source: &CancelSource) -> i32 {
                $width * $height
            }
            #[cancellable]
            fn marked($source: &CancelSource) -> Option<i32> {
                let area = #[cancellable(on_cancel = return $width * $height)]
                || -> i32 {
                    for _ in 0..3 {
                        $source.cancel();
                    }
                    $width * $height
                };
                Some(area())
            }
            let source = CancelSource::new();
            let live = area(&source);
            let token = source.token();
            let marked = token.run(|| marked(&source)).unwrap();
            [live, area(&source), marked]
        }};
    }
    assert_eq!(area!(source, 1 + 2, 3 + 4, &source.token()), [21; 3]);
}

/// And a captured statement where a statement does, with a `;` of its own or without.
///
/// Pitfall 20 (tests/pitfalls/rows.md).
#[test]
fn captured_statements_stand_where_statements_do() {
    macro_rules! annotated {
        ($name:ident, $value:expr, $declared:stmt, $again:stmt, $($statement:stmt)*) => {
            #[cancellable]
            fn $name() -> Result<u32, Cancelled> {
                $declared
                $again;
                given!($declared);
                $($statement)*
                #[allow(unused_variables)]
                let ended = ();
                $($statement)*
                'end: {
                    if $value > 0 {
                        break 'end;
                    }
                }
                Ok($value)
            }
        };
    }
    macro_rules! given {
        ($statement:stmt) => {};
    }
    annotated!(
        captured,
        sum,
        #[allow(unused_mut)]
        let mut sum = 3,
        let last = touch(2),
        for n in 0..last { sum += touch(n); }
        while sum < 5 { sum += touch(1); }
        'a: loop { sum += touch(1); break 'a }
        if sum > 3 { sum += touch(1); }
    );
    assert_eq!(captured().unwrap(), 10);
    // Entry, twice a `for` of two and a `loop` of one, a `while` of one and one of none.
    assert_eq!(count_checkpoints(captured), 1 + 2 * (3 + 1) + 2 + 1);
}

/// Pitfall 21 (tests/pitfalls/rows.md).
#[test]
fn nested_items_are_not_looked_into() {
    #[cancellable]
    fn outer() -> Result<u32, Cancelled> {
        fn inner() -> u32 {
            let mut sum = 0;
            for n in 0..10 {
                sum += touch(n);
            }
            sum
        }
        // Has passed through the attribute above, and is none whose body that has put elsewhere.
        #[cancellable]
        fn nothing() {}
        struct Local;
        impl Local {
            fn method(&self) -> u32 {
                loop {
                    break touch(1);
                }
            }
        }
        nothing();
        Ok(inner() + Local.method())
    }
    // Its own, and that of `nothing`.
    assert_eq!(count_checkpoints(outer), 2);
}

/// Spins ten times in a function of this name.
macro_rules! spins {
    ($(#[$attribute:meta])* $name:ident) => {
        $(#[$attribute])*
        pub(super) fn $name() -> Result<(), Cancelled> {
            for n in 0..10 {
                touch(n);
            }
            Ok(())
        }
    };
}

/// Hands on what it is given.
macro_rules! given {
    ($($items:tt)*) => {
        $($items)*
    };
}

#[cancellable]
mod makes_functions {
    use super::*;

    spins!(by_its_name);
    spins!(
        #[cancellable]
        annotated_there
    );

    #[cancellable(skip)]
    given! {
        pub(super) fn left_out() -> Result<(), Cancelled> {
            for n in 0..10 {
                touch(n);
            }
            Ok(())
        }
    }
}

struct Spinner;

#[cancellable]
impl Spinner {
    spins!(method);
}

#[test]
fn functions_that_a_macro_makes_are_not_looked_into() {
    assert_eq!(count_checkpoints(makes_functions::by_its_name), 0);
    assert_eq!(count_checkpoints(makes_functions::annotated_there), 1 + 11);
    assert_eq!(count_checkpoints(makes_functions::left_out), 0);
    assert_eq!(count_checkpoints(Spinner::method), 0);
}

#[cancellable]
mod values_of_items {
    use super::*;

    pub(super) struct Spinner;

    pub(super) const STEPS: u32 = {
        let mut n = 0;
        while n < 5 {
            n += 1;
        }
        n
    };

    const _: () = {
        impl Spinner {
            pub(in super::super) fn in_a_const(&self) {
                for n in 0..10 {
                    touch(n);
                }
            }
        }
    };

    pub(super) static IN_A_STATIC: fn() = || {
        for n in 0..STEPS {
            touch(n);
        }
    };
}

#[test]
fn values_of_const_and_static_items_are_not_looked_into() {
    assert_eq!(
        count_checkpoints(|| values_of_items::Spinner.in_a_const()),
        0
    );
    assert_eq!(count_checkpoints(values_of_items::IN_A_STATIC), 0);
}

/// Pitfall 19 (tests/pitfalls/rows.md).
#[test]
fn const_contexts_are_not_looked_into() {
    const fn count(limit: usize) -> usize {
        limit
    }
    struct Sized<const N: usize>;
    impl<const N: usize> Sized<N> {
        const LENGTH: usize = N;
    }
    #[cancellable]
    fn constants() -> Result<usize, Cancelled> {
        let array = [0_u8; {
            let mut n = 0;
            while n < 5 {
                n += 1;
            }
            n
        }];
        let inline = const {
            loop {
                break count(2);
            }
        };
        let argument = Sized::<
            {
                let mut n = 0;
                loop {
                    n += 1;
                    if n == 3 {
                        break n;
                    }
                }
            },
        >::LENGTH;
        Ok(array.len() + inline + argument)
    }
    assert_eq!(count_checkpoints(constants), 1);
}
