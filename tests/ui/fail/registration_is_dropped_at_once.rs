#![deny(unused_must_use)]

use safepoint::CancelToken;

pub fn work(token: &CancelToken) {
    token.on_cancel(|reason| println!("{reason}"));
}

fn main() {}
