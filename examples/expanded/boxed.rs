#[cancellable]
fn work(&self) -> Pin<Box<dyn Future<Output = Result<(), Cancelled>> + Send + '_>> {
    Box::pin(async move {
        while let Some(job) = self.next().await {
            job.run();
        }
        Ok(())
    })
}
