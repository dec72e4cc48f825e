use safepoint::{Cancelled, cancellable};

#[cancellable]
async fn of_an_await() -> Result<u32, Cancelled> {
    let value = #[cancellable]
    async {
        loop {
            break Ok::<u32, Cancelled>(1);
        }
    }
    .await?;
    Ok(value)
}

#[cancellable]
fn of_a_statement() -> Result<u32, Cancelled> {
    #[cancellable]
    let add = |numbers: &[u32]| {
        let mut sum = 0;
        for n in numbers {
            sum += n;
        }
        Ok(sum)
    };
    add(&[1, 2])
}

fn main() {}
