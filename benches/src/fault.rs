//! Errors: one line that says what went wrong.

/// Any error, with its sentence.
pub type Fault = Box<dyn std::error::Error + Send + Sync>;

/// A result of the bench.
pub type Outcome<T> = Result<T, Fault>;
