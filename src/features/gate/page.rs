//! The page over which a browser goes to an application: what is missing, or the way there.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use latchkey_core::{
    domain::{
        gate::{AppRule, Decision, Missing, Target},
        token::{WayBack, expose},
    },
    gate::{self, Guest},
    sign_in,
};
use leptos::prelude::*;
use url::Url;

use super::{REQUEST, callback, page_for, proxy::scheme};
use crate::{
    features::{
        passkeys,
        step_up::{self, after::After},
    },
    http::{base::LeadsToApplication, caller::Full, refusal::Answer, visitor::Visitor},
    paths::{ACCOUNT, HOME, SIGN_OUT},
    ui::{
        parts::page_head,
        shell::{Page, Width, show, show_with_status},
    },
};

/// A header that Fetch Metadata defines.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The page.
pub async fn page(Full(who): Full, visitor: Visitor) -> Answer {
    let request = visitor.query(REQUEST).unwrap_or_default();
    let services = visitor.services();
    let way = gate::read_way_back(services, &request);
    // Whatever else somebody was sent here with leads nowhere.
    let Some((way, target)) = way.and_then(|way| Some((target_of(&way)?, way))).map(|(target, way)| (way, target)) else {
        return Ok(Redirect::to(HOME).into_response());
    };
    let guest = Guest::of(services, &who);
    let state = visitor.state.clone();
    let rules = &state.site().gate;
    let rule = rules.entry(&target, "GET").ok().map(|(_, rule)| rule);
    match rules.decide(&target, "GET", Some(guest.shown()), services.now()) {
        // The application shares this origin, and its session.
        Decision::Allowed if state.site().guards && way.host == state.site().origin.canonical_host() => {
            let mut response = Redirect::to(&way.url).into_response();
            response.extensions_mut().insert(LeadsToApplication);
            Ok(response)
        }
        Decision::Allowed => {
            let code = gate::carry(services, &who, &way).await?;
            let place = callback(&target, scheme(&visitor.state), expose(&code)).unwrap_or_else(|| HOME.to_owned());
            Ok(go(&visitor, &name(rule, &target), &place))
        }
        Decision::Needs(Missing::FreshProof | Missing::Session) => Ok(to_step_up(request)),
        Decision::Needs(Missing::SecondFactor) if who.account().two_factor => Ok(to_step_up(request)),
        Decision::Needs(Missing::SecondFactor) => Ok(needs_second_factor(&visitor, &name(rule, &target))),
        Decision::Needs(Missing::Passkey) => {
            let ways = sign_in::ways(services, who.account()).await?;
            Ok(needs_passkey(&visitor, &name(rule, &target), ways.passkey.then_some(request)))
        }
        Decision::Denied(_) => Ok(denied(&visitor, &name(rule, &target), &who.account().email.for_people(), &page_for(&request))),
    }
}

fn target_of(way: &WayBack) -> Option<Target> {
    let url = Url::parse(&way.url).ok()?;
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    Target::new(&format!("{}{port}", url.host_str()?), &path).ok().filter(|target| target.host() == way.host)
}

/// What people call an application.
fn name(rule: Option<&AppRule>, target: &Target) -> String {
    rule.and_then(|rule| rule.name.clone()).unwrap_or_else(|| target.host().to_owned())
}

fn to_step_up(request: String) -> Response {
    Redirect::to(&step_up::page_before(After::OpenApp(request))).into_response()
}

/// Leads a browser to another origin. A redirect that follows a form of ours ends where the policy of that form's page ends (CSP Level 3, form-action),
/// so that a page does it then.
fn go(visitor: &Visitor, name: &str, place: &str) -> Response {
    if matches!(visitor.header(&SEC_FETCH_SITE), "cross-site" | "same-site" | "none") {
        return Redirect::to(place).into_response();
    }
    let l = visitor.locale;
    let mut response = show(visitor, || {
        let title = l.gate_going(name);
        let body = view! {
            {page_head(&title, None)}
            <div class="actions"><a class="button button--primary" href=place.to_owned()>{l.gate_continue()}</a></div>
        };
        Page::new(title, Width::Narrow, body).secret()
    });
    if let Ok(refresh) = HeaderValue::from_str(&format!("0;url={place}")) {
        response.headers_mut().insert(HeaderName::from_static("refresh"), refresh);
    }
    response
}

fn needs_second_factor(visitor: &Visitor, name: &str) -> Response {
    let l = visitor.locale;
    show(visitor, || {
        let title = l.gate_needs_second_factor(name);
        let body = view! {
            {page_head(&title, Some(l.gate_set_up_first(name)))}
            <div class="actions">
                <a class="button button--primary" href=step_up::page_before(After::SetUp)>{l.account_set_up()}</a>
                <a class="button button--quiet" href=ACCOUNT>{l.nav_account()}</a>
            </div>
        };
        Page::new(title.clone(), Width::Narrow, body)
    })
}

/// `request`: where to go once the passkey was shown. `None`: there is none yet.
fn needs_passkey(visitor: &Visitor, name: &str, request: Option<String>) -> Response {
    let l = visitor.locale;
    show(visitor, || {
        let title = l.gate_needs_passkey(name);
        let (text, place, label) = match request {
            Some(request) => (l.gate_use_passkey(), step_up::page_before(After::OpenApp(request)), l.passkey_use()),
            None => (l.gate_add_passkey_first(name), passkeys::PAGE.to_owned(), l.passkeys_title()),
        };
        let body = view! {
            {page_head(&title, Some(text))}
            <div class="actions">
                <a class="button button--primary" href=place>{label}</a>
                <a class="button button--quiet" href=ACCOUNT>{l.nav_account()}</a>
            </div>
        };
        Page::new(title.clone(), Width::Narrow, body)
    })
}

/// `again`: the page on which another account is asked for the same.
fn denied(visitor: &Visitor, name: &str, email: &str, again: &str) -> Response {
    let l = visitor.locale;
    show_with_status(visitor, StatusCode::FORBIDDEN, || {
        let title = l.gate_denied(name);
        let body = view! {
            {page_head(&title, Some(l.gate_denied_text(email)))}
            <div class="actions">
                <form action=SIGN_OUT method="post">
                    <input type="hidden" name="next" value=again.to_owned()/>
                    <button class="button" type="submit">{l.gate_other_account()}</button>
                </form>
                <a class="button button--quiet" href=ACCOUNT>{l.nav_account()}</a>
            </div>
        };
        Page::new(title.clone(), Width::Narrow, body)
    })
}
