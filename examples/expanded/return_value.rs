#[cancellable(on_cancel = return default)]
fn search(default: usize, board: &Board) -> usize {
    let mut best = default;
    for depth in 0.. {
        best = board.search(depth);
    }
    best
}
