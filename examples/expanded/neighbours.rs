#[cancellable]
fn largest_jump(prices: &[f64]) -> Result<f64, Cancelled> {
    let mut largest = 0.0_f64;
    for i in 1..prices.len() {
        largest = largest.max((prices[i] - prices[i - 1]).abs());
    }
    Ok(largest)
}
