//! A new password in place of another.

use crate::{
    AuthError, Client, Services,
    domain::{
        account::Account,
        invalid::{FieldProblem, Invalid, field},
        password::{Owner, Password, PasswordError, PasswordHash},
    },
};

/// A new password that satisfies the policy's quick rules.
pub(crate) struct NewPassword {
    typed: [Password; 2],
    of: Owner,
}

/// An error of a new password, at its own field.
fn invalid(error: PasswordError) -> Invalid {
    Invalid { field: field::NEW_PASSWORD.into(), ..Invalid::from(error) }
}

impl NewPassword {
    /// Parses a new password for an account.
    pub fn parse(services: &Services, typed: &str, account: &Account) -> Result<Self, Invalid> {
        let of = Owner { name: Some(account.name.clone()), email: Some(account.email.clone()) };
        let typed = [Password::parse(typed).map_err(invalid)?, Password::parse(typed).map_err(invalid)?];
        services.policy.password.check(&typed[0], &of).map_err(invalid)?;
        Ok(Self { typed, of })
    }

    /// Checks that it is neither easily guessed nor the present one, and hashes it. Slow.
    pub async fn checked(self, services: &Services, account: &Account, client: Client<'_>) -> Result<PasswordHash, AuthError> {
        let Self { typed: [password, again], of } = self;
        let network = client.network();
        let (place_to_look, place) = (services.hasher.place_to_look(network)?, services.hasher.place(network)?);
        let policy = services.policy.password.clone();
        let look = move || if policy.is_common(&password, &of) { Err(PasswordError::Common) } else { Ok(password) };
        let password = services.hasher.look(place_to_look, look).await?.map_err(invalid)?;
        if services.hasher.verify(place, again, Some(account.password_hash.clone())).await?.right {
            return Err(Invalid::new(field::NEW_PASSWORD, FieldProblem::Unchanged).into());
        }
        services.hasher.hash(services.hasher.place(network)?, password).await
    }
}
