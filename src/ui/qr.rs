//! QR codes (ISO/IEC 18004) as SVG paths. Compiled for the server and for WebAssembly, so both draw the same SVG.

use qrcode::{Color, EcLevel, QrCode};

/// Width of the quiet zone in modules.
const QUIET_ZONE: usize = 4;

/// A QR code with its quiet zone.
pub struct Code {
    /// Modules per side, including the quiet zone.
    pub side: usize,
    /// The dark modules as SVG path data, one unit per module.
    pub path: String,
    width: usize,
    colors: Vec<Color>,
}

impl Code {
    /// Encodes a text. `None` if it is too long.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let (width, colors) = (code.width(), code.to_colors());
        let mut path = String::new();
        for (y, row) in colors.chunks(width).enumerate() {
            let mut x = 0;
            while x < width {
                let run = row[x..].iter().take_while(|color| **color == Color::Dark).count();
                if run > 0 {
                    path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET_ZONE, y + QUIET_ZONE));
                }
                x += run.max(1);
            }
        }
        Some(Self { side: width + 2 * QUIET_ZONE, path, width, colors })
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
