//! S2: what was taken from a channel or an iterator is always given to the body, whichever checkpoint notices.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BinaryHeap, VecDeque},
    io::{BufRead, Cursor},
    sync::{Mutex, mpsc},
    thread,
};

use safepoint::{CancelSource, Cancelled, cancellable};
use safepoint_tests::cancelled_everywhere;

const ALL: u32 = 8;

/// Runs `work` cancelled at each of its checkpoints and not at all. It is given a place for what bodies see,
/// and gives what is left where it was taken from: together that must be all, each item once.
#[track_caller]
fn loses_nothing(mut work: impl FnMut(&mut Vec<u32>) -> Vec<u32>) {
    let ends = cancelled_everywhere(|| {
        let mut seen = Vec::new();
        let left = work(&mut seen);
        let count = seen.len();
        seen.extend(left);
        seen.sort_unstable();
        assert_eq!(seen, (0..ALL).collect::<Vec<_>>());
        count
    });
    // Cancelled at its first checkpoint it has seen nothing; not at all, everything.
    assert_eq!(ends.iter().min(), Some(&0));
    assert_eq!(ends.first(), Some(&(ALL as usize)));
}

fn channel() -> mpsc::Receiver<u32> {
    let (sender, receiver) = mpsc::channel();
    for n in 0..ALL {
        sender.send(n).unwrap();
    }
    receiver
}

/// Pitfall 10 (tests/pitfalls/rows.md).
#[test]
fn while_let_over_a_channel_loses_nothing() {
    #[cancellable]
    fn work(receiver: &mpsc::Receiver<u32>, seen: &mut Vec<u32>) -> Result<(), Cancelled> {
        while let Ok(item) = receiver.recv() {
            seen.push(item);
        }
        Ok(())
    }
    loses_nothing(|seen| {
        let receiver = channel();
        let _ = work(&receiver, seen);
        receiver.try_iter().collect()
    });
}

/// Pitfall 10 (tests/pitfalls/rows.md).
#[test]
fn for_over_a_borrowed_channel_loses_nothing() {
    #[cancellable]
    fn work(receiver: &mpsc::Receiver<u32>, seen: &mut Vec<u32>) -> Result<(), Cancelled> {
        for item in receiver {
            seen.push(item);
        }
        Ok(())
    }
    loses_nothing(|seen| {
        let receiver = channel();
        let _ = work(&receiver, seen);
        receiver.try_iter().collect()
    });
}

#[test]
fn for_over_the_iterator_of_a_channel_loses_nothing() {
    #[cancellable]
    fn work(receiver: &mpsc::Receiver<u32>, seen: &mut Vec<u32>) -> Result<(), Cancelled> {
        for item in receiver.try_iter() {
            seen.push(item);
        }
        Ok(())
    }
    loses_nothing(|seen| {
        let receiver = channel();
        let _ = work(&receiver, seen);
        receiver.try_iter().collect()
    });
}

#[test]
fn loop_that_receives_by_hand_loses_nothing() {
    #[cancellable]
    fn work(receiver: &mpsc::Receiver<u32>, seen: &mut Vec<u32>) -> Result<(), Cancelled> {
        loop {
            match receiver.recv() {
                Ok(item) => seen.push(item),
                Err(_) => break Ok(()),
            }
        }
    }
    loses_nothing(|seen| {
        let receiver = channel();
        let _ = work(&receiver, seen);
        receiver.try_iter().collect()
    });
}

#[test]
fn for_over_a_borrowed_iterator_loses_nothing() {
    #[cancellable]
    fn work(items: &mut impl Iterator<Item = u32>, seen: &mut Vec<u32>) -> Result<(), Cancelled> {
        for item in items.by_ref() {
            seen.push(item);
        }
        for item in items {
            seen.push(item);
        }
        Ok(())
    }
    loses_nothing(|seen| {
        let mut items = (0..ALL).collect::<Vec<_>>().into_iter();
        let _ = work(&mut items, seen);
        items.collect()
    });
}

#[test]
fn for_over_a_borrowed_drain_loses_nothing() {
    #[cancellable]
    fn work(drain: &mut std::vec::Drain<'_, u32>, seen: &mut Vec<u32>) -> Result<(), Cancelled> {
        for item in drain {
            seen.push(item);
        }
        Ok(())
    }
    loses_nothing(|seen| {
        let mut items: Vec<u32> = (0..ALL).collect();
        let mut drain = items.drain(..);
        let _ = work(&mut drain, seen);
        drain.collect()
    });
}

/// Dropping a `Drain` drops what it has not given: that is its own way, and what the body got is not less for it.
#[test]
fn for_over_a_drain_gives_each_item_in_its_order() {
    #[cancellable]
    fn work(items: &mut Vec<u32>, seen: &mut Vec<u32>) -> Result<(), Cancelled> {
        for item in items.drain(..) {
            seen.push(item);
        }
        Ok(())
    }
    let counts = cancelled_everywhere(|| {
        let (mut items, mut seen) = ((0..ALL).collect(), Vec::new());
        let _ = work(&mut items, &mut seen);
        assert_eq!(seen, (0..ALL).take(seen.len()).collect::<Vec<_>>());
        seen.len()
    });
    // At entry, before each item, and before the end.
    assert_eq!(counts, [8, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn while_let_over_a_stack_loses_nothing() {
    #[cancellable]
    fn work(stack: &mut Vec<u32>, seen: &mut Vec<u32>) -> Result<(), Cancelled> {
        while let Some(item) = stack.pop() {
            seen.push(item);
        }
        Ok(())
    }
    loses_nothing(|seen| {
        let mut stack = (0..ALL).collect();
        let _ = work(&mut stack, seen);
        stack
    });
}

#[test]
fn while_let_over_other_collections_loses_nothing() {
    #[cancellable]
    fn work(
        queue: &mut VecDeque<u32>,
        heap: &mut BinaryHeap<u32>,
        map: &mut BTreeMap<u32, u32>,
        seen: &mut Vec<u32>,
    ) -> Result<(), Cancelled> {
        while let Some(item) = queue.pop_front() {
            seen.push(item);
        }
        while let Some(item) = heap.pop() {
            seen.push(item);
        }
        while let Some((_, item)) = map.pop_first() {
            seen.push(item);
        }
        Ok(())
    }
    loses_nothing(|seen| {
        let mut queue = (0..3).collect();
        let mut heap = (3..5).collect();
        let mut map = (5..ALL).map(|n| (n, n)).collect();
        let _ = work(&mut queue, &mut heap, &mut map, seen);
        queue
            .into_iter()
            .chain(heap)
            .chain(map.into_values())
            .collect()
    });
}

#[test]
fn while_with_an_effect_in_its_condition_loses_nothing() {
    #[cancellable]
    fn work(left: &RefCell<Vec<u32>>, seen: &mut Vec<u32>) -> Result<(), Cancelled> {
        let mut next = None;
        let mut take = || {
            next = left.borrow_mut().pop();
            next
        };
        while take().inspect(|item| seen.push(*item)).is_some() {}
        Ok(())
    }
    loses_nothing(|seen| {
        let left = RefCell::new((0..ALL).collect());
        let _ = work(&left, seen);
        left.into_inner()
    });
}

#[test]
fn lock_in_the_condition_loses_nothing() {
    #[cancellable]
    fn work(shared: &Mutex<Vec<u32>>, seen: &mut Vec<u32>) -> Result<(), Cancelled> {
        while let Some(item) = shared.lock().unwrap().pop() {
            seen.push(item);
        }
        Ok(())
    }
    loses_nothing(|seen| {
        let shared = Mutex::new((0..ALL).collect());
        let _ = work(&shared, seen);
        shared.into_inner().unwrap()
    });
}

#[test]
fn lines_of_a_reader_are_all_read() {
    #[cancellable]
    fn work(reader: &mut impl BufRead, seen: &mut Vec<u32>) -> Result<(), anyhow::Error> {
        let mut line = String::new();
        while reader.read_line(&mut line)? > 0 {
            seen.push(line.trim().parse()?);
            line.clear();
        }
        Ok(())
    }
    loses_nothing(|seen| {
        let mut reader = Cursor::new("0\n1\n2\n3\n4\n5\n6\n7\n");
        let _ = work(&mut reader, seen);
        reader
            .lines()
            .map(|line| line.unwrap().parse().unwrap())
            .collect()
    });
}

#[test]
fn peeked_items_are_not_lost() {
    #[cancellable]
    fn work<I: Iterator<Item = u32>>(
        items: &mut std::iter::Peekable<I>,
        seen: &mut Vec<u32>,
    ) -> Result<(), Cancelled> {
        while items.peek().is_some() {
            seen.extend(items.next());
        }
        Ok(())
    }
    loses_nothing(|seen| {
        let mut items = (0..ALL).peekable();
        let _ = work(&mut items, seen);
        items.collect()
    });
}

#[test]
fn labels_continue_and_inner_loops_lose_nothing() {
    #[cancellable]
    fn work(receiver: &mpsc::Receiver<u32>, seen: &mut Vec<u32>) -> Result<(), Cancelled> {
        'jobs: while let Ok(first) = receiver.recv() {
            seen.push(first);
            if first % 3 == 0 {
                continue;
            }
            loop {
                let Ok(second) = receiver.recv() else {
                    break 'jobs;
                };
                seen.push(second);
                if second % 2 == 0 {
                    continue 'jobs;
                }
            }
        }
        Ok(())
    }
    loses_nothing(|seen| {
        let receiver = channel();
        let _ = work(&receiver, seen);
        receiver.try_iter().collect()
    });
}

#[test]
fn sparse_checks_lose_nothing() {
    #[cancellable(every = 3)]
    fn work(receiver: &mpsc::Receiver<u32>, seen: &mut Vec<u32>) -> Result<(), Cancelled> {
        while let Ok(item) = receiver.recv() {
            seen.push(item);
        }
        Ok(())
    }
    loses_nothing(|seen| {
        let receiver = channel();
        let _ = work(&receiver, seen);
        receiver.try_iter().collect()
    });
}

#[test]
fn other_ways_out_lose_nothing() {
    #[cancellable]
    fn silently(receiver: &mpsc::Receiver<u32>, seen: &mut Vec<u32>) {
        for item in receiver {
            seen.push(item);
        }
    }
    #[cancellable(on_cancel = return false)]
    fn with_a_value(receiver: &mpsc::Receiver<u32>, seen: &mut Vec<u32>) -> bool {
        for item in receiver {
            seen.push(item);
        }
        true
    }
    #[cancellable(on_cancel = break)]
    fn by_breaking(receiver: &mpsc::Receiver<u32>, seen: &mut Vec<u32>) {
        for item in receiver {
            seen.push(item);
        }
    }
    #[cancellable(on_cancel = unwind)]
    fn by_unwinding(receiver: &mpsc::Receiver<u32>, seen: &mut Vec<u32>) {
        while let Ok(item) = receiver.recv() {
            seen.push(item);
        }
    }
    let ways: [fn(&mpsc::Receiver<u32>, &mut Vec<u32>); 4] = [
        silently,
        |receiver, seen| {
            with_a_value(receiver, seen);
        },
        by_breaking,
        |receiver, seen| drop(safepoint::catch(|| by_unwinding(receiver, seen))),
    ];
    for way in ways {
        loses_nothing(|seen| {
            let receiver = channel();
            way(&receiver, seen);
            receiver.try_iter().collect()
        });
    }
}

/// The same with a real second thread, at whatever moment it cancels.
#[test]
fn cancelling_from_another_thread_loses_nothing() {
    #[cancellable]
    fn work(receiver: &mpsc::Receiver<u32>, seen: &mut Vec<u32>) -> Result<(), Cancelled> {
        while let Ok(item) = receiver.recv() {
            seen.push(item);
        }
        Ok(())
    }
    for moment in 0..200 {
        let source = CancelSource::new();
        let (sender, receiver) = mpsc::channel();
        let mut seen = Vec::new();
        thread::scope(|threads| {
            threads.spawn(|| {
                for n in 0..1000 {
                    sender.send(n).unwrap();
                    if n == moment * 5 {
                        source.cancel();
                    }
                }
                drop(sender);
            });
            let _ = source.token().run(|| work(&receiver, &mut seen));
        });
        seen.extend(receiver.try_iter());
        assert_eq!(seen, (0..1000).collect::<Vec<_>>());
    }
}
