#[cancellable]
fn digits(numbers: &[u64], token: &CancelToken) -> Result<u32, Cancelled> {
    let mut count = 0;
    for &number in numbers {
        let mut rest = number;
        while rest > 0 {
            rest /= 10;
            count += 1;
        }
    }
    Ok(count)
}
