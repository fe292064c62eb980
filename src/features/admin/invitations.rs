//! Invitations.

use latchkey_core::{
    AuthError,
    domain::{
        invalid::field,
        invitation::{Invitation, InvitationPlace, Note, Terms},
        registration::WhoMayRegister,
        time::Timestamp,
    },
    handoffs,
    operator::Operator,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    INVITATIONS,
    form::{Invite, WithdrawInvitation},
    view::{INVITED, WITHDRAWN, by, sections, shown_once},
};
use crate::{
    http::{caller::Admin, next::with_query, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    ui::{
        form::view::{FormView, described_by, submit, told},
        island::LocalTimes,
        notice::notice,
        parts::{day, page_head, refused},
        shell::{Page, Width, show},
    },
};

/// Number of invitations on a page.
const PAGE_SIZE: u16 = 50;

/// The page.
pub async fn page(Admin(who): Admin, visitor: Visitor) -> Answer {
    let (services, l) = (visitor.services(), visitor.locale);
    let operator = Operator::administrator(services, &who);
    let before = visitor.query("before").and_then(|text| text.parse::<InvitationPlace>().ok());
    let (listed, next) = operator.invitations((before, PAGE_SIZE)).await.map_err(AuthError::from)?;
    let mut entries = Vec::with_capacity(listed.len());
    for invitation in listed {
        let by = by(l, &operator, invitation.made_by).await?;
        entries.push((invitation, by));
    }
    let link = handoffs::take_link(services, &who, INVITATIONS).await?;
    let older = next.map(|place| with_query(INVITATIONS, &[("before", &place.to_string())]));
    let told = told::<WithdrawInvitation>(&visitor);
    let (now, is_closed) = (services.now(), services.policy().registration == WhoMayRegister::Nobody);
    Ok(show(&visitor, || {
        let title = l.admin_invitations();
        let form = FormView::new::<Invite>(&visitor, &title, [field::NOTE, field::USES, field::DAYS]);
        let is_refused = form.is_refused() || told.is_some();
        let terms = Terms::default();
        let content = view! {
            {text(&visitor, &form, (field::NOTE, l.admin_invitation_note(), Some(l.admin_invitation_note_hint())), "")}
            {number(&visitor, &form, (field::USES, l.admin_invitation_uses(), Terms::MOST_USES), terms.uses)}
            {number(&visitor, &form, (field::DAYS, l.admin_invitation_days(), Terms::MOST_DAYS), terms.days)}
            <div class="actions">{submit("button button--primary", l.admin_invite(), l.form_checking())}</div>
        };
        let body = view! {
            {page_head(&title, Some(l.admin_invitations_lede()))}
            {sections(l, INVITATIONS)}
            {notice(&visitor, &[INVITED, WITHDRAWN])}
            {refused(told)}
            {is_closed.then(|| view! { <div class="alert alert--warning"><p>{l.admin_invitations_closed()}</p></div> })}
            {shown_once(l, link, l.admin_invitation_link_text())}
            {before.is_none().then(|| view! { <div class="card">{form.live(content)}</div> })}
            {list(l, &entries, now)}
            {older.map(|href| view! {
                <nav class="pager" aria-label=l.security_log_pages()>
                    <a class="button" rel="next" href=href>{l.security_log_older()}</a>
                </nav>
            })}
        };
        Page::new(title.clone(), Width::Normal, body).refused(is_refused).secret()
    }))
}

fn text(
    visitor: &Visitor,
    form: &FormView,
    (name, label, hint): (&'static str, String, Option<String>),
    otherwise: &str,
) -> impl IntoView + use<> {
    let (invalid, autofocus) = form.wrong(name);
    let typed = visitor.typed(name);
    let value = if typed.is_empty() { otherwise.to_owned() } else { typed };
    let control = view! {
        <input
            class="input" id=name name=name value=value autocomplete="off" maxlength=Note::MAX_CHARS aria-invalid=invalid
            aria-describedby=described_by(name, hint.is_some()) autofocus=autofocus
        />
    };
    form.field(name, (label, hint.map(IntoAny::into_any)), control)
}

fn number(
    visitor: &Visitor,
    form: &FormView,
    (name, label, most): (&'static str, String, u32),
    otherwise: u32,
) -> impl IntoView + use<> {
    let (invalid, autofocus) = form.wrong(name);
    let typed = visitor.typed(name);
    let value = if typed.is_empty() { otherwise.to_string() } else { typed };
    let control = view! {
        <input
            class="input" type="number" inputmode="numeric" min="1" max=most id=name name=name value=value required
            aria-invalid=invalid aria-describedby=described_by(name, false) autofocus=autofocus
        />
    };
    form.field(name, (label, None), control)
}

fn list(l: &'static Locale, entries: &[(Invitation, String)], now: Timestamp) -> AnyView {
    if entries.is_empty() {
        return view! { <div class="empty"><p class="empty__title">{l.admin_no_invitations()}</p></div> }.into_any();
    }
    let rows = entries.iter().map(move |(invitation, by)| {
        let note = Some(invitation.note.to_string()).filter(|note| !note.is_empty()).unwrap_or_else(|| l.admin_invitation_nameless());
        let label = l.admin_withdraw_label(&note);
        let over = (!invitation.is_good(now)).then(|| view! { " "<span class="badge">{l.admin_invitation_over()}</span> });
        view! {
            <li class="log__event" data-invitation=invitation.id.to_string()>
                <p class="log__what"><bdi>{note}</bdi>{over}</p>
                <form action=WithdrawInvitation::PATH method="post">
                    <input type="hidden" name="invitation" value=invitation.id.to_string()/>
                    <button class="button button--small button--danger-quiet" type="submit" aria-label=label>{l.admin_withdraw()}</button>
                </form>
                <p class="log__where">
                    {l.admin_invitation_used(invitation.used, invitation.most)}" · "{l.admin_invitation_until()}" "{day(l, invitation.expires_at)}
                    " · "<bdi>{by.clone()}</bdi>
                </p>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! { <LocalTimes><ol class="log">{rows}</ol></LocalTimes> }.into_any()
}
