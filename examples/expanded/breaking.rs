#[cancellable(on_cancel = break)]
fn simulate(world: &mut World) -> Statistics {
    let mut statistics = Statistics::default();
    for step in 0..world.steps() {
        statistics.add(world.step(step));
    }
    statistics
}
