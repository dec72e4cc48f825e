//! The attribute knows a token by the name of its type.

use safepoint::CancelToken as Token;
use safepoint::{CancelToken, Cancelled, cancellable};

type Stop = CancelToken;

#[cancellable]
fn imported(rounds: u32, token: &Token) -> Result<u32, Cancelled> {
    let _ = token;
    Ok(rounds)
}

#[cancellable]
async fn aliased(token: Stop) -> Result<(), Cancelled> {
    drop(token);
    Ok(())
}

struct Worker;

#[cancellable(on_cancel = return 0)]
impl Worker {
    fn method(&self, rounds: u32, token: &mut Stop) -> u32 {
        let _ = token;
        rounds
    }

    /// Which token it is is said.
    #[cancellable(token = token)]
    fn named(&self, rounds: u32, token: &Stop) -> u32 {
        rounds
    }
}

fn main() {}
