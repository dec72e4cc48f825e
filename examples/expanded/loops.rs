#[cancellable]
fn index(paths: Receiver<PathBuf>, token: &CancelToken) -> Result<Index, Error> {
    let mut index = Index::new();
    'paths: while let Ok(path) = paths.recv() {
        for line in read(&path)?.lines() {
            if is_binary(line) {
                continue 'paths;
            }
            index.add(line);
        }
    }
    loop {
        if index.is_small() {
            break Ok(index);
        }
        index.merge();
    }
}
