#[cancellable]
fn sum(rows: &[Row], token: &CancelToken) -> Result<u64, Cancelled> {
    rows.iter()
        .map(
            #[cancellable]
            |row| -> Result<u64, Cancelled> {
                let mut sum = 0;
                for cell in row.cells() {
                    sum += cell.value();
                }
                Ok(sum)
            },
        )
        .sum()
}
