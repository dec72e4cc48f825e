#[cancellable]
fn value_at(x: u64, coefficients: &[u64], terms: usize) -> Result<u64, Cancelled> {
    let mut value = 0_u64;
    for power in (0..terms).rev() {
        value = value.wrapping_mul(x).wrapping_add(coefficients[power]);
    }
    Ok(value)
}
