use safepoint::cancellable;

macro_rules! given {
    ($($items:tt)*) => {
        $($items)*
    };
}

#[cancellable]
mod spins {
    given! {
        pub(crate) fn spin() {
            loop {}
        }
    }
}

fn main() {
    spins::spin();
}
