//! QR codes (ISO/IEC 18004) as SVG paths. Compiled for the server and for WebAssembly, so both draw the same SVG.

use std::fmt::Write;

use qrcode::{
    Color, EcLevel, bits,
    canvas::{Canvas, MaskPattern},
    ec,
};

/// Width of the quiet zone in modules.
const QUIET_ZONE: usize = 4;

/// Level of error correction: 15 % of the code may be unreadable.
const LEVEL: EcLevel = EcLevel::M;

/// The mask, which a reader finds in the code. The standard has an encoder draw all eight and compare them, since the data might look like
/// the patterns that a reader looks for. To compare them takes ten times as long as all the rest, and a secret is random: the test below
/// reads codes of many secrets.
const MASK: MaskPattern = MaskPattern::Checkerboard;

/// A QR code with its quiet zone.
pub struct Code {
    /// Modules per side, including the quiet zone.
    pub side: usize,
    width: usize,
    colors: Vec<Color>,
}

impl Code {
    /// Encodes a text. `None` if it is too long.
    pub fn of(text: &str) -> Option<Self> {
        let bits = bits::encode_auto(text.as_bytes(), LEVEL).ok()?;
        let version = bits.version();
        let (data, correction) = ec::construct_codewords(&bits.into_bytes(), version, LEVEL).ok()?;
        let mut canvas = Canvas::new(version, LEVEL);
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&data, &correction);
        canvas.apply_mask(MASK);
        let (width, colors) = (version.width().try_into().ok()?, canvas.into_colors());
        Some(Self { side: width + 2 * QUIET_ZONE, width, colors })
    }

    /// The dark modules as SVG path data, one unit per module.
    pub fn path(&self) -> String {
        let mut path = String::with_capacity(8 * 1024);
        for (y, row) in self.colors.chunks(self.width).enumerate() {
            let mut x = 0;
            while x < self.width {
                let run = row[x..].iter().take_while(|color| **color == Color::Dark).count();
                if run > 0 {
                    // Writing to a string does not fail.
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET_ZONE, y + QUIET_ZONE);
                }
                x += run.max(1);
            }
        }
        path
    }

    /// The `viewBox` of the SVG.
    pub fn view_box(&self) -> String {
        format!("0 0 {0} {0}", self.side)
    }

    /// True if a module is dark. Modules of the quiet zone are not.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET_ZONE).filter(|at| *at < self.width);
        inside(x).zip(inside(y)).is_some_and(|(x, y)| self.colors[y * self.width + x] == Color::Dark)
    }
}

#[cfg(test)]
mod tests {
    use latchkey_core::domain::{
        email::EmailAddress,
        random::{OsRandom, Random},
        totp::TotpSecret,
    };

    use super::*;

    #[test]
    fn codes_of_many_secrets_are_read_also_when_they_are_small() {
        let random: &dyn Random = &OsRandom;
        for number in 0..60_usize {
            let email = EmailAddress::parse(&format!("{}@example.com", "a".repeat(1 + number % 60))).unwrap();
            let uri = TotpSecret::random(random).otpauth_uri("Latchkey", &email);
            let code = Code::of(&uri).unwrap();
            for scale in [2, 3] {
                let side = code.side * scale;
                let mut picture = rqrr::PreparedImage::prepare_from_bitmap(side, side, |x, y| code.is_dark(x / scale, y / scale));
                let read = picture.detect_grids().first().map(|grid| grid.decode().unwrap().1);
                assert_eq!(read.as_deref(), Some(&*uri), "{scale} pixels a module");
            }
        }
    }

    #[test]
    fn a_text_that_is_too_long_has_no_code() {
        assert!(Code::of(&"a".repeat(3000)).is_none());
    }
}
