//! A person: what they know, what they hold, and what they do.

use latchkey_core::domain::{random::OsRandom, time::Clock};

use super::{Answer, Authenticator, Browser, House, STEP, Way};

/// A random text that occurs nowhere else.
pub fn fresh() -> String {
    let bytes: [u8; 8] = (&OsRandom as &dyn latchkey_core::domain::random::Random).bytes();
    data_encoding::HEXLOWER.encode(&bytes)
}

/// A person.
#[derive(Clone)]
pub struct Person {
    /// Where.
    pub house: House,
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
    /// Their authenticator, once it is set up.
    pub authenticator: Option<Authenticator>,
    /// Their recovery codes, as they were shown last.
    pub codes: Vec<String>,
    /// Their browser.
    pub browser: Browser,
}

impl Person {
    /// Somebody without an account.
    pub fn new(house: &House, name: &str) -> Self {
        let password = format!("{}-otter-velvet", fresh());
        house.keep_secret("a password", &password);
        let email = format!("{}.{}@example.com", name.to_lowercase().replace(' ', "."), fresh());
        house.keep_out_of_the_log("an e-mail address", &email);
        let browser = Browser::new(house, Way::Island);
        Self { house: house.clone(), name: name.into(), email, password, authenticator: None, codes: vec![], browser }
    }

    /// The same person at another machine.
    pub fn elsewhere(&self) -> Self {
        Self { browser: Browser::new(&self.house, Way::Island), ..self.clone() }
    }

    /// The same person, led to another server of the same installation.
    pub fn led_to(&self, house: &House) -> Self {
        Self { house: house.clone(), browser: self.browser.led_to(house), ..self.clone() }
    }

    /// The same person, sending forms in this way from now on.
    pub fn in_way(mut self, way: Way) -> Self {
        self.browser = self.browser.in_way(way);
        self
    }

    /// The id of their account.
    pub async fn id(&self) -> String {
        self.house.operator().await.find(&self.email).await.unwrap().id.to_string()
    }

    /// Opens a page.
    pub async fn see(&self, path: &str) -> Answer {
        self.browser.get(path).await
    }

    /// Sends a form.
    pub async fn submit(&self, endpoint: &str, fields: &[(&str, &str)]) -> Answer {
        self.browser.submit(endpoint, fields).await
    }

    /// Whether pages open that need every factor.
    pub async fn is_in(&self) -> bool {
        let answer = self.see("/account").await;
        match answer.status {
            200 => true,
            303 => false,
            _ => panic!("{answer:#?}"),
        }
    }

    /// Makes their account, and signs in to it. Where letters are sent, the address is confirmed already: `form_door::confirmation` proves
    /// how.
    pub async fn register(&self) -> Answer {
        if self.house.services.policy().sends_mail {
            self.house.registers(self).await;
            return self.sign_in().await;
        }
        self.submit("/ui/register", &[("name", &self.name), ("email", &self.email), ("password", &self.password)]).await
    }

    /// Takes the first step of signing in.
    pub async fn type_password(&self) -> Answer {
        self.try_password(&self.password).await
    }

    /// Takes the first step with another password.
    pub async fn try_password(&self, password: &str) -> Answer {
        self.submit("/ui/sign_in", &[("email", &self.email), ("password", password)]).await
    }

    /// Takes the second step of signing in.
    pub async fn type_code(&self, code: &str) -> Answer {
        self.submit("/ui/sign_in_code", &[("code", code)]).await
    }

    /// Takes the second step of signing in by a recovery code.
    pub async fn type_recovery_code(&self, code: &str) -> Answer {
        self.submit("/ui/sign_in_recovery_code", &[("recovery_code", code)]).await
    }

    /// Signs in, all steps.
    pub async fn sign_in(&self) -> Answer {
        let answer = self.type_password().await;
        assert!(answer.refusal().is_none(), "{answer:#?}");
        if self.authenticator.is_none() { answer } else { self.type_code(&self.next_code()).await }
    }

    /// Signs out.
    pub async fn sign_out(&self) -> Answer {
        self.submit("/ui/sign_out", &[]).await
    }

    /// What their authenticator shows now.
    pub fn code(&self) -> String {
        self.phone().code_at(self.house.clock.now())
    }

    /// Waits for the next code of their authenticator: the present one may be used.
    pub fn next_code(&self) -> String {
        self.house.clock.advance(STEP);
        self.code()
    }

    /// Digits that are no code now.
    pub fn wrong_code(&self) -> String {
        self.phone().wrong_code_at(self.house.clock.now())
    }

    /// Their authenticator.
    pub fn phone(&self) -> &Authenticator {
        self.authenticator.as_ref().unwrap()
    }

    /// Proves every factor afresh.
    pub async fn step_up(&self) -> Answer {
        let code = if self.authenticator.is_some() { self.next_code() } else { String::new() };
        self.submit("/ui/confirm_identity", &[("password", &self.password), ("code", &code)]).await
    }

    /// Begins to set up two-factor authentication, and scans the secret off the page.
    pub async fn begin_two_factor(&self) -> Authenticator {
        self.submit("/ui/begin_two_factor", &[]).await.leads_to("/account/two-factor/set-up");
        self.scan().await
    }

    /// Scans the secret off the page that shows it.
    pub async fn scan(&self) -> Authenticator {
        let page = self.see("/account/two-factor/set-up").await;
        page.shows();
        let start = page.body.find("otpauth://").unwrap_or_else(|| panic!("no secret: {page:#?}"));
        let uri = page.body[start..].split(['"', '\'', '<']).next().unwrap().split("&quot;").next().unwrap();
        let authenticator = Authenticator::scan(&uri.replace("&amp;", "&"));
        self.house.keep_secret("a secret", &authenticator.base32);
        authenticator
    }

    /// Confirms the secret by a code.
    pub async fn turn_on(&self, code: &str) -> Answer {
        self.submit("/ui/turn_on", &[("code", code)]).await
    }

    /// Turns two-factor authentication on, and keeps the recovery codes.
    pub async fn protect(&mut self) -> &mut Self {
        let authenticator = self.begin_two_factor().await;
        self.turn_on(&authenticator.code_at(self.house.clock.now())).await.leads_to("/account/recovery-codes");
        self.authenticator = Some(authenticator);
        self.codes = self.read_codes().await;
        self.submit("/ui/confirm_recovery_codes", &[("stored", "true")]).await.leads_to("/account");
        self
    }

    /// Reads the recovery codes, from the file.
    pub async fn read_codes(&self) -> Vec<String> {
        let file = self.see("/account/recovery-codes.txt").await;
        file.shows();
        let codes: Vec<String> = file.body.lines().filter(|line| line.split('-').count() == 6).map(ToOwned::to_owned).collect();
        for code in &codes {
            self.house.keep_secret("a recovery code", code);
            self.house.keep_secret("a recovery code without hyphens", &code.replace('-', ""));
        }
        codes
    }

    /// Turns two-factor authentication off.
    pub async fn turn_off(&self, password: &str, code: &str) -> Answer {
        self.submit("/ui/turn_off", &[("password", password), ("code", code)]).await
    }
}
