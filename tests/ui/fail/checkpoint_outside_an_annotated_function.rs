fn work() {
    #[checkpoint(skip)]
    for _ in 0..3 {}
}

fn main() {}
