use safepoint::cancellable;

#[cancellable]
fn squares(limit: u32) -> impl Iterator<Item = u32> {
    let mut squares = Vec::new();
    for n in 0..limit {
        squares.push(n * n);
    }
    squares.into_iter()
}

fn main() {}
