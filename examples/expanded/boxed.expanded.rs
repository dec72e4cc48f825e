// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn work(&self) -> Pin<Box<dyn Future<Output = Result<(), Cancelled>> + Send + '_>> {
    Box::pin(async move {
        let __token = ::safepoint::__private::CancelToken::current();
        if ::safepoint::__private::notices(&__token, "E 1 1 work file") {
            return ::safepoint::__private::FromCancelled::leave(
                &__token,
                "E 1 1 work file",
            );
        }
        loop {
            if ::safepoint::__private::notices(&__token, "L 1 1 work file") {
                return ::safepoint::__private::FromCancelled::leave(
                    &__token,
                    "L 1 1 work file",
                );
            }
            if let Some(job) = match ::safepoint::__private::awaited(self.next())
                .race(&__token, &"A 1 1 work file")
                .await
            {
                __outcome => {
                    if let ::core::option::Option::None = __outcome {
                        return ::safepoint::__private::FromCancelled::leave(
                            &__token,
                            "A 1 1 work file",
                        );
                    }
                    __outcome.unwrap()
                }
            } {
                job.run();
            } else {
                break
            }
        }
        Ok(())
    })
}
