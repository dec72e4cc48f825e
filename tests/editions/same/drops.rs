//! Lifetimes of temporaries, and the order in which things are dropped.

use std::sync::Mutex;

use super::{Log, Noisy, same, twins};

struct Pair<'l> {
    left: Noisy<'l>,
    right: Noisy<'l>,
}

fn unit<T>(_: T) {}

fn pairs(log: &Log) -> Vec<Pair<'_>> {
    let pair = |left, right| Pair {
        left: log.noisy(left),
        right: log.noisy(right),
    };
    vec![pair("1 left", "1 right"), pair("2 left", "2 right")]
}

#[test]
fn temporaries_of_a_for_end_with_the_loop() {
    twins! {
        (log: &Log) -> Option<u32> {
            let _before = log.noisy("before");
            for n in log.noisy("header").numbers() {
                log.note(format!("body {}", n));
            }
            let _after = log.noisy("after");
            Some(1)
        }
    }
    same(plain, checked);
}

/// Pitfall 12b (tests/pitfalls/rows.md).
#[test]
fn temporaries_of_a_for_at_the_end_of_a_body() {
    twins! {
        (log: &Log) {
            let _local = log.noisy("local");
            for n in log.noisy("header").numbers() {
                log.note(format!("body {}", n));
            }
        }
    }
    same(plain, checked);
}

/// Pitfall 12b (tests/pitfalls/rows.md).
#[test]
fn temporaries_of_a_for_at_the_end_of_a_block() {
    twins! {
        (log: &Log) -> Option<()> {
            {
                let _local = log.noisy("local");
                for n in log.noisy("header").numbers() {
                    log.note(format!("body {}", n));
                }
            }
            if log.noisy("condition").is_live() {
                let _local = log.noisy("inner local");
                for n in log.noisy("inner header").numbers() {
                    log.note(format!("inner body {}", n));
                }
            }
            Some(())
        }
    }
    same(plain, checked);
}

#[test]
fn temporaries_of_a_while_end_before_its_body() {
    twins! {
        (log: &Log) -> Option<u32> {
            let mut turns = 0;
            while log.noisy("condition").is_live() && turns < 2 {
                log.note("body");
                turns += 1;
            }
            Some(turns)
        }
    }
    same(plain, checked);
}

#[test]
fn temporaries_of_a_while_let_live_through_its_body() {
    twins! {
        (log: &Log) -> Option<u32> {
            let mut turns = 0;
            while let Some(n) = log.noisy("scrutinee").some() {
                let _local = log.noisy("local");
                turns += n;
                if turns == 3 {
                    break;
                }
                if turns == 1 {
                    continue;
                }
                log.note("end of the body");
            }
            let _after = log.noisy("after");
            Some(turns)
        }
    }
    same(plain, checked);
}

#[test]
fn temporaries_of_a_while_let_that_does_not_match() {
    twins! {
        (log: &Log) {
            let _local = log.noisy("local");
            while let None = log.noisy("scrutinee").some() {}
        }
    }
    same(plain, checked);
}

/// Pitfall 12 (tests/pitfalls/rows.md).
#[test]
fn lock_in_a_while_let_is_held_in_its_body_and_not_after_it() {
    twins! {
        (log: &Log) -> Option<bool> {
            let stack = Mutex::new(vec![1, 2]);
            while let Some(top) = stack.lock().unwrap().pop() {
                log.note(format!("{} free: {}", top, stack.try_lock().is_ok()));
            }
            let free = stack.try_lock().is_ok();
            Some(free)
        }
    }
    same(plain, checked);
}

#[test]
fn lock_in_a_for_is_held_in_its_body_and_not_after_it() {
    twins! {
        (log: &Log) -> Option<bool> {
            let list = Mutex::new(vec![1, 2]);
            for item in list.lock().unwrap().iter() {
                log.note(format!("{} free: {}", item, list.try_lock().is_ok()));
            }
            let free = list.try_lock().is_ok();
            Some(free)
        }
    }
    same(plain, checked);
}

/// The lock borrows what is dropped at the end of the block: the loop must let go of it before.
#[test]
fn lock_in_a_loop_at_the_end_of_a_block() {
    twins! {
        (log: &Log) {
            let list = Mutex::new(vec![1, 2]);
            if log.noisy("condition").is_live() {
                let inner = Mutex::new(vec![1, 2]);
                while let Some(n) = inner.lock().unwrap().pop() {
                    log.note(format!("{}", n));
                }
            }
            for item in list.lock().unwrap().iter() {
                log.note(format!("{}", item));
            }
        }
    }
    same(plain, checked);
}

#[test]
fn lock_in_a_while_is_free_in_its_body() {
    twins! {
        (log: &Log) -> Option<bool> {
            let list = Mutex::new(vec![1, 2]);
            while list.lock().unwrap().len() > 0 {
                log.note(format!("{:?}", list.lock().unwrap().pop()));
            }
            let free = list.try_lock().is_ok();
            Some(free)
        }
    }
    same(plain, checked);
}

#[test]
fn items_of_a_for_are_dropped_each_in_its_turn() {
    twins! {
        (log: &Log) -> Option<()> {
            for item in vec![log.noisy("a"), log.noisy("b"), log.noisy("c")] {
                let _local = log.noisy("local");
                item.value();
            }
            for _ in vec![log.noisy("d"), log.noisy("e")] {
                log.note("body");
            }
            for mut item in vec![log.noisy("f")] {
                item = log.noisy("g");
            }
            Some(())
        }
    }
    same(plain, checked);
}

#[test]
fn items_left_when_a_for_breaks_are_dropped_at_its_end() {
    twins! {
        (log: &Log) -> Option<()> {
            for item in vec![log.noisy("a"), log.noisy("b"), log.noisy("c")] {
                if item.1 == "b" {
                    log.note("break");
                    break;
                }
            }
            log.note("after");
            Some(())
        }
    }
    same(plain, checked);
}

#[test]
fn parts_of_a_destructured_item_are_dropped_in_their_order() {
    twins! {
        (log: &Log) -> Option<()> {
            for Pair { left, right } in pairs(log) {
                log.note("both");
            }
            for Pair { right, .. } in pairs(log) {
                log.note("right");
            }
            for Pair { ref left, .. } in pairs(log) {
                left.value();
            }
            for Pair { left: _, right: mut renamed } in pairs(log) {
                renamed = log.noisy("other");
            }
            for (index, Pair { left, right: _ }) in pairs(log).into_iter().enumerate() {
                log.note(format!("{}", index));
            }
            for (a, _, b) in vec![(log.noisy("a"), log.noisy("ignored"), log.noisy("b"))] {
                log.note("tuple");
            }
            for whole @ Pair { .. } in pairs(log) {
                whole.left.value();
            }
            Some(())
        }
    }
    same(plain, checked);
}

#[test]
fn temporaries_at_the_end_of_a_loop_body() {
    twins! {
        (log: &Log) -> Option<()> {
            for _ in 0..2 {
                let _local = log.noisy("for local");
                unit(log.noisy("for tail").value())
            }
            let mut turns = 0;
            while turns < 2 {
                turns += 1;
                let _local = log.noisy("while local");
                unit(log.noisy("while tail").value())
            }
            loop {
                let _local = log.noisy("loop local");
                turns += 1;
                if log.noisy("condition").is_live() && turns > 3 { break }
            }
            for n in vec![log.noisy("item")] {
                let _local = log.noisy("local");
                unit(log.noisy("tail").value() + n.value())
            }
            Some(())
        }
    }
    same(plain, checked);
}

#[test]
fn values_of_break_and_what_they_borrow() {
    twins! {
        (log: &Log) -> Option<u32> {
            let _before = log.noisy("before");
            let value = loop {
                let _local = log.noisy("local");
                break log.noisy("value").value();
            };
            let kept = loop {
                let _local = log.noisy("second local");
                break log.noisy("kept");
            };
            let named = 'outer: loop {
                let _outer = log.noisy("outer");
                for n in 0..5 {
                    let _inner = log.noisy("inner");
                    if n == 2 {
                        break 'outer n;
                    }
                }
            };
            Some(value + kept.value() + named)
        }
    }
    same(plain, checked);
}

#[test]
fn return_and_question_mark_from_a_loop_drop_what_is_there() {
    twins! {
        (log: &Log) -> Option<u32> {
            let _local = log.noisy("local");
            for item in vec![log.noisy("a"), log.noisy("b")] {
                let _inner = log.noisy("inner");
                if item.1 == "b" {
                    None?;
                }
                while let Some(n) = log.noisy("scrutinee").some() {
                    if item.1 == "a" {
                        break;
                    }
                    return Some(n);
                }
            }
            Some(1)
        }
    }
    same(plain, checked);
}

#[test]
fn arguments_are_dropped_after_the_variables_of_the_body() {
    twins! {
        <'l>(log: &'l Log, first: Noisy<'l>, _: Noisy<'l>, (left, _): (Noisy<'l>, Noisy<'l>)) -> Option<()> {
            let _local = log.noisy("local");
            let moved = first;
            for _ in 0..1 {
                log.note("body");
            }
            Some(())
        }
    }
    macro_rules! call {
        ($function:ident) => {
            |log| {
                let (first, second) = (log.noisy("first"), log.noisy("second"));
                $function(
                    log,
                    first,
                    second,
                    (log.noisy("third"), log.noisy("fourth")),
                )
            }
        };
    }
    same(call!(plain), call!(checked));
}

#[test]
fn temporaries_at_the_end_of_the_body() {
    twins! {
        (log: &Log) -> Option<u32> {
            let _local = log.noisy("local");
            log.noisy("tail").some()
        }
    }
    same(plain, checked);
}

#[test]
fn temporaries_of_a_match_and_of_an_if_let_around_a_loop() {
    twins! {
        (log: &Log) -> Option<()> {
            match log.noisy("scrutinee").some() {
                Some(n) if n > 0 => for _ in 0..n {
                    log.note("arm");
                },
                _ => {}
            }
            if let Some(n) = log.noisy("if let").some() {
                while log.noisy("condition").value() > n {}
            } else {
                log.note("else");
            }
            if let None = log.noisy("no match").some() {
            } else {
                for _ in 0..1 {
                    log.note("else");
                }
            }
            Some(())
        }
    }
    same(plain, checked);
}
