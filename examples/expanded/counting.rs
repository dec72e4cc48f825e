#[cancellable]
fn sum(numbers: &[u32], token: &CancelToken) -> Result<u32, Cancelled> {
    let mut sum = 0_u32;
    let mut i = 0;
    while i < numbers.len() {
        sum = sum.wrapping_add(numbers[i]);
        i += 1;
    }
    Ok(sum)
}
