use safepoint::cancellable;

#[cancellable(on_cancel = break)]
async fn work(readings: &[u32]) -> u32 {
    let mut turn = 0;
    loop {
        let reading = std::future::ready(readings[turn]).await;
        turn += 1;
        if reading > 3 {
            break reading;
        }
    }
}

fn main() {}
