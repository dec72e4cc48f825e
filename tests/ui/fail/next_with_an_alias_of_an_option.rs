use safepoint::cancellable;

struct Countdown(u32);

impl Iterator for Countdown {
    type Item = u32;

    #[cancellable]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.checked_sub(1)
    }
}

fn main() {}
