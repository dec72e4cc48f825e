#[cancellable]
async fn download(urls: Vec<Url>, token: CancelToken) -> Result<u64, Error> {
    let mut bytes = 0;
    for url in urls {
        bytes += fetch(url).await?.len();
    }
    Ok(bytes)
}
