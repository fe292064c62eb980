//! Fixtures of Django, with the authenticators of django-allauth or of django-otp.
//!
//! ```text
//! python manage.py dumpdata auth.user account.emailaddress mfa.authenticator otp_totp.totpdevice > users.json
//! ```

use data_encoding::HEXLOWER_PERMISSIVE;
use jiff::Timestamp as Moment;
use latchkey_core::domain::{
    account::Standing,
    time::Timestamp,
    totp::{Parameters, TotpSecret, UnknownTotp},
};
use serde::Deserialize;
use serde_json::Value;

use super::{Draft, json_fault};

#[derive(Deserialize)]
struct Object {
    model: String,
    #[serde(default)]
    pk: Value,
    fields: Value,
}

impl Object {
    fn text(&self, name: &str) -> &str {
        self.fields[name].as_str().unwrap_or_default()
    }

    fn says(&self, name: &str) -> bool {
        self.fields[name].as_bool().unwrap_or_default()
    }
}

/// Models whose objects belong to users.
const OF_USERS: [&str; 4] = ["account.emailaddress", "mfa.authenticator", "otp_static.staticdevice", "otp_totp.totpdevice"];

pub fn read(text: &str) -> Result<Vec<Draft>, String> {
    let objects: Vec<Object> =
        serde_json::from_str(text).map_err(|error| format!("these are no fixtures of Django: {}", json_fault(&error)))?;
    // An application may have a user of its own.
    let people: Vec<&Object> = objects.iter().filter(|object| object.model.ends_with("user")).collect();
    if people.is_empty() {
        return Err("there is no user in it: dump auth.user, or the model in its place, whose name ends in `user`".into());
    }
    // With natural keys nobody could be told whose a factor is.
    let is_known = |user: &Value| people.iter().any(|one| one.pk == *user && !one.pk.is_null());
    if let Some(lost) = objects.iter().find(|one| OF_USERS.contains(&&*one.model) && !is_known(&one.fields["user"])) {
        return Err(format!(
            "its {} belongs to no user of the file: dump without --natural-foreign and --natural-primary",
            lost.model
        ));
    }
    Ok(people.into_iter().map(|user| draft(user, &objects)).collect())
}

fn draft(user: &Object, objects: &[Object]) -> Draft {
    let of_user = |model: &'static str| objects.iter().filter(move |one| one.model == model && one.fields["user"] == user.pk);
    let primary = of_user("account.emailaddress").find(|address| address.says("primary"));
    let email = primary.map_or_else(|| user.text("email"), |address| address.text("email"));
    let who = [user.text("username"), email].into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    let name = format!("{} {}", user.text("first_name"), user.text("last_name"));
    let mut draft = Draft::of(who, email, if name.trim().is_empty() { who } else { name.trim() });
    draft.email_confirmed = primary.is_some_and(|address| address.says("verified"));
    // One that begins with an exclamation mark can be used by nobody.
    if !user.text("password").starts_with('!') {
        draft.password(user.text("password"));
    }
    if user.fields["is_active"] == Value::Bool(false) {
        draft.standing = Standing::Disabled;
    }
    if user.says("is_superuser") {
        draft.notes.push("it is no administrator here (latchkey user role)".into());
    }
    draft.created_at = user.text("date_joined").parse::<Moment>().ok().map(|at| Timestamp(at.as_millisecond()));
    for one in of_user("otp_totp.totpdevice").filter(|one| one.fields["confirmed"] != Value::Bool(false)) {
        draft.authenticator(one.text("name"), of_django_otp(one));
    }
    for one in of_user("mfa.authenticator") {
        match one.text("type") {
            "totp" => {
                let secret = one.fields["data"]["secret"].as_str().unwrap_or_default();
                draft.authenticator("", TotpSecret::of_base32(secret, Parameters::default()));
            }
            "recovery_codes" => draft.notes.push("its recovery codes do not come along: it makes new ones".into()),
            other => draft.authenticator("", Err::<TotpSecret, _>(format!("its authenticator {other:?} does not come along"))),
        }
    }
    if of_user("otp_static.staticdevice").next().is_some() {
        draft.notes.push("its recovery codes do not come along: it makes new ones".into());
    }
    draft
}

/// The key in hexadecimal, and the parameters beside it. Always SHA-1.
fn of_django_otp(device: &Object) -> Result<TotpSecret, String> {
    let number = |name: &str, otherwise: u64| device.fields[name].as_u64().unwrap_or(otherwise);
    if number("t0", 0) != 0 {
        return Err("its authenticator counts from another moment than 1970".into());
    }
    let read = || {
        let bytes = HEXLOWER_PERMISSIVE.decode(device.text("key").as_bytes()).map_err(|_| UnknownTotp::Secret)?;
        let digits = u8::try_from(number("digits", 6)).map_err(|_| UnknownTotp::Digits)?;
        TotpSecret::of_another(bytes, Parameters { digits, period: number("step", 30), ..Parameters::default() })
    };
    read().map_err(|why: UnknownTotp| why.to_string())
}
