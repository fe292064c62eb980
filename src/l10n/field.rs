//! Sentences about invalid fields. Used by forms and, in English, by the JSON API.

use latchkey_core::domain::invalid::{FieldProblem, Invalid, field};

use super::Locale;

impl Locale {
    /// The sentence below a field.
    pub fn about(&self, Invalid { field, problem }: &Invalid) -> String {
        match (problem, &**field) {
            (FieldProblem::Empty, field::NAME) => self.name_empty(),
            (FieldProblem::Empty, field::EMAIL) => self.email_empty(),
            (FieldProblem::Empty, field::PASSWORD | field::NEW_PASSWORD) => self.password_empty(),
            (FieldProblem::Empty, field::CODE) => self.code_empty(),
            (FieldProblem::Empty, field::RECOVERY_CODE) => self.recovery_code_empty(),
            (FieldProblem::Empty | FieldProblem::Malformed, field::RESET_CODE | field::LETTER_CODE | field::SET_UP_CODE) => {
                self.reset_code_wrong()
            }
            (FieldProblem::Empty | FieldProblem::Malformed, field::INVITATION) => self.invitation_wrong(),
            (FieldProblem::Empty | FieldProblem::Malformed, field::PUSH_ADDRESS) => self.push_address_malformed(),
            (FieldProblem::Empty, _) => self.field_empty(),
            (FieldProblem::TooLong(most), field::PASSWORD | field::NEW_PASSWORD) => self.password_too_long(self.number(*most)),
            (FieldProblem::TooLong(_), field::EMAIL) => self.email_too_long(),
            (FieldProblem::TooLong(most), _) => self.field_too_long(self.number(*most)),
            (FieldProblem::TooShort(fewest), field::PASSWORD | field::NEW_PASSWORD) => self.password_too_short(*fewest),
            (FieldProblem::TooShort(fewest), _) => self.field_too_short(self.number(*fewest)),
            (FieldProblem::Unprintable, _) => self.field_unprintable(),
            (FieldProblem::Malformed, field::EMAIL) => self.email_malformed(),
            (FieldProblem::Malformed, field::CODE) => self.code_malformed(),
            (FieldProblem::Malformed, field::RECOVERY_CODE) => self.recovery_code_malformed(),
            (FieldProblem::Malformed, _) => self.field_malformed(),
            (FieldProblem::Taken, field::EMAIL) => self.email_taken(),
            (FieldProblem::Taken, _) => self.field_taken(),
            (FieldProblem::Common, _) => self.password_common(),
            (FieldProblem::Personal, _) => self.password_personal(),
            (FieldProblem::Unchanged, field::PASSWORD | field::NEW_PASSWORD) => self.password_unchanged(),
            (FieldProblem::Unchanged, _) => self.field_unchanged(),
            (FieldProblem::NoNumberUpTo(most), _) => self.field_no_number(self.number(*most)),
            (FieldProblem::NotAllowed, _) => self.push_address_not_allowed(),
        }
    }
}
