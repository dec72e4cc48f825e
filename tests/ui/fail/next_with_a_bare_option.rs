use safepoint::cancellable;

struct Countdown(u32);

impl Iterator for Countdown {
    type Item = u32;

    #[cancellable]
    fn next(&mut self) -> Option<u32> {
        while self.0 > 10 {
            self.0 -= 1;
        }
        self.0.checked_sub(1)
    }
}

fn main() {}
