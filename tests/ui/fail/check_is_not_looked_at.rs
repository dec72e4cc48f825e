#![deny(unused_must_use)]

use safepoint::CancelToken;

pub fn work(token: &CancelToken) {
    token.check();
}

fn main() {}
