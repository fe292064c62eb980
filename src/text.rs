//! Sentences used by both HTML forms and the JSON API. Compiled for the server and for WebAssembly.

use latchkey_core::domain::invalid::{FieldProblem, Invalid, field};

/// The second step of signing in came too late.
pub const SIGN_IN_OVER: &str =
    "This sign-in took too long, had too many tries, or was sent twice. Start again with your password and a new code.";
/// The unconfirmed secret is gone.
pub const SET_UP_OVER: &str = "This set-up took too long, or was begun anew in another window. Start it again.";

/// The sentence below a field.
pub fn of_field(Invalid { field, problem }: &Invalid) -> String {
    match (problem, &**field) {
        (FieldProblem::Empty, field::NAME) => "Type the name you want to be called by.".into(),
        (FieldProblem::Empty, field::EMAIL) => "Type your e-mail address.".into(),
        (FieldProblem::Empty, field::PASSWORD) => "Type your password.".into(),
        (FieldProblem::Empty, field::CODE) => "Type the 6 digits that your authenticator app shows.".into(),
        (FieldProblem::Empty, field::RECOVERY_CODE) => "Type one of your recovery codes.".into(),
        (FieldProblem::Empty, _) => "Type something.".into(),
        (FieldProblem::TooLong(most), field::PASSWORD) => format!("This password is too long: {most} bytes at most."),
        (FieldProblem::TooLong(_), field::EMAIL) => "This is too long for an e-mail address.".into(),
        (FieldProblem::TooLong(most), _) => format!("This is too long: {most} characters at most."),
        (FieldProblem::TooShort(fewest), field::PASSWORD) => {
            format!("Use at least {fewest} characters. A few words in a row are easy to keep in mind.")
        }
        (FieldProblem::TooShort(fewest), _) => format!("This is too short: {fewest} characters at least."),
        (FieldProblem::Unprintable, _) => "This holds characters that cannot be shown. Please remove them.".into(),
        (FieldProblem::Malformed, field::EMAIL) => "This is not an e-mail address. It looks like name@example.com.".into(),
        (FieldProblem::Malformed, field::CODE) => "A code has 6 digits.".into(),
        (FieldProblem::Malformed, field::RECOVERY_CODE) => {
            "A recovery code has 24 letters and digits, in six groups of four.".into()
        }
        (FieldProblem::Malformed, _) => "This cannot be read.".into(),
        (FieldProblem::Taken, field::EMAIL) => "There is an account with this e-mail address already. Sign in instead? If you pressed the button twice, it is the one you just made.".into(),
        (FieldProblem::Taken, _) => "This is taken.".into(),
        (FieldProblem::Common, _) => {
            "This password is among the first that are guessed. Choose another, such as a few unrelated words.".into()
        }
        (FieldProblem::Personal, _) => {
            "This password is little more than your name, your e-mail address or the name of this service. Choose another.".into()
        }
    }
}
