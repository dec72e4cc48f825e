// What the attribute makes of the function beside this file. Each string is a site: kind, line, column, function, file.
// All that begins with `__` is hygienic: no code of the user's can see it.

fn work(&self) -> Pin<Box<dyn Future<Output = Result<(), Cancelled>> + Send + '_>> {
    Box::pin(async move {
        let __token = ::safepoint::__private::CancelToken::current();
        match ::safepoint::__private::Checkpoint::checkpoint(
            &__token,
            "E 1 1 work file",
        ) {
            ::core::option::Option::Some(__cancelled) => {
                return ::safepoint::__private::FromCancelled::from_cancelled(
                    __cancelled,
                );
            }
            ::core::option::Option::None => {}
        }
        loop {
            match ::safepoint::__private::Checkpoint::checkpoint(
                &__token,
                "L 1 1 work file",
            ) {
                ::core::option::Option::Some(__cancelled) => {
                    return ::safepoint::__private::FromCancelled::from_cancelled(
                        __cancelled,
                    );
                }
                ::core::option::Option::None => {}
            }
            if let Some(job) = (match ::safepoint::__private::awaited(self.next())
                .race(&__token, &"A 1 1 work file")
                .await
            {
                __outcome => {
                    match __outcome {
                        ::core::result::Result::Ok(__value) => __value,
                        ::core::result::Result::Err(__cancelled) => {
                            return ::safepoint::__private::FromCancelled::from_cancelled(
                                __cancelled,
                            );
                        }
                    }
                }
            }) {
                job.run();
            } else {
                break
            }
        }
        Ok(())
    })
}
