//! A form on its page: its fields, with every sentence, as the server renders them. The island around it (`ui/island`) only changes
//! what is there, and finds it by these attributes:
//!
//! | Attribute | On | Meaning |
//! | --- | --- | --- |
//! | `data-told` | a paragraph, link or list item | shows the sentence for the field of this name |
//! | `data-waiting`, `data-waits` | the button, a live region | its label while the form waits, and who says so |
//! | `data-title`, `data-refused` | the form | titles of the page before and after a refusal |
//! | `data-offline` | the form | the sentence when the server does not answer |
//! | `data-notice` | a notice of the page | is over with the next refusal |
//! | `data-sends` | a field for a code | six digits in it send the form |
//! | `data-from-fragment` | a field | `link.js` fills it with what stands behind the `#` of the address, and sends the form, unless it says `by-hand` |
//! | `data-other` | the button beside a password | its label once the password is shown |
//! | `data-caps-lock`, `data-caps` | a password field, a paragraph | the sentence when Caps Lock is on, and its place |

use latchkey_core::{
    domain::invalid::field,
    sign_in::{Digits, Ways},
};
use leptos::{
    prelude::*,
    server_fn::{ServerFn, error::ServerFnUrlError},
};

use crate::{
    http::visitor::Visitor,
    l10n::Locale,
    paths::SIGN_IN,
    ui::{
        island::LiveForm,
        message::Message,
        passkey,
        shell::whole_title,
        told::{Listener, SIGN_IN_LINK, Told},
    },
};

/// The previous refusal of a form on this page, if it was submitted without WebAssembly.
pub fn told<F: ServerFn>(visitor: &Visitor) -> Option<Told> {
    let path = visitor.query("__path")?;
    let error = visitor.query("__err")?;
    let listener = Listener { locale: visitor.locale, state: &visitor.state, route: visitor.route };
    (path == F::PATH).then(|| Told::new(ServerFnUrlError::<Message>::decode_err(&error), listener))
}

/// Which kind of password a field takes, for password managers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordKind {
    /// The account's.
    Current,
    /// One to be chosen.
    New,
}

/// What a form asks a person to prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// The password, and the second factor.
    Everything,
    /// The second factor.
    SecondFactor,
}

impl Asks {
    /// True if it can be proved by typing.
    pub const fn typed(self, ways: Ways) -> bool {
        match self {
            Self::Everything => ways.password,
            Self::SecondFactor => true,
        }
    }

    /// The names of the fields to type into.
    pub fn fields(self, ways: Ways) -> Vec<&'static str> {
        let all: &[_] = match (self, ways.second_factor) {
            (Self::Everything, _) if !ways.password => &[],
            (Self::Everything, true) => &[field::PASSWORD, field::CODE],
            (Self::Everything, false) => &[field::PASSWORD],
            (Self::SecondFactor, true) => &[field::CODE],
            (Self::SecondFactor, false) => &[],
        };
        all.to_vec()
    }
}

/// A form.
pub struct FormView {
    action: &'static str,
    titles: [String; 2],
    locale: &'static Locale,
    told: Told,
    fields: Vec<&'static str>,
}

impl FormView {
    /// The form of a server function. `title` is that of its page or step, without the service's name; `fields` are the names of
    /// those that are shown, in order.
    pub fn new<F: ServerFn>(visitor: &Visitor, title: &str, fields: impl Into<Vec<&'static str>>) -> Self {
        let refused = visitor.locale.title_refused(title);
        let titles = [title, &refused].map(|title| whole_title(visitor, title));
        Self {
            action: F::PATH,
            titles,
            locale: visitor.locale,
            told: told::<F>(visitor).unwrap_or_default(),
            fields: fields.into(),
        }
    }

    /// True if it was refused before this page.
    pub fn is_refused(&self) -> bool {
        self.told.is_refused()
    }

    /// Renders the form with an island around it.
    pub fn live(&self, content: impl IntoView + 'static) -> AnyView {
        let form = self.plain(content);
        view! { <LiveForm>{form}</LiveForm> }.into_any()
    }

    /// Renders the form alone, for an island of the page's own.
    pub fn plain(&self, content: impl IntoView + 'static) -> AnyView {
        let [title, refused] = self.titles.clone();
        view! {
            <form
                class="form" action=self.action method="post" novalidate data-title=title data-refused=refused
                data-offline=self.locale.form_offline()
            >
                {self.alert()}
                <p class="visually-hidden" role="status" data-waits></p>
                {content}
            </form>
        }
        .into_any()
    }

    /// What stands above the fields: a sentence, and a link to each field that is wrong.
    fn alert(&self) -> impl IntoView + use<> {
        let above = self.told.above(&self.fields);
        let wrong = self.fields.iter().map(|name| {
            let told = self.told.about(name);
            let nothing = told.is_none();
            view! { <li data-told=*name hidden=nothing><a class="alert__link" href=format!("#{name}")>{told}</a></li> }
        });
        let wrong = wrong.collect_view();
        let none_wrong = !self.fields.iter().any(|name| self.told.about(name).is_some());
        let sign_in = self.told.about(SIGN_IN_LINK);
        let (nothing, signed_in) = (above.is_none(), sign_in.is_none());
        view! {
            <div class="alert alert--danger" role="alert" hidden=nothing>
                <p>{above}</p>
                <ul hidden=none_wrong>{wrong}</ul>
                <a class="alert__link" href=SIGN_IN data-told=SIGN_IN_LINK hidden=signed_in>{sign_in}</a>
            </div>
        }
    }

    /// `aria-invalid` and `autofocus` of a field: after a refusal, the cursor is in the first that is wrong.
    pub fn wrong(&self, name: &str) -> (Option<&'static str>, bool) {
        let is_wrong = |name: &&str| self.told.about(name).is_some();
        (self.told.about(name).map(|_| "true"), self.fields.iter().copied().find(|name| is_wrong(name)) == Some(name))
    }

    /// A field: label, hint, control and sentence. The control's id and name are `name`, and its `aria-describedby` is
    /// [`described_by`].
    pub fn field(
        &self,
        name: &'static str,
        (label, hint): (String, Option<AnyView>),
        control: impl IntoView + 'static,
    ) -> AnyView {
        let told = self.told.about(name);
        let nothing = told.is_none();
        view! {
            <div class="field">
                <label class="field__label" for=name>{label}</label>
                {hint.map(|hint| view! { <p class="field__hint" id=format!("{name}-hint")>{hint}</p> })}
                {control}
                <p class="field__error" id=format!("{name}-error") data-told=name hidden=nothing>{told}</p>
            </div>
        }
        .into_any()
    }

    /// The e-mail address to sign in with. A text input: browsers reject or change e-mail addresses that the server accepts, such
    /// as those with non-ASCII letters, and validation is the server's task.
    pub fn email(&self, value: String) -> impl IntoView + use<> {
        self.email_as(value, "username")
    }

    fn email_as(&self, value: String, autocomplete: &'static str) -> AnyView {
        let (invalid, autofocus) = self.wrong(field::EMAIL);
        let control = view! {
            <input
                class="input" id=field::EMAIL name=field::EMAIL type="text" value=value autocomplete=autocomplete inputmode="email"
                autocapitalize="none" spellcheck="false" required maxlength="254" aria-invalid=invalid
                aria-describedby=described_by(field::EMAIL, false) autofocus=autofocus
            />
        };
        self.field(field::EMAIL, (self.locale.email_label(), None), control)
    }

    /// The same where passkeys sign in, too: browsers then offer them in it.
    pub fn email_to_sign_in(&self, value: String, has_passkeys: bool) -> impl IntoView + use<> {
        self.email_as(value, if has_passkeys { "username webauthn" } else { "username" })
    }

    /// A password. While WebAssembly runs, a button shows it, and Caps Lock is told.
    pub fn password(&self, kind: PasswordKind, hint: Option<String>) -> impl IntoView + use<> {
        self.password_named(field::PASSWORD, self.locale.password_label(), kind, hint)
    }

    /// The same under another name.
    pub fn password_named(&self, name: &'static str, label: String, kind: PasswordKind, hint: Option<String>) -> AnyView {
        let l = self.locale;
        let (invalid, autofocus) = self.wrong(name);
        let autocomplete = match kind {
            PasswordKind::Current => "current-password",
            PasswordKind::New => "new-password",
        };
        let control = view! {
            <div class="input-group">
                <input
                    class="input" id=name name=name type="password" autocomplete=autocomplete required
                    aria-invalid=invalid aria-describedby=described_by(name, hint.is_some()) autofocus=autofocus
                    data-caps-lock=l.password_caps_lock()
                />
                <button
                    class="input-group__button alive" type="button" aria-controls=name aria-label=l.password_show()
                    aria-pressed="false" data-other=l.password_hide_short()
                >
                    {l.password_show_short()}
                </button>
            </div>
            <p class="field__hint" role="status" data-caps hidden></p>
        };
        self.field(name, (label, hint.map(IntoAny::into_any)), control)
    }

    /// An authenticator code. With WebAssembly, the sixth digit sends the form.
    pub fn code(&self, hint: String) -> impl IntoView + use<> {
        let hint = view! { {hint}<span class="alive">" "{self.locale.code_sends_itself()}</span> };
        self.code_field(hint.into_any(), true)
    }

    /// An authenticator code in a form that asks for more, or of another length: it is sent by its button alone.
    pub fn code_by_hand(&self, hint: String) -> AnyView {
        self.code_field(hint.into_any(), false)
    }

    fn code_field(&self, hint: AnyView, sends: bool) -> AnyView {
        let (invalid, autofocus) = self.wrong(field::CODE);
        let control = view! {
            <input
                class="input input--code" id=field::CODE name=field::CODE dir="ltr" inputmode="numeric" autocomplete="one-time-code"
                autocapitalize="none" spellcheck="false" required aria-invalid=invalid
                aria-describedby=described_by(field::CODE, true) autofocus=autofocus data-sends=sends.then_some("")
            />
        };
        self.field(field::CODE, (self.locale.code_label(), Some(hint)), control)
    }

    /// An authenticator code or a recovery code: the keyboard has letters, and nothing is sent by itself.
    pub fn code_or_recovery_code(&self, digits: Digits) -> impl IntoView + use<> {
        let (invalid, autofocus) = self.wrong(field::CODE);
        let control = view! {
            <input
                class="input input--recovery" id=field::CODE name=field::CODE dir="ltr" inputmode="text" autocomplete="one-time-code"
                autocapitalize="characters" spellcheck="false" required aria-invalid=invalid
                aria-describedby=described_by(field::CODE, true) autofocus=autofocus
            />
        };
        self.field(
            field::CODE,
            (self.locale.code_label(), Some(self.locale.code_or_recovery_code_hint(digits.to_string()).into_any())),
            control,
        )
    }

    /// A recovery code in the field for codes, for whoever has no authenticator.
    fn recovery_code_as_code(&self) -> AnyView {
        let (invalid, autofocus) = self.wrong(field::CODE);
        let control = view! {
            <input
                class="input input--recovery" id=field::CODE name=field::CODE dir="ltr" autocomplete="off" autocapitalize="characters"
                spellcheck="false" required aria-invalid=invalid aria-describedby=described_by(field::CODE, false)
                autofocus=autofocus
            />
        };
        self.field(field::CODE, (self.locale.recovery_code_label(), None), control)
    }

    /// What proves the factors that are asked for, by the ways that the account has: a passkey by its button, or what is typed.
    pub fn proofs(&self, ways: Ways, asks: Asks, by_passkey: &'static str) -> AnyView {
        let l = self.locale;
        let passkey = ways.passkey.then(|| passkey::button(by_passkey, "button button--wide", l.passkey_use()));
        let typed = asks.typed(ways).then(|| {
            let password = (asks == Asks::Everything).then(|| self.password(PasswordKind::Current, None));
            let code = ways.second_factor.then(|| match ways.code {
                true => self.code_or_recovery_code(ways.digits).into_any(),
                false => self.recovery_code_as_code(),
            });
            view! {
                {ways.passkey.then(|| view! { <p class="either">{l.passkey_or()}</p> })}
                {password}
                {code}
            }
        });
        let alone =
            (ways.passkey && !asks.typed(ways)).then(|| view! { <noscript><p>{l.passkey_without_javascript()}</p></noscript> });
        view! {
            {passkey}
            {alone}
            {typed}
        }
        .into_any()
    }

    /// A recovery code.
    pub fn recovery_code(&self, (label, hint): (String, String), required: bool) -> impl IntoView + use<> {
        let (invalid, autofocus) = self.wrong(field::RECOVERY_CODE);
        let control = view! {
            <input
                class="input input--recovery" id=field::RECOVERY_CODE name=field::RECOVERY_CODE dir="ltr" autocomplete="off"
                autocapitalize="characters" spellcheck="false" required=required aria-invalid=invalid
                aria-describedby=described_by(field::RECOVERY_CODE, true) autofocus=autofocus
            />
        };
        self.field(field::RECOVERY_CODE, (label, Some(hint.into_any())), control)
    }
}

/// The ids of what describes a field: its hint, if it has one, and its sentence.
pub fn described_by(name: &str, has_hint: bool) -> String {
    if has_hint { format!("{name}-hint {name}-error") } else { format!("{name}-error") }
}

/// The e-mail address for password managers: it tells them which account's password a form asks for. Not submitted.
pub fn known_username(email: String) -> impl IntoView {
    view! {
        <input
            class="visually-hidden" type="text" autocomplete="username" value=email readonly tabindex="-1" aria-hidden="true"
        />
    }
}

/// The button that sends a form, with its label while the form waits.
pub fn submit(class: &'static str, label: String, waiting: String) -> impl IntoView {
    view! { <button class=class type="submit" data-waiting=waiting>{label}</button> }
}
