//! The operator's own look: accent colour, logo, and what the footer says.

use std::{fs, io::Read, path::Path};

use crate::config::{AccentColor, App, Config};

/// The largest logo in bytes: every page shows it.
const LARGEST_LOGO: u64 = 64 * 1024;

/// The operator's own look.
#[derive(Clone, Debug, Default)]
pub struct Brand {
    /// In place of the sentence about who runs the server.
    pub footer_text: Option<String>,
    /// The imprint.
    pub imprint_url: Option<String>,
    /// The privacy policy.
    pub privacy_url: Option<String>,
    style_sheet: Option<OwnFile>,
    logo: Option<OwnFile>,
    /// Of each entry `[[apps]]`.
    icons: Vec<Option<OwnFile>>,
}

/// A file that is served beside those of the site.
#[derive(Clone, Debug, Hash)]
pub struct OwnFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Brand {
    /// Reads the settings, and the logo's file. The error is one line for the operator.
    pub fn of(config: &Config) -> Result<Self, String> {
        let style_sheet = |accent: AccentColor| OwnFile {
            name: "brand.css".into(),
            media_type: "text/css; charset=utf-8",
            bytes: accent.style_sheet().into_bytes(),
        };
        Ok(Self {
            footer_text: config.footer_text.clone(),
            imprint_url: config.imprint_url.clone(),
            privacy_url: config.privacy_url.clone(),
            style_sheet: config.accent_color.map(style_sheet),
            logo: config.logo_file.as_deref().map(|path| picture(path, ("logo_file", "logo"))).transpose()?,
            icons: config.apps.iter().enumerate().map(|(number, app)| icon(app, number)).collect::<Result<_, _>>()?,
        })
    }

    /// The style sheet that sets the accent colour.
    pub fn style_sheet(&self) -> Option<&OwnFile> {
        self.style_sheet.as_ref()
    }

    /// The logo.
    pub fn logo(&self) -> Option<&OwnFile> {
        self.logo.as_ref()
    }

    /// The icon of the application with this number.
    pub fn icon_of_app(&self, number: usize) -> Option<&OwnFile> {
        self.icons.get(number)?.as_ref()
    }

    /// All files.
    pub fn files(&self) -> impl Iterator<Item = &OwnFile> {
        self.style_sheet.iter().chain(&self.logo).chain(self.icons.iter().flatten())
    }
}

fn icon(app: &App, number: usize) -> Result<Option<OwnFile>, String> {
    app.icon_file.as_deref().map(|path| picture(path, ("apps: icon_file", &format!("app-{number}")))).transpose()
}

/// Reads a picture, which this setting names, to be served under this name.
fn picture(path: &Path, (setting, name): (&str, &str)) -> Result<OwnFile, String> {
    let told = |what: &str| format!("{setting}: {} {what}", path.display());
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(LARGEST_LOGO + 1).read_to_end(&mut bytes));
    read.map_err(|error| told(&format!("cannot be read: {error}")))?;
    if bytes.len() as u64 > LARGEST_LOGO {
        return Err(told("is larger than 64 KiB, which is too much for every page: make it smaller"));
    }
    let start = bytes.trim_ascii_start();
    let (ending, media_type) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        ("png", "image/png")
    } else if start.starts_with(b"<svg") || start.starts_with(b"<?xml") {
        ("svg", "image/svg+xml")
    } else {
        return Err(told("is neither a PNG nor an SVG picture"));
    };
    Ok(OwnFile { name: format!("{name}.{ending}"), media_type, bytes })
}
