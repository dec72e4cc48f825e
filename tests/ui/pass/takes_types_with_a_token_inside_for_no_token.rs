use safepoint::{CancelToken, Cancelled, cancellable};

struct Job {
    token: CancelToken,
}

#[cancellable]
fn work(job: &Job) -> Result<bool, Cancelled> {
    Ok(job.token.is_cancelled())
}

fn main() {
    let token = CancelToken::never();
    assert!(!work(&Job { token }).unwrap());
}
