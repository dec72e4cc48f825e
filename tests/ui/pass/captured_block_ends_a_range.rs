use safepoint::cancellable;

macro_rules! annotated {
    ($name:ident, $limit:expr) => {
        #[cancellable]
        fn $name() -> Option<u32> {
            let mut sum = 0;
            for n in 0..$limit {
                sum += n;
            }
            Some(sum)
        }
    };
}

annotated!(work, { 2 + 2 });

fn main() {
    assert_eq!(work(), Some(6));
}
