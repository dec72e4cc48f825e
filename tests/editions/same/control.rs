//! Labels, values of `break`, `continue`, `?`, `let else`.

use super::{Log, same, twins};

/// Pitfall 15 (tests/pitfalls/rows.md).
#[test]
fn break_value_survives() {
    twins! {
        (log: &Log) -> Option<(u32, &'static str, ())> {
            let mut n = 0;
            let number = loop {
                n += 1;
                log.note("turn");
                if n == 3 {
                    break n * 2;
                }
            };
            let text = 'named: loop {
                loop {
                    break 'named "text";
                }
            };
            let nothing = loop { break; };
            Some((number, text, nothing))
        }
    }
    same(plain, checked);
}

/// Pitfall 15 (tests/pitfalls/rows.md).
#[test]
fn labels_lead_where_they_led() {
    twins! {
        (log: &Log) -> Option<Vec<(u32, u32)>> {
            let mut seen = Vec::new();
            'rows: for row in 0..5 {
                let mut column = 0;
                'columns: while column < 5 {
                    column += 1;
                    log.note(format!("{} {}", row, column));
                    loop {
                        if row == column { continue 'rows; }
                        if column % 2 == 0 { continue 'columns; }
                        if row == 4 { break 'rows; }
                        if row + column == 5 { break 'columns; }
                        break;
                    }
                    seen.push((row, column));
                }
            }
            Some(seen)
        }
    }
    same(plain, checked);
}

/// Pitfall 15 (tests/pitfalls/rows.md).
#[test]
fn same_label_on_two_loops() {
    twins! {
        (log: &Log) -> Option<u32> {
            let mut turns = 0;
            'again: loop {
                for _ in 0..1 {
                    'inner: for n in 0..3 {
                        turns += n;
                        if n == 1 { continue 'inner; }
                        log.note("first");
                    }
                    'inner: for n in 0..3 {
                        if n == 1 { break 'inner; }
                        log.note("second");
                    }
                }
                break 'again;
            }
            Some(turns)
        }
    }
    same(plain, checked);
}

#[test]
fn labelled_blocks_stay() {
    twins! {
        (log: &Log) -> Option<u32> {
            let value = 'block: {
                for n in 0..9 {
                    log.note("turn");
                    if n == 4 { break 'block n; }
                }
                100
            };
            'empty: {
                while true {
                    log.note("left at once");
                    break 'empty;
                }
            }
            Some(value)
        }
    }
    same(plain, checked);
}

#[derive(Debug, PartialEq)]
struct Failed;

impl From<safepoint::Cancelled> for Failed {
    fn from(_: safepoint::Cancelled) -> Self {
        Failed
    }
}

impl From<std::num::ParseIntError> for Failed {
    fn from(_: std::num::ParseIntError) -> Self {
        Failed
    }
}

#[test]
fn question_mark_leaves_the_function() {
    twins! {
        (log: &Log) -> Result<u32, Failed> {
            let mut sum = 0;
            for text in vec!["1", "2", "x", "4"] {
                log.note(text);
                sum += text.parse::<u32>()?;
            }
            Ok(sum)
        }
    }
    same(plain, checked);
}

#[test]
fn let_else_leaves_or_goes_on() {
    twins! {
        (log: &Log) -> Option<u32> {
            let mut sum = 0;
            for candidate in vec![Some(1), None, Some(2)] {
                let Some(n) = candidate else {
                    log.note("none");
                    continue;
                };
                let (true, number) = (n < 5, n) else { return None };
                sum += number;
            }
            let Some(last) = (loop { break Some(sum) }) else {
                loop {}
            };
            let (Some(other) | Some(other)) = Some(last) else {
                for _ in 0..3 { log.note("never"); }
                return None;
            };
            Some(other)
        }
    }
    same(plain, checked);
}

#[test]
fn loops_are_expressions_of_their_type() {
    twins! {
        (log: &Log) -> Option<((), (), u32)> {
            let a = for _ in 0..2 { log.note("for"); };
            let b = while log.count("while") < 2 { log.note("while"); };
            let c = 1 + loop { log.note("loop"); break 1; } + { let mut n = 0; while n < 3 { n += 1 } n };
            Some((a, b, c))
        }
    }
    same(plain, checked);
}

#[test]
fn loops_in_conditions_arms_and_arguments() {
    twins! {
        (log: &Log) -> Option<u32> {
            let value = if { let mut n = 0; while n < 3 { n += 1; log.note("condition"); } n == 3 } {
                match loop { break 7 } {
                    n if { for _ in 0..n { log.note("guard"); } n > 5 } => u32::max(loop { break n }, 1),
                    _ => 0,
                }
            } else {
                1
            };
            let index = [10, 20, 30][loop { break 1 }];
            let range = (loop { break 0 })..(loop { break value });
            let tuple = (loop { break index }, range.len());
            return Some(loop { break tuple.0 } + tuple.1 as u32);
        }
    }
    same(|log| plain(log).map(|n| n), |log| checked(log).map(|n| n));
}

#[test]
fn while_true_and_empty_loops() {
    twins! {
        (log: &Log) -> Option<u32> {
            let mut n = 0;
            while true {
                n += 1;
                log.note("turn");
                if n > 2 { break }
            }
            for _ in 0..3 {}
            while false {}
            while let Some(_) = None::<u32> {}
            Some(n)
        }
    }
    same(plain, checked);
}

#[test]
fn loop_in_the_header_of_a_loop() {
    twins! {
        (log: &Log) -> Option<u32> {
            let mut sum = 0;
            for n in 0..loop { log.note("header"); break 3 } {
                while { for _ in 0..n { log.note("condition"); } sum < n } {
                    sum += 1;
                }
            }
            while let Some(n) = { loop { break if sum < 10 { Some(4) } else { None } } } {
                sum += n;
            }
            Some(sum)
        }
    }
    same(plain, checked);
}

#[test]
fn deferred_initialisation_in_a_loop() {
    twins! {
        (log: &Log) -> Option<u32> {
            let value;
            loop {
                log.note("turn");
                value = 7;
                break;
            }
            let other: u32;
            if value > 3 {
                other = loop { break 1; };
            } else {
                loop { return None; }
            }
            Some(value + other)
        }
    }
    same(plain, checked);
}

#[test]
fn body_that_only_returns_from_within_a_loop() {
    twins! {
        (log: &Log) -> Option<u32> {
            let mut n = 0;
            loop {
                log.note("turn");
                n += 1;
                if n == 4 { return Some(n); }
            }
        }
    }
    same(plain, checked);
}
