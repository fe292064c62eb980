//! The page of kept letters. For developers, so it is in English.

use leptos::prelude::*;

use crate::{
    http::{
        refusal::{Answer, Refusal},
        visitor::Visitor,
    },
    mail::outlet::KeptLetter,
    ui::{
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// The page.
pub async fn page(visitor: Visitor) -> Answer {
    let kept = visitor.state.site().post.as_ref().and_then(|post| post.kept()).ok_or_else(Refusal::not_found)?;
    Ok(show(&visitor, || {
        let none =
            kept.is_empty().then(|| view! { <div class="card"><p>"None yet. Ask for a new password, or sign in."</p></div> });
        let list = kept.iter().map(letter).collect_view();
        let lede = "They are kept in memory in place of being sent, the newest first. Set mail_url to send them.";
        let body = view! {
            <div lang="en">
                {page_head("Letters", Some(lede.to_owned()))}
                {none}
                {list}
            </div>
        };
        Page::new("Letters".to_owned(), Width::Normal, body)
    }))
}

fn letter(kept: &KeptLetter) -> impl IntoView + use<> {
    let link = kept.text.split_whitespace().find(|word| word.starts_with("http") && word.contains('#')).map(ToOwned::to_owned);
    view! {
        <section class="card">
            <header class="card__head"><h2 class="card__title">{kept.subject.clone()}</h2></header>
            <p>"To "{kept.to.clone()}</p>
            {kept.text.split("\n\n").map(|part| view! { <p>{part.to_owned()}</p> }).collect_view()}
            {link.map(|link| view! { <p><a href=link>"Follow its link"</a></p> })}
        </section>
    }
}
