use safepoint::Reason;

fn code(reason: &Reason) -> i32 {
    match reason {
        Reason::Requested | Reason::Deadline | Reason::Dropped => 1,
        Reason::SiblingFailed { .. } => 2,
        Reason::Signal(number) => 128 + number,
        Reason::Custom(_) => 3,
    }
}

fn main() {}
