//! `on_cancel = return EXPR`, and casts behind leaf loops: the body is a block in a labelled one, and still of its own edition.

use safepoint::cancellable;

use super::{Log, same, twins};

macro_rules! both {
    ($parameters:tt $body:tt) => {
        fn plain $parameters -> bool $body

        #[cancellable(on_cancel = return false)]
        fn checked $parameters -> bool $body
    };
}

// Random programs found that these were dropped before the variables in editions that drop them after.
#[test]
fn temporaries_at_the_end_of_a_body_with_a_value_on_cancel() {
    both! { (log: &Log) {
        let _local = log.noisy("local");
        log.noisy("end").is_live()
    } }
    same(plain, checked);
}

#[test]
fn temporaries_at_the_end_of_a_block_with_a_value_on_cancel() {
    both! { (log: &Log) {
        let _local = log.noisy("local");
        let live = {
            let _inner = log.noisy("inner");
            log.noisy("end of the block").is_live()
        };
        for n in log.noisy("header").numbers() {
            log.note(format!("body {}", n));
        }
        live && log.noisy("end").is_live()
    } }
    same(plain, checked);
}

#[test]
fn temporaries_at_the_end_of_a_body_with_casts_behind_its_loops() {
    twins! {
        (log: &Log) -> Option<bool> {
            let _local = log.noisy("local");
            let mut sum = 0_u64;
            for n in 0..3 {
                sum += n;
            }
            let _pointer = &sum as *const u64;
            log.note(format!("sum {}", sum));
            let _after = log.noisy("after");
            Some(log.noisy("end").is_live())
        }
    }
    same(plain, checked);
}
