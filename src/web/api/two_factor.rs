//! Two-factor authentication: generating a secret, turning on and off, authenticating, recovery codes.

use axum::{
    Json,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Answer, Call, User, body::Body, problem::Problem};
use crate::{
    auth::{AuthError, Enrolment, Kept, Proof},
    domain::{invalid::Invalid, password::Password, recovery::RecoveryCode},
    ui::qr,
    web::{caller::Caller, cookies::Name},
};

const CODE: &str = "twoFactorAuthenticationCode";
const RECOVERY_CODE: &str = "recoveryCode";

/// A code of the authenticator.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "described for the document; read by `Body`")]
pub struct CodeBody {
    /// Six digits; spaces do not matter.
    two_factor_authentication_code: String,
}

/// A code of the authenticator or a recovery code: one of the two.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "described for the document; read by `Body`")]
pub struct ProofBody {
    /// Six digits; spaces do not matter.
    #[schema(nullable = false)]
    two_factor_authentication_code: Option<String>,
    /// 24 letters and digits; hyphens, spaces and case do not matter.
    #[schema(nullable = false)]
    recovery_code: Option<String>,
}

/// The password, with a code or a recovery code.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "described for the document; read by `Body`")]
pub struct PasswordAndProofBody {
    /// The password.
    password: String,
    /// Six digits; spaces do not matter.
    #[schema(nullable = false)]
    two_factor_authentication_code: Option<String>,
    /// 24 letters and digits; hyphens, spaces and case do not matter.
    #[schema(nullable = false)]
    recovery_code: Option<String>,
}

/// A secret that waits to be confirmed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GeneratedSecret {
    /// The URI of the QR code.
    otpauth_url: String,
    /// The secret in base32.
    secret: String,
    /// When it is gone, RFC 3339.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// Recovery codes, told once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCodes {
    /// Ten codes.
    recovery_codes: Vec<String>,
}

impl RecoveryCodes {
    fn of(codes: &[RecoveryCode]) -> Json<Self> {
        Json(Self { recovery_codes: codes.iter().map(RecoveryCode::grouped).collect() })
    }
}

/// What was typed to prove the second factor.
#[derive(Default)]
pub struct TypedProof {
    code: Option<String>,
    recovery_code: Option<String>,
}

impl TypedProof {
    /// Takes it from a body.
    pub fn take(body: &mut Body) -> Self {
        let (code, recovery_code) = body.one_of(CODE, RECOVERY_CODE);
        Self { code, recovery_code }
    }

    /// As the deeds want it.
    pub fn as_proof(&self) -> Proof<'_> {
        match &self.recovery_code {
            Some(code) => Proof::RecoveryCode(code),
            None => Proof::Code(self.code.as_deref().unwrap_or_default()),
        }
    }
}

/// Whether this could be a password, for the complaint that comes with those about other fields.
pub fn check_password(typed: &str) -> Result<(), AuthError> {
    Password::parse(typed).map(drop).map_err(|error| Invalid::from(error).into())
}

/// Draws a secret, to be confirmed by `turn-on`. The QR code as PNG, or as SVG or JSON by `Accept`.
#[utoipa::path(post, path = "/2fa/generate", tag = "2fa",
    responses((status = 200, description = "The QR code, or what is in it", content((Vec<u8> = "image/png"), (String = "image/svg+xml"), (GeneratedSecret = "application/json"))),
        (status = 406, description = "None of the three is wanted", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is on already", body = Problem, content_type = "application/problem+json")))]
pub async fn generate(call: Call) -> Answer {
    let who = call.full_session()?;
    let form = Representation::wanted(call.header(header::ACCEPT)).ok_or_else(Problem::not_acceptable)?;
    let enrolment = call.auth().begin_enrolment(&who).await?;
    form.of(&enrolment)
}

/// How the QR code is answered.
enum Representation {
    Png,
    Svg,
    Json,
}

impl Representation {
    /// The first one that the caller names; PNG where anything goes. Quality values are not weighed: order is.
    fn wanted(accept: &str) -> Option<Self> {
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

    fn of(&self, enrolment: &Enrolment) -> Answer {
        let code = || qr::Code::of(&enrolment.uri).ok_or_else(|| AuthError::Broken("the otpauth URI fits no QR code".into()));
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
        path = code.path
    )
}

/// Eight pixels a module, black on white.
fn png(code: &qr::Code) -> Result<Vec<u8>, AuthError> {
    const SCALE: usize = 8;
    let pixels = code.side * SCALE;
    let dark = |x: usize, y: usize| code.is_dark(x / SCALE, y / SCALE);
    let data: Vec<u8> = (0..pixels * pixels).map(|i| if dark(i % pixels, i / pixels) { 0 } else { 255 }).collect();
    let mut bytes = Vec::new();
    let side = u32::try_from(pixels).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&data));
    written.map_err(|error| AuthError::Broken(format!("PNG: {error}")))?;
    Ok(bytes)
}

/// Turns two-factor authentication on. This session keeps full access; all others of the account end.
#[utoipa::path(post, path = "/2fa/turn-on", tag = "2fa", request_body = CodeBody,
    responses((status = 200, description = "Recovery codes, told once, and new cookies", body = RecoveryCodes),
        (status = 409, description = "It is on already, or there is no secret to confirm", body = Problem, content_type = "application/problem+json")))]
pub async fn turn_on(call: Call, mut body: Body) -> Answer {
    let who = call.full_session()?;
    let code = body.text(CODE);
    body.done(Ok(()))?;
    let (tokens, codes) = call.auth().turn_on(&who, &code).await?;
    // Told here, so they need not be shown by a page.
    call.auth().confirm_recovery_codes(&who, Kept::Ticked).await?;
    Ok(call.with_session(&tokens, RecoveryCodes::of(&codes)))
}

/// The second step of logging in.
#[utoipa::path(post, path = "/2fa/authenticate", tag = "2fa", request_body = ProofBody,
    responses((status = 200, description = "The user, with the cookies of a session", body = User)))]
pub async fn authenticate(call: Call, mut body: Body) -> Answer {
    let Caller::Pending(pending) = &call.caller else { return Err(AuthError::SignInOver.into()) };
    let proof = TypedProof::take(&mut body);
    body.done(Ok(()))?;
    let (account, tokens) = call.auth().verify_second_factor(pending, proof.as_proof(), call.client()).await?;
    let answer: Response = call.without(&[Name::Pending], Json(User::from(&account)));
    Ok(call.with_session(&tokens, answer))
}

/// Turns two-factor authentication off. All other sessions of the account end.
#[utoipa::path(post, path = "/2fa/turn-off", tag = "2fa", request_body = PasswordAndProofBody,
    responses((status = 200, description = "The user, with new cookies", body = User),
        (status = 403, description = "The service demands two-factor authentication, or the request came from another site", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is off", body = Problem, content_type = "application/problem+json")))]
pub async fn turn_off(call: Call, mut body: Body) -> Answer {
    let who = call.full_session()?;
    let password = body.text("password");
    let proof = TypedProof::take(&mut body);
    body.done(check_password(&password))?;
    let (account, tokens) = call.auth().turn_off(&who, call.all_factors(&password, &proof)).await?;
    Ok(call.with_session(&tokens, Json(User::from(&account))))
}

/// Makes new recovery codes; the old ones are dead. Needs a full authentication within the last five minutes.
#[utoipa::path(post, path = "/2fa/recovery-codes", tag = "2fa",
    responses((status = 200, description = "Recovery codes, told once", body = RecoveryCodes),
        (status = 409, description = "Two-factor authentication is off", body = Problem, content_type = "application/problem+json")))]
pub async fn recovery_codes(call: Call) -> Answer {
    let who = call.full_session()?;
    let codes = call.auth().replace_recovery_codes(&who).await?;
    call.auth().confirm_recovery_codes(&who, Kept::Ticked).await?;
    Ok(RecoveryCodes::of(&codes).into_response())
}
