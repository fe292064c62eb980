//! The OpenAPI document says what there is.

use std::collections::BTreeSet;

use axum::http::HeaderMap;
use latchkey::http::route::{Access, Kind};
use serde_json::{Value, json};

use super::support::{API, Client, access, document, operations};
use crate::support::{House, Plan};

#[tokio::test]
async fn every_route_is_in_it_and_nothing_else() {
    let house = House::open().await;
    let described: BTreeSet<String> = operations(&house).await.into_iter().map(|(_, path)| format!("{API}{path}")).collect();
    let own = [format!("{API}/openapi.json")];
    let routes = Plan::default().features().into_iter().flat_map(|feature| feature.routes);
    let routes = routes.filter(|route| route.kind == Kind::Api && !route.catches_the_rest).map(|route| route.path);
    assert_eq!(described, routes.filter(|path| !own.contains(path)).collect());
}

#[tokio::test]
async fn it_says_which_cookie_an_operation_demands() {
    let house = House::open().await;
    let document = document(&house).await;
    for (method, path) in operations(&house).await {
        let access = access(&path);
        let security = &document["paths"][&path][method.to_lowercase()]["security"];
        let expected = match access {
            Access::Everybody => json!(null),
            Access::PendingSignIn => json!([{"pending": []}]),
            _ => json!([{"session": []}]),
        };
        assert_eq!(*security, expected, "{method} {path}");
    }
}

#[tokio::test]
async fn it_is_openapi_3_1_and_whole() {
    let house = House::open().await;
    let document = document(&house).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let ids: Vec<&Value> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|item| item.as_object().unwrap().values())
        .map(|operation| &operation["operationId"])
        .collect();
    assert_eq!(ids.iter().map(ToString::to_string).collect::<BTreeSet<_>>().len(), ids.len(), "an operationId is there twice");
    // Every reference leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
    // Bodies take no field that is not named, as `Body` does; no field of a body may be null.
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        if name.ends_with("Body") {
            let bodies: Vec<&Value> = schema["oneOf"].as_array().map_or(vec![schema], |all| all.iter().collect());
            for body in bodies {
                assert_eq!(body["additionalProperties"], false, "{name}");
                for (field, property) in body["properties"].as_object().unwrap() {
                    let kind = match field.as_str() {
                        "trustBrowser" | "optionalLetters" => "boolean",
                        "passkey" => "object",
                        _ => "string",
                    };
                    assert_eq!(property["type"], kind, "{name}.{field}");
                }
            }
        }
    }
    // Nothing secret is ever shown of a user.
    let user: Vec<&String> = document["components"]["schemas"]["User"]["properties"].as_object().unwrap().keys().collect();
    assert_eq!(user, ["createdAt", "email", "hasPassword", "id", "isEmailConfirmed", "isTwoFactorAuthenticationEnabled", "name"]);
}

#[tokio::test]
async fn it_can_be_read_by_people_on_a_page_of_our_own() {
    let house = House::open().await;
    let answer = Client::new(&house).browser.get("/api").await;
    answer.shows();
    for (_, path) in operations(&house).await {
        assert!(answer.body.contains(&format!("{API}{path}")), "{path}");
    }
    for foreign in ["src=\"http", "href=\"http", "src=\"//", "<script>"] {
        assert!(!answer.body.contains(foreign), "{foreign}");
    }
    let head = house.ask("HEAD", "/api/v1/openapi.json", HeaderMap::new(), "").await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
}
