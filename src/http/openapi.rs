//! The OpenAPI 3.1 description of the JSON API, generated from the handlers.

use std::collections::BTreeSet;

use utoipa::{
    OpenApi,
    openapi::{
        self, HttpMethod, Ref, RefOr, ResponseBuilder,
        content::ContentBuilder,
        security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
    },
};

use super::{
    feature::{Feature, operations},
    problem::Problem,
    route::Access,
};

#[derive(OpenApi)]
#[openapi(
    info(title = "Latchkey", description = "Sign-in with a password and a second factor. Sessions are carried by cookies alone."),
    servers((url = "/api/v1")),
    components(schemas(Problem))
)]
struct Document;

/// Builds the document of these features.
pub fn document(features: &[Feature]) -> openapi::OpenApi {
    let mut document = Document::openapi();
    let components = document.components.get_or_insert_default();
    for (name, cookie, what) in [
        ("session", "latchkey-access", "The access token. Behind https the name begins with __Host-."),
        ("pending", "latchkey-pending", "A log-in that waits for its second factor. Behind https the name begins with __Host-."),
    ] {
        components.add_security_scheme(name, SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(cookie, what))));
    }
    let mut names = BTreeSet::new();
    for described in features.iter().flat_map(|feature| feature.described.clone()) {
        components.schemas.extend(described.schemas);
        for (path, mut item) in described.paths.paths {
            for (method, operation) in operations(&mut item) {
                refusals(described.access, method, operation);
                name(operation, &mut names);
            }
            document.paths.paths.insert(path, item);
        }
    }
    document
}

/// Makes the id of an operation unique, by its tag where another has the same handler's name.
fn name(operation: &mut openapi::path::Operation, names: &mut BTreeSet<String>) {
    let (id, tag) = (operation.operation_id.clone().unwrap_or_default(), operation.tags.iter().flatten().next().cloned());
    let unique = if names.contains(&id) { format!("{}_{id}", tag.unwrap_or_default()) } else { id };
    names.insert(unique.clone());
    operation.operation_id = Some(unique);
}

/// Adds the refusals that follow from a route's access and body.
fn refusals(access: Access, method: HttpMethod, operation: &mut openapi::path::Operation) {
    let mut add = |status: &str, what: &str| {
        if !operation.responses.responses.contains_key(status) {
            let problem = ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name("Problem")))).build();
            let response = ResponseBuilder::new().description(what).content("application/problem+json", problem).build();
            operation.responses.responses.insert(status.to_owned(), response.into());
        }
    };
    add("401", "Not signed in, or not with what this demands; `type` says which");
    add("500", "Something broke");
    add("503", "Unavailable; see `Retry-After`");
    let is_guarded = matches!(access, Access::FullSession | Access::Protected | Access::Administrator);
    match (is_guarded, method == HttpMethod::Get) {
        (true, true) => add("403", "The service demands two-factor authentication"),
        (true, false) => add("403", "The service demands two-factor authentication, or the request came from another site"),
        (false, true) => {}
        (false, false) => add("403", "The request came from another site"),
    }
    if method != HttpMethod::Get {
        add("413", "The body is too large");
    }
    if operation.request_body.is_some() {
        add("400", "Invalid input: all fields at once");
        add("415", "The body is not application/json");
        add("429", "Too many attempts; see `Retry-After`");
    } else if operation.parameters.as_ref().is_some_and(|parameters| !parameters.is_empty()) {
        add("400", "Invalid input");
    } else if method != HttpMethod::Get {
        add("400", "The request did not arrive whole");
    }
    let scheme = match access {
        Access::SettingUp | Access::FullSession | Access::Protected | Access::Administrator => Some("session"),
        Access::PendingSignIn => Some("pending"),
        Access::Everybody => None,
    };
    operation.security = scheme.map(|name| vec![SecurityRequirement::new::<_, [&str; 0], &str>(name, [])]);
}
