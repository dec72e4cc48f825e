//! Bridges to other libraries, a file and a feature each.

#[cfg(feature = "enough")]
mod enough;
#[cfg(feature = "tokio-util")]
mod tokio_util;

#[cfg(feature = "enough")]
pub use self::enough::StopToken;
#[cfg(feature = "tokio-util")]
pub use self::tokio_util::TokioToken;
