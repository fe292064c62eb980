//! The accent colour of the pages, and the shades that are made of it.

/// Contrast that text needs (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;
/// The darkest ground of the light theme, and the lightest ground of the dark one, on which the accent stands as text.
const GROUNDS: [Colour; 2] = [Colour([0xf0, 0xf5, 0xf1]), Colour([0x17, 0x21, 0x1d])];
const BLACK: Colour = Colour([0, 0, 0]);
const WHITE: Colour = Colour([255, 255, 255]);

/// A colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// An accent colour that can be read on every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccentColor(Colour);

impl AccentColor {
    /// Parses `#rrggbb`. Refuses a colour that cannot be read on the light pages; for the dark ones, it is lightened until it can.
    pub fn parse(text: &str) -> Result<Self, String> {
        let digits =
            text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let Some([_, red, green, blue]) = number.map(u32::to_be_bytes) else {
            return Err("must be a colour such as #1f6f54".into());
        };
        let colour = Colour([red, green, blue]);
        let contrast = contrast(colour, GROUNDS[0]).min(contrast(colour, colour.soft(WHITE)));
        if contrast < LEAST_CONTRAST {
            return Err(format!(
                "has a contrast of {contrast:.1}:1 on the light pages, and text needs {LEAST_CONTRAST}:1: choose a darker one"
            ));
        }
        Ok(Self(colour))
    }

    /// The style sheet that sets the accent, for light and dark pages. Its names are those of `style/tokens.css`.
    pub fn style_sheet(self) -> String {
        let Self(colour) = self;
        let [_, dark] = GROUNDS;
        let steps = (0..=20_u8).map(|step| colour.mixed(WHITE, f64::from(step) / 20.0));
        let is_seen =
            |shade: &Colour| [dark, shade.soft(dark)].into_iter().all(|ground| contrast(*shade, ground) >= LEAST_CONTRAST);
        let light = steps.into_iter().find(is_seen).unwrap_or(WHITE);
        let rule = |accent: Colour, strong: Colour, soft: Colour, on: Colour| {
            format!(
                ":root{{--accent:{};--accent-strong:{};--accent-soft:{};--on-accent:{}}}",
                accent.hex(),
                strong.hex(),
                soft.hex(),
                on.hex()
            )
        };
        format!(
            "{}@media(prefers-color-scheme:dark){{{}}}",
            rule(colour, colour.mixed(BLACK, 0.25), colour.soft(WHITE), WHITE),
            rule(light, light.mixed(WHITE, 0.3), light.soft(dark), BLACK)
        )
    }
}

impl Colour {
    fn hex(self) -> String {
        let Self([red, green, blue]) = self;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// A trace of this colour on a ground: what messages stand on.
    fn soft(self, ground: Self) -> Self {
        self.mixed(ground, 0.9)
    }

    /// Mixes in another colour.
    fn mixed(self, other: Self, share: f64) -> Self {
        let mix = |own: u8, other: u8| (f64::from(own) * (1.0 - share) + f64::from(other) * share).round() as u8;
        let (Self([red, green, blue]), Self([other_red, other_green, other_blue])) = (self, other);
        Self([mix(red, other_red), mix(green, other_green), mix(blue, other_blue)])
    }

    /// Relative luminance of WCAG 2.2.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let Self([red, green, blue]) = self;
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}

fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (one.luminance(), other.luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_taken_if_it_can_be_read() {
        for dark in ["#1f6f54", "#000000", "#B00020", "#0000ff", "#5b2a86"] {
            let accent = AccentColor::parse(dark).unwrap();
            let sheet = accent.style_sheet();
            assert!(sheet.starts_with(&format!(":root{{--accent:{}", dark.to_lowercase())), "{sheet}");
        }
        for (text, told) in [
            ("#ffcc00", "1.4:1"),
            ("#ffffff", "1.0:1"),
            ("#777777", "choose a darker one"),
            ("green", "such as #1f6f54"),
            ("#12345", "such as #1f6f54"),
            ("1f6f54", "such as #1f6f54"),
            ("#1f6f5é", "such as #1f6f54"),
        ] {
            assert!(AccentColor::parse(text).unwrap_err().contains(told), "{text}: {:?}", AccentColor::parse(text));
        }
    }

    #[test]
    fn every_accent_can_be_read_on_dark_pages_and_on_buttons() {
        for text in ["#000000", "#00008b", "#1f6f54", "#b00020"] {
            let AccentColor(colour) = AccentColor::parse(text).unwrap();
            assert!(contrast(colour, WHITE) >= LEAST_CONTRAST && contrast(colour, colour.soft(WHITE)) >= LEAST_CONTRAST);
            let sheet = AccentColor(colour).style_sheet();
            let dark = sheet.split("dark){:root{--accent:#").nth(1).unwrap();
            let light = Colour(u32::from_str_radix(&dark[..6], 16).unwrap().to_be_bytes()[1..].try_into().unwrap());
            assert!(contrast(light, GROUNDS[1]) >= LEAST_CONTRAST && contrast(light, BLACK) >= LEAST_CONTRAST, "{text}: {sheet}");
        }
    }
}
