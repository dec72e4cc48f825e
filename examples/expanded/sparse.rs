#[cancellable(entry = false)]
fn drain(queue: &mut Queue) -> Option<()> {
    #[checkpoint(every = 64)]
    while let Some(job) = queue.pop() {
        job.run();
    }
    #[checkpoint(skip)]
    for job in queue.rest() {
        job.forget();
    }
    Some(())
}
