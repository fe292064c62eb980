//! Applications before which Latchkey is the gate: the entries `[[apps]]`, in their order.

use std::{path::PathBuf, time::Duration};

use axum::http::{HeaderName, Method};
use latchkey_core::domain::gate::{AppRule, Claim, Demand, HostPattern, PathPattern, groups::Groups};
use toml::de::{DeArray, DeTable, DeValue};

use super::rules;

/// What an entry may say.
const FIELDS: &str = "host, paths, methods, policy, groups, session_minutes, name, icon_file and headers";
/// Headers that a proxy needs for itself: an application told by one of them would break the request.
const RESERVED: [&str; 10] = [
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "set-cookie",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Its rule.
    pub rule: AppRule,
    /// Its picture in the list of a person's applications: SVG or PNG.
    pub icon_file: Option<PathBuf>,
}

/// One line, as `latchkey settings` shows it.
impl std::fmt::Display for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let AppRule { host, paths, methods, demand, .. } = &self.rule;
        f.write_str(&methods.iter().map(|method| format!("{method} ")).collect::<String>())?;
        write!(f, "{host}")?;
        f.write_str(&paths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))?;
        write!(f, ": {}", demand.name())
    }
}

/// Reads the entries. An error comes with its place.
pub(super) fn read(listed: &DeArray<'_>) -> Result<Vec<App>, (usize, String)> {
    let each = listed.iter().map(|one| {
        let wrong = |why| (one.span().start, why);
        match one.get_ref() {
            DeValue::Table(fields) => app(fields).map_err(wrong),
            _ => Err(wrong("is written as tables: [[apps]]".into())),
        }
    });
    each.collect()
}

fn app(fields: &DeTable<'_>) -> Result<App, String> {
    let mut host = None;
    let (mut demand, mut icon_file) = (None, None);
    let mut rule = AppRule {
        host: HostPattern::Exactly(String::new()),
        paths: vec![],
        methods: vec![],
        demand: Demand::Deny,
        groups: Groups::default(),
        proved_within: None,
        name: None,
        headers: vec![],
    };
    for (key, value) in fields {
        let (key, value) = (&**key.get_ref(), value.get_ref());
        let told = |why: String| format!("{key}: {why}");
        match key {
            "host" => host = Some(text(value).and_then(|text| text.parse::<HostPattern>().map_err(said)).map_err(told)?),
            "paths" => rule.paths = each(value, |text| text.parse::<PathPattern>().map_err(said)).map_err(told)?,
            "methods" => rule.methods = each(value, method).map_err(told)?,
            "policy" => demand = Some(text(value).and_then(rules::policy).map_err(told)?),
            "groups" => rule.groups = groups(value).map_err(told)?,
            "session_minutes" => rule.proved_within = Some(minutes(value).map_err(told)?),
            "name" => rule.name = Some(text(value).and_then(rules::app_name).map_err(told)?),
            "icon_file" => icon_file = Some(text(value).and_then(rules::path).map_err(told)?),
            "headers" => rule.headers = headers(value).map_err(told)?,
            other => return Err(format!("{other}: an application has {FIELDS}")),
        }
    }
    rule.host = host.ok_or("host: is missing")?;
    rule.demand = demand.ok_or("policy: is missing")?;
    if rule.name.is_some() && rule.opens_at().is_none() {
        return Err("name: is for one host, which a link can lead to, and not for *".into());
    }
    let lets_everybody_in = matches!(rule.demand, Demand::Public | Demand::Deny);
    if lets_everybody_in && (!rule.groups.is_empty() || rule.proved_within.is_some()) {
        return Err(format!("policy: {} asks nobody for groups or session_minutes", rule.demand.name()));
    }
    Ok(App { rule, icon_file })
}

fn said(error: impl ToString) -> String {
    error.to_string()
}

fn text<'v>(value: &'v DeValue<'_>) -> Result<&'v str, String> {
    match value {
        DeValue::String(text) if !text.trim().is_empty() => Ok(text),
        _ => Err("must be a text".into()),
    }
}

fn each<T>(value: &DeValue<'_>, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    let DeValue::Array(listed) = value else { return Err("must be a list of texts: [\"...\", \"...\"]".into()) };
    if listed.is_empty() {
        return Err("is an empty list, which would be about nothing: take it away".into());
    }
    listed.iter().map(|one| text(one.get_ref()).and_then(&read)).collect()
}

fn groups(value: &DeValue<'_>) -> Result<Groups, String> {
    let names = each(value, |name| Ok(name.to_owned()))?;
    names.join(",").parse().map_err(said)
}

fn method(text: &str) -> Result<String, String> {
    // Methods are told apart by their case (RFC 9110 §9.1), and nobody means another.
    Method::from_bytes(text.to_ascii_uppercase().as_bytes()).map(|method| method.to_string()).map_err(|_| "is no method".into())
}

fn minutes(value: &DeValue<'_>) -> Result<Duration, String> {
    let number = match value {
        DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    };
    let minutes = number.filter(|minutes| (1..=30 * 24 * 60).contains(minutes));
    minutes.map(|minutes| Duration::from_secs(60 * minutes)).ok_or_else(|| "must be a number from 1 to 43200".into())
}

fn headers(value: &DeValue<'_>) -> Result<Vec<(String, Claim)>, String> {
    let DeValue::Table(named) = value else { return Err("must be a table: { X-User = \"email\" }".into()) };
    let each = named.iter().map(|(name, claim)| {
        let name = &**name.get_ref();
        // Some servers take an underscore for a hyphen, so that a client could send the header past the gate.
        let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let header = HeaderName::from_bytes(name.as_bytes()).ok().filter(|_| is_plain);
        let header = header.filter(|header| !RESERVED.contains(&header.as_str()));
        let header = header.ok_or_else(|| format!("{name}: is no name for a header of one's own"))?;
        let claim = text(claim.get_ref()).ok().and_then(Claim::named);
        let claim = claim.ok_or_else(|| format!("{name}: must be user, email, name, groups or amr"))?;
        Ok((header.as_str().to_owned(), claim))
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Vec<App>, String> {
        let table = DeTable::parse(text).unwrap();
        let DeValue::Array(listed) = table.get_ref().get("apps").unwrap().get_ref() else { panic!("no list") };
        read(listed).map_err(|(_, why)| why)
    }

    #[test]
    fn entries_keep_their_order_and_say_what_they_demand() {
        let apps = parse(
            "[[apps]]\nhost = 'Notes.example.com'\npaths = ['/admin', '/admin/*']\nmethods = ['get']\npolicy = 'phishing_resistant'\n\
             groups = ['Staff']\nsession_minutes = 5\n\
             [[apps]]\nhost = 'notes.example.com'\npolicy = 'two_factor'\nname = 'Notes'\nheaders = { X-WEBAUTH-USER = 'email' }\n\
             [[apps]]\nhost = '*.example.com'\npolicy = 'public'\n",
        )
        .unwrap();
        let told: Vec<_> = apps.iter().map(ToString::to_string).collect();
        let expected = [
            "GET notes.example.com/admin /admin/*: phishing_resistant",
            "notes.example.com: two_factor",
            "*.example.com: public",
        ];
        assert_eq!(told, expected);
        assert_eq!(apps[1].rule.headers, [("x-webauth-user".to_owned(), Claim::Email)]);
        assert_eq!(
            (apps[0].rule.proved_within, apps[0].rule.groups.to_string()),
            (Some(Duration::from_secs(300)), "staff".into())
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_its_remedy() {
        for (entry, why) in [
            ("policy = 'public'", "host: is missing"),
            ("host = 'a.example'", "policy: is missing"),
            ("host = 'https://a.example'\npolicy = 'public'", "host: is no host"),
            ("host = 'a.example'\npolicy = 'open'", "policy: must be one of public, signed_in"),
            ("host = 'a.example'\npolicy = 'signed_in'\npaths = ['/a//b']", "paths: is no path"),
            ("host = 'a.example'\npolicy = 'signed_in'\npaths = []", "paths: is an empty list"),
            ("host = 'a.example'\npolicy = 'signed_in'\nmethods = ['G T']", "methods: is no method"),
            ("host = 'a.example'\npolicy = 'signed_in'\ngroups = ['a b/c']", "groups: names of groups"),
            ("host = 'a.example'\npolicy = 'signed_in'\nsession_minutes = 0", "session_minutes: must be a number"),
            ("host = 'a.example'\npolicy = 'signed_in'\nsession_minutes = '5'", "session_minutes: must be a number"),
            ("host = 'a.example'\npolicy = 'signed_in'\nheaders = { Cookie = 'email' }", "headers: cookie: is no name"),
            ("host = 'a.example'\npolicy = 'signed_in'\nheaders = { X_User = 'email' }", "headers: X_User: is no name"),
            ("host = 'a.example'\npolicy = 'signed_in'\nheaders = { X-User = 'mail' }", "headers: X-User: must be user"),
            ("host = '*.a.example'\npolicy = 'signed_in'\nname = 'A'", "name: is for one host"),
            ("host = 'a.example'\npolicy = 'public'\ngroups = ['a']", "policy: public asks nobody"),
            ("host = 'a.example'\npolicy = 'signed_in'\nicon = 'a'", "icon: an application has host"),
        ] {
            let told = parse(&format!("[[apps]]\n{entry}\n")).unwrap_err();
            assert!(told.to_lowercase().contains(&why.to_lowercase()), "{entry}: {told}");
        }
        assert!(parse("apps = ['a']").unwrap_err().contains("[[apps]]"));
    }
}
