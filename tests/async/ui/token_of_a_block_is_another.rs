//! A token that only the returned block can evaluate, where what stands around it could make another token of that.

use futures::future::{BoxFuture, FutureExt as _};
use safepoint::{CancelToken, Cancelled, cancellable};

type Boxed = BoxFuture<'static, Result<(), Cancelled>>;
type Stop = Result<CancelToken, Cancelled>;

async fn work() -> Result<(), Cancelled> {
    Ok(())
}

#[cancellable(token = stop?)]
fn declared(stop: Stop) -> Boxed {
    let stop: Stop = stop.map(|_| CancelToken::never());
    Box::pin(async move { work().await })
}

#[cancellable(token = stops[index].clone()?)]
fn declared_by_a_pattern(stops: Vec<Stop>, index: usize, other: Option<usize>) -> Boxed {
    if let Some(index) = other {
        return Box::pin(async move { work().await });
    }
    async move { work().await }.boxed()
}

#[cancellable(token = later.await)]
fn awaited(later: BoxFuture<'static, CancelToken>) -> Boxed {
    match Some(async { CancelToken::never() }.boxed()) {
        Some(later) => Box::pin(async move { work().await }),
        None => Box::pin(async move { work().await }),
    }
}

#[cancellable(token = stop?)]
fn reassigned(mut stop: Stop) -> Boxed {
    stop = Ok(CancelToken::never());
    Box::pin(async move { work().await })
}

#[cancellable(token = stop?)]
fn replaced(mut stop: Stop) -> Boxed {
    drop(std::mem::replace(&mut stop, Ok(CancelToken::never())));
    Box::pin(async move { work().await })
}

#[cancellable(token = stop?)]
fn reassigned_in_a_statement(mut stop: Stop) -> Boxed {
    if let Ok(stop) = &mut stop {
        *stop = CancelToken::never();
    }
    Box::pin(async move { work().await })
}

#[cancellable(token = stop?)]
fn declared_beside_the_block(stop: Stop, other: Option<Stop>) -> Boxed {
    let work = match other {
        Some(stop) => async move { work().await },
        None => return Box::pin(async move { work().await }),
    };
    Box::pin(work)
}

macro_rules! shadow {
    ($name:ident) => {
        let $name: Stop = Ok(CancelToken::never());
    };
}

#[cancellable(token = stop?)]
fn declared_by_a_macro(stop: Stop) -> Boxed {
    shadow!(stop);
    Box::pin(async move { work().await })
}

#[cancellable(token = STOP.clone()?)]
fn declared_by_an_item(late: bool) -> Boxed {
    if late {
        const STOP: Stop = Ok(CancelToken::never());
        return Box::pin(async move { work().await });
    }
    Box::pin(async move { work().await })
}

const STOP: Stop = Ok(CancelToken::never());

struct Worker {
    stop: Stop,
}

impl Worker {
    #[cancellable(token = self.stop.clone()?)]
    fn field(&mut self) -> BoxFuture<'_, Result<(), Cancelled>> {
        self.stop = Ok(CancelToken::never());
        Box::pin(async move { work().await })
    }
}

fn main() {}
