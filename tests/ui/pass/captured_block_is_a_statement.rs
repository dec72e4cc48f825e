use safepoint::cancellable;

macro_rules! annotated {
    ($name:ident, $block:block) => {
        #[cancellable]
        fn $name() -> Option<u32> {
            $block
            Some(1)
        }
    };
}

annotated!(work, {
    for _ in 0..3 {}
});

fn main() {
    assert_eq!(work(), Some(1));
}
