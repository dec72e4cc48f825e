#![deny(warnings)]

use safepoint::{CancelSource, Cancelled};

fn main() {
    let source = CancelSource::new();
    let result = source.token().scope(|s| {
        s.spawn(|| {});
        s.cancel();
        Ok::<_, Cancelled>(())
    });
    assert!(result.is_err());
    source.cancel();
    source.cancel_with(safepoint::Reason::Signal(2));
    source.cancel_after(std::time::Duration::ZERO);
}
