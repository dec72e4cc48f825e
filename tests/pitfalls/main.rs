//! The pitfalls of an attribute that rewrites function bodies, by their numbers, and the tests that show that
//! each was avoided. Where there was none yet, it is here.

use safepoint_tests::references::{assert_exist, each, place, text};

/// Each row of `rows.md`: its number, and the files and functions in its last column.
#[test]
fn each_row_has_its_tests() {
    let rows = include_str!("rows.md")
        .lines()
        .skip_while(|line| !line.starts_with("| 1 |"));
    let mut numbers = Vec::new();
    for row in rows {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [number, _, tests] = cells[..] else {
            panic!("three columns: {row}")
        };
        numbers.push(number);
        assert_exist(tests);
        assert_names_its_number(number, tests);
    }
    assert_eq!(numbers.len(), 35, "1 to 34, and 12b: {numbers:?}");
}

/// Each of these tests says which pitfall it is of: in the comment above it, or anywhere in a file that is one test.
fn assert_names_its_number(number: &str, tests: &str) {
    let mark = format!("Pitfall {number} (tests/pitfalls/rows.md)");
    for (file, names) in each(tests) {
        let text = text(file);
        if names.is_empty() {
            assert!(
                text.contains(&mark),
                "{file} does not say that it is of pitfall {number}"
            );
        }
        for name in names {
            let before = &text[..place(&text, name).unwrap_or_default()];
            let above = before.rsplit("\n\n").next().unwrap_or_default();
            assert!(
                above.contains(&mark),
                "`{name}` in {file} does not say that it is of pitfall {number}"
            );
        }
    }
}

mod missing {
    use std::{cell::Cell, sync::Arc, sync::atomic::AtomicBool};

    use safepoint::{CancelToken, Cancelled, cancellable};
    use safepoint_tests::{cancelled_at, cancelled_at_with, count_checkpoints_with};

    #[cancellable(token = token, every = 1)]
    fn shadows<'t>(
        others: impl Iterator<Item = &'t bool>,
        mut token: &'t CancelToken,
        other: &'t CancelToken,
    ) -> Result<usize, Cancelled> {
        let mut seen = usize::from(token.can_be_cancelled());
        for token in others {
            seen += usize::from(*token);
        }
        token = other;
        for _ in 0..2 {
            seen += usize::from(token.can_be_cancelled());
        }
        Ok(seen)
    }

    #[cancellable(every = 1)]
    fn moves(token: CancelToken) -> Result<(), Cancelled> {
        drop(token);
        for _ in 0..3 {}
        Ok(())
    }

    /// Pitfall 6 (tests/pitfalls/rows.md).
    #[test]
    fn token_may_be_shadowed_moved_and_reassigned() {
        let never = CancelToken::never();
        let shadows = |token: &CancelToken| shadows([true, false].iter(), token, &never);
        assert_eq!(shadows(&never).unwrap(), 1);
        // Entry, and before each of two items and each end.
        assert_eq!(count_checkpoints_with(shadows), 7);
        for n in 1..=7 {
            assert!(cancelled_at_with(n, shadows).is_err());
        }
        assert!(cancelled_at_with(3, |token| moves(token.clone())).is_err());
    }

    struct Player {
        stopped: Arc<AtomicBool>,
        position: u32,
    }

    impl Player {
        fn bump(&mut self) {
            self.position += 1;
        }

        #[cancellable(token = self.stopped)]
        fn play(&mut self) -> Result<u32, Cancelled> {
            while self.position < 3 {
                self.bump();
            }
            self.stopped = Arc::default();
            Ok(self.position)
        }
    }

    /// Pitfall 6 (tests/pitfalls/rows.md).
    #[test]
    fn token_of_self_may_be_used_beside_self() {
        let mut player = Player {
            stopped: Arc::default(),
            position: 0,
        };
        assert_eq!(player.play().unwrap(), 3);
        player.stopped = Arc::new(AtomicBool::new(true));
        assert!(player.play().is_err());
    }

    macro_rules! maybe {
        ($($tokens:tt)*) => { $($tokens)* };
    }

    #[cancellable]
    fn breaks_in_a_macro(limit: u32) -> Result<(u32, u32), Cancelled> {
        let mut sum = (0, 0);
        'outer: for row in 0..limit {
            for column in 0.. {
                maybe! {
                    if column == 2 { break }
                    if row == 3 { break 'outer }
                    if row == 1 { continue 'outer }
                }
                sum.1 += 1;
            }
            sum.0 += 1;
        }
        Ok(sum)
    }

    /// Pitfall 15 (tests/pitfalls/rows.md): what a macro hides may leave the loop, which is therefore not divided into strips.
    #[test]
    fn break_in_a_macro_argument_leaves_its_loop() {
        assert_eq!(breaks_in_a_macro(9).unwrap(), (2, 4));
    }

    #[cancellable]
    fn closures(limit: Option<u32>) -> Result<u32, Cancelled> {
        let calls = Cell::new(0);
        let count = |limit: Option<u32>| -> Option<u32> {
            calls.set(calls.get() + 1);
            let limit = limit?;
            if limit > 5 {
                return Some(5);
            }
            Some(limit)
        };
        let found = count(limit).unwrap_or(7) + count(Some(9)).unwrap_or(0);
        Ok(found + calls.get())
    }

    /// Pitfall 16 (tests/pitfalls/rows.md).
    #[test]
    fn question_mark_and_return_in_a_closure_leave_the_closure() {
        assert_eq!(closures(None).unwrap(), 7 + 5 + 2);
        assert_eq!(closures(Some(1)).unwrap(), 1 + 5 + 2);
        assert!(cancelled_at(1, || closures(None)).is_err());
    }

    /// Pitfall 31 (tests/pitfalls/rows.md).
    #[test]
    fn macro_and_runtime_are_pinned_to_one_version() {
        let manifest = super::text("Cargo.toml");
        let value = |line: &str| {
            let found = manifest.lines().find(|other| other.starts_with(line));
            let found = found.unwrap_or_else(|| panic!("no `{line}`"));
            found.rsplit('"').nth(1).unwrap().to_owned()
        };
        let version = value("version = ");
        assert_eq!(value("safepoint-macros = "), format!("={version}"));
        assert_eq!(value("safepoint = "), format!("={version}"));
    }
}
