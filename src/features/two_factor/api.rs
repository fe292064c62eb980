//! Two-factor authentication in the JSON API: generating a secret, turning on and off.

use axum::{Json, http::header, response::IntoResponse};
use latchkey_core::second_factors::{self, Enrolment, Kept};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    features::{proof::PasswordAndProofBody, recovery_codes::api::RecoveryCodes, user::User},
    http::{
        body::Body,
        caller::Full,
        problem::Problem,
        refusal::{Answer, Refusal, broken},
        visitor::Visitor,
    },
    ui::qr,
};

/// An authenticator code.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CodeBody {
    /// Six digits. Spaces are ignored.
    pub two_factor_authentication_code: String,
}

/// An unconfirmed secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GeneratedSecret {
    /// The URI in the QR code.
    otpauth_url: String,
    /// The secret in base32.
    secret: String,
    /// Time of expiry, RFC 3339.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// Generates a secret, to be confirmed with `turn-on`. Returns the QR code as PNG, or as SVG or JSON depending on `Accept`.
#[utoipa::path(post, path = "/2fa/generate", tag = "2fa",
    responses((status = 200, description = "The QR code, or what is in it", content((Vec<u8> = "image/png"), (String = "image/svg+xml"), (GeneratedSecret = "application/json"))),
        (status = 406, description = "None of the three is wanted", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is on already", body = Problem, content_type = "application/problem+json")))]
pub async fn generate(Full(who): Full, visitor: Visitor) -> Answer {
    let form = Representation::wanted(visitor.header(&header::ACCEPT)).ok_or(Refusal::NotAcceptable)?;
    let enrolment = second_factors::begin_enrolment(visitor.services(), &who).await?;
    form.of(&enrolment)
}

/// Representation of the QR code.
pub enum Representation {
    /// A picture of pixels.
    Png,
    /// A picture of lines.
    Svg,
    /// What is in it.
    Json,
}

impl Representation {
    /// The first supported type in `Accept`; PNG for a wildcard. Quality values are ignored: the order decides.
    pub fn wanted(accept: &str) -> Option<Self> {
        if accept.trim().is_empty() {
            return Some(Self::Png);
        }
        accept.split(',').find_map(|range| match range.split(';').next().unwrap_or_default().trim() {
            "image/png" | "image/*" | "*/*" => Some(Self::Png),
            "image/svg+xml" => Some(Self::Svg),
            "application/json" | "application/*" => Some(Self::Json),
            _ => None,
        })
    }

    /// The QR code of a secret.
    pub fn of(&self, enrolment: &Enrolment) -> Answer {
        let code = || qr::Code::of(&enrolment.uri).ok_or_else(|| broken("the otpauth URI fits no QR code"));
        Ok(match self {
            Self::Png => ([(header::CONTENT_TYPE, "image/png")], png(&code()?)?).into_response(),
            Self::Svg => ([(header::CONTENT_TYPE, "image/svg+xml")], svg(&code()?)).into_response(),
            Self::Json => Json(GeneratedSecret {
                otpauth_url: enrolment.uri.clone(),
                secret: enrolment.secret.replace(' ', ""),
                expires_at: enrolment.expires_at.to_string(),
            })
            .into_response(),
        })
    }
}

fn svg(code: &qr::Code) -> String {
    let side = code.side;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{pixels}\" height=\"{pixels}\" shape-rendering=\"crispEdges\">\
         <path d=\"M0 0h{side}v{side}h-{side}z\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>",
        pixels = side * 8,
        path = code.path()
    )
}

/// Eight pixels per module, one bit a pixel, black on white: a byte per module.
fn png(code: &qr::Code) -> Result<Vec<u8>, Refusal> {
    const SCALE: usize = 8;
    let row = |y: usize| (0..code.side).map(move |x| if code.is_dark(x, y) { 0 } else { u8::MAX });
    let data: Vec<u8> = (0..code.side * SCALE).flat_map(|y| row(y / SCALE)).collect();
    let mut bytes = Vec::with_capacity(data.len() / 4);
    let side = u32::try_from(code.side * SCALE).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::Filter::Up);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&data));
    written.map_err(|error| broken(format!("PNG: {error}")))?;
    Ok(bytes)
}

/// Turns two-factor authentication on. This session keeps full access; all others of the account end.
#[utoipa::path(post, path = "/2fa/turn-on", tag = "2fa", request_body = CodeBody,
    responses((status = 200, description = "Recovery codes, told once, and new cookies", body = RecoveryCodes),
        (status = 409, description = "It is on already, or there is no secret to confirm", body = Problem, content_type = "application/problem+json")))]
pub async fn turn_on(Full(who): Full, visitor: Visitor, body: Body<CodeBody>) -> Answer {
    let code = body.fields.two_factor_authentication_code.clone();
    body.checked(Ok(()))?;
    let (tokens, codes) = second_factors::turn_on(visitor.services(), &who, &code, visitor.client()).await?;
    // The response contains the codes, so no page needs to show them.
    second_factors::confirm_recovery_codes(visitor.services(), &who, Kept::Ticked).await?;
    Ok(visitor.with_session(&tokens, RecoveryCodes::of(&codes)))
}

/// Turns two-factor authentication off. All other sessions of the account end.
#[utoipa::path(post, path = "/2fa/turn-off", tag = "2fa", request_body = PasswordAndProofBody,
    responses((status = 200, description = "The user, with new cookies", body = User),
        (status = 403, description = "The service demands two-factor authentication, or the request came from another site", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is off", body = Problem, content_type = "application/problem+json")))]
pub async fn turn_off(Full(who): Full, visitor: Visitor, mut body: Body<PasswordAndProofBody>) -> Answer {
    let typed = body.fields.clone();
    PasswordAndProofBody::demand_proof(&mut body);
    body.checked(typed.check_password())?;
    let (account, tokens) = second_factors::turn_off(visitor.services(), &who, typed.all_factors(&visitor)).await?;
    Ok(visitor.with_session(&tokens, Json(User::from(&account))))
}
