use safepoint::CancelToken;

fn stop(token: &CancelToken) {
    token.cancel();
}

fn main() {}
