#[cancellable(yield_every = 1_000)]
async fn parse(lines: Vec<String>) -> Result<Vec<Record>, Error> {
    let mut records = Vec::new();
    for line in lines {
        records.push(record(&line)?);
    }
    Ok(records)
}
