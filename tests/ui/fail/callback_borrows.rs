use safepoint::CancelSource;

fn work(source: &CancelSource) {
    let mut told = false;
    let _registration = source.token().on_cancel(|_| told = true);
}

fn main() {}
