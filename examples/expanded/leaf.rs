#[cancellable]
fn saxpy(a: f32, x: &[f32], y: &mut [f32]) -> Result<(), Cancelled> {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
    Ok(())
}
