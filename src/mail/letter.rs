//! What letters say. Nothing in them was chosen by a stranger but the person's own name, which is never a link.

use latchkey_core::{
    domain::{
        event::{Event, EventKind},
        name::PersonName,
        origin::Origin,
        recovery::FEW_LEFT,
        time::Timestamp,
        token::{SignedToken, expose},
        whereabouts::Whereabouts,
    },
    mail::{Asked, Content, Draft},
};

use crate::{
    features::{
        forgotten_password, password_reset, profile, recovery_wait, register, seal,
        security_log::view::{actor, place, sentence},
    },
    l10n::Locale,
    paths::{SECURITY_LOG, SIGN_IN},
    ui::html::escaped,
};

/// The longest name by which a letter greets.
const MOST_NAME_CHARS: usize = 40;

/// A letter in sentences.
pub struct Letter {
    /// The subject.
    pub subject: String,
    lang: String,
    greeting: String,
    paragraphs: Vec<String>,
    /// The one thing to do, and where.
    action: Option<(String, String)>,
    footer: String,
}

impl Letter {
    /// Writes a letter in the language of its person.
    pub fn of(draft: &Draft, (app, origin): (&str, &Origin)) -> Self {
        let chosen = draft.language.as_ref().map(|language| language.as_str());
        let l = Locale::for_person([chosen, None], "", false);
        let seal =
            draft.seal.as_ref().map(|code| (l.letter_seal_button(), origin.join(&format!("{}#{}", seal::BY_LINK, expose(code)))));
        let letter = Self::empty(l, (app, origin), greeting(l, &draft.name));
        match &draft.content {
            Content::Notice(event) => {
                let (subject, mut said) = notice(l, event, seal.is_some());
                if let Some(left) = draft.codes_left.filter(|left| *left <= FEW_LEFT) {
                    said.insert(2, format!("{} {}", l.account_few_codes_title(left), l.account_few_codes_text()));
                }
                let stop = draft.wait.as_ref().map(|(wait, code)| {
                    said.insert(2, l.letter_recovery_until(l.date_time(wait.due_at)));
                    said.pop();
                    said.push(l.letter_recovery_how());
                    (l.recovery_stop(), origin.join(&format!("{}#{}", recovery_wait::STOP, expose(code))))
                });
                letter.with(app, (subject, said)).action(stop.or(seal).or_else(|| otherwise(l, event, origin)))
            }
            Content::NoticeToFormer(event) => {
                let (subject, mut said) = notice(l, event, false);
                said.insert(1, l.letter_former_address());
                if draft.undo.is_some() {
                    said.pop();
                    said.push(l.letter_undo_how());
                }
                let undo = draft
                    .undo
                    .as_ref()
                    .map(|code| (l.letter_undo_button(), origin.join(&format!("{}#{}", profile::UNDO, expose(code)))));
                letter.with(app, (subject, said)).action(undo)
            }
            Content::Many(at) => {
                let said = vec![l.letter_many_text(l.date_time(*at))];
                let log = (l.security_log_title(), origin.join(SECURITY_LOG));
                letter.with(app, (l.letter_many_title(), said)).action(Some(seal.unwrap_or(log)))
            }
            Content::Asked { what, at, whereabouts } => {
                let (title, said, action) = asked(l, what, origin);
                let [first, rest @ ..] = said;
                let said = [vec![first, when_and_where(l, *at, whereabouts)], rest.to_vec()].concat();
                // Whoever asked may be a stranger, and what they call themselves with them.
                let greeting = match what {
                    Asked::Registration(_) | Asked::NewAddress(_) => l.letter_greeting_without_name(),
                    Asked::NewPassword(_) | Asked::RecoveryWait(_) | Asked::AddressInUse => letter.greeting.clone(),
                };
                Self { greeting, ..letter.with(app, (title, said)).action(Some(action)) }
            }
        }
    }

    /// A letter that says that letters arrive, to the operator.
    pub fn test((app, origin): (&str, &Origin)) -> Self {
        let l = Locale::english();
        let said = vec!["If you read this, mail works.".to_owned()];
        Self::empty(l, (app, origin), l.letter_greeting_without_name()).with(app, ("Mail works".to_owned(), said))
    }

    fn empty(l: &Locale, (app, origin): (&str, &Origin), greeting: String) -> Self {
        Self {
            subject: String::new(),
            lang: l.tag().to_string(),
            greeting,
            paragraphs: vec![],
            action: None,
            footer: l.letter_footer(app, origin.ascii()),
        }
    }

    fn with(self, app: &str, (subject, paragraphs): (String, Vec<String>)) -> Self {
        Self { subject: format!("{subject} · {app}"), paragraphs, ..self }
    }

    fn action(self, action: Option<(String, String)>) -> Self {
        Self { action, ..self }
    }

    /// As plain text.
    pub fn text(&self) -> String {
        let action = self.action.iter().map(|(label, link)| format!("{label}:\n{link}"));
        let all = [self.greeting.clone()].into_iter().chain(self.paragraphs.clone()).chain(action);
        format!("{}\n\n-- \n{}\n", all.collect::<Vec<_>>().join("\n\n"), self.footer)
    }

    /// As HTML, with nothing from elsewhere: no picture, no font, no script.
    pub fn html(&self) -> String {
        let paragraphs: String =
            [&self.greeting].into_iter().chain(&self.paragraphs).map(|text| format!("<p>{}</p>\n", escaped(text))).collect();
        let action = self.action.as_ref().map_or_else(String::new, |(label, link)| {
            format!(
                "<p style=\"margin:1.5em 0\"><a href=\"{}\" style=\"display:inline-block;padding:.7em 1.2em;border-radius:.4em;\
                 background:#1f6f54;color:#ffffff;text-decoration:none\">{}</a></p>\n",
                escaped(link).replace('"', "&quot;"),
                escaped(label)
            )
        });
        format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{}</title></head>\n\
             <body style=\"margin:0 auto;max-width:36em;padding:1.5em;font:16px/1.5 system-ui,sans-serif\">\n{paragraphs}{action}\
             <p style=\"margin-top:2em;font-size:.85em;opacity:.75\">{}</p>\n</body>\n</html>\n",
            self.lang,
            escaped(&self.subject),
            escaped(&self.footer)
        )
    }
}

/// Subject, sentences and link of a letter that somebody asked for: what for, how it goes on, and what to do if it was not them.
fn asked(l: &Locale, what: &Asked, origin: &Origin) -> (String, [String; 3], (String, String)) {
    let to = |page: &str, code: &SignedToken| origin.join(&format!("{page}#{}", expose(code)));
    match what {
        Asked::NewPassword(token) => (
            l.letter_reset_title(),
            [l.letter_reset_asked(), l.letter_reset_how(), l.letter_reset_not_you()],
            (l.letter_reset_button(), to(password_reset::PAGE, &token.to_text())),
        ),
        Asked::Registration(code) => (
            l.letter_confirm_title(),
            [l.letter_confirm_asked(), l.letter_confirm_how(), l.letter_confirm_not_you()],
            (l.letter_confirm_button(), to(register::CONFIRM, code)),
        ),
        Asked::NewAddress(code) => (
            l.letter_address_title(),
            [l.letter_address_asked(), l.letter_address_how(), l.letter_address_not_you()],
            (l.letter_address_button(), to(profile::CONFIRM, code)),
        ),
        Asked::RecoveryWait(code) => (
            l.recovery_link_title(),
            [l.letter_recovery_asked(), l.letter_recovery_begin_how(), l.letter_recovery_not_you()],
            (l.recovery_begin(), to(recovery_wait::BY_LINK, code)),
        ),
        Asked::AddressInUse => (
            l.letter_in_use_title(),
            [l.letter_in_use_asked(), l.letter_in_use_how(), l.letter_in_use_not_you()],
            (l.register_sign_in(), origin.join(SIGN_IN)),
        ),
    }
}

/// Subject and sentences of a notice: what happened, when and from where, and what to do if it was not them.
pub fn notice(l: &Locale, event: &Event, can_seal: bool) -> (String, Vec<String>) {
    let (subject, what) = match event.kind {
        EventKind::SecondFactorMissing => (l.warning_title(), l.letter_password_known()),
        EventKind::SignedIn => (l.letter_new_device_title(), l.letter_new_device()),
        _ => {
            let what = sentence(l, event);
            let by = actor(l, event).map(|actor| format!(" ({actor})")).unwrap_or_default();
            (what.clone(), l.letter_happened(format!("{what}{by}")))
        }
    };
    let mut said = vec![what, when_and_where(l, event.at, &event.whereabouts)];
    if event.kind == EventKind::Sealed {
        said.push(l.letter_sealed_how());
    } else {
        said.push(if can_seal { l.letter_not_you_seal() } else { l.letter_not_you() });
    }
    (subject, said)
}

/// What to do without a second factor: the letter of a forgotten password leads to a new one, whoever has changed it.
fn otherwise(l: &Locale, event: &Event, origin: &Origin) -> Option<(String, String)> {
    (event.kind != EventKind::Sealed).then(|| (l.letter_reset_button(), origin.join(forgotten_password::PAGE)))
}

/// When something happened, and from where.
pub fn when_and_where(l: &Locale, at: Timestamp, whereabouts: &Whereabouts) -> String {
    let when = l.date_time(at);
    if whereabouts.address.is_none() { l.letter_when(when) } else { l.letter_when_and_where(when, place(l, whereabouts)) }
}

/// Mail programs make links of what looks like an address: a name that might is left out.
fn greeting(l: &Locale, name: &PersonName) -> String {
    let name = name.as_str();
    let may_be_link = name.contains(['/', ':', '@', '\\', '<', '>'])
        || name.split_whitespace().any(|word| word.trim_end_matches('.').contains('.'));
    if may_be_link {
        return l.letter_greeting_without_name();
    }
    let mut short: String = name.chars().take(MOST_NAME_CHARS).collect();
    if short.len() < name.len() {
        short.push('…');
    }
    l.letter_greeting(short)
}
