#![deny(unused_must_use)]

use safepoint::CancelSource;

pub fn work(source: CancelSource) {
    source.drop_guard();
}

fn main() {}
