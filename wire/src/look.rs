//! How a website's launcher and panel look (manual A18), with readable contrast.

use serde::{Deserialize, Serialize};

/// How the launcher and the panel look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// The colour of buttons and of the visitor's messages; none: the default.
    pub accent: Option<Colour>,
    /// The colour scheme.
    pub theme: Theme,
    /// The side of the page where the launcher is.
    pub side: Side,
    /// Its distance from that side, in CSS pixels; at most [`MAX_OFFSET`].
    pub from_side: u16,
    /// Its distance from the bottom, in CSS pixels; at most [`MAX_OFFSET`].
    pub from_below: u16,
}

/// The largest distance of the launcher from an edge, in CSS pixels.
pub const MAX_OFFSET: u16 = 300;
/// The minimum contrast of text (WCAG 2.2, 1.4.3).
pub const LEAST_CONTRAST: f64 = 4.5;

/// A colour scheme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// The scheme of the visitor's system.
    System,
    /// Always light, as most websites are.
    #[default]
    Light,
    /// Always dark.
    Dark,
}

/// The side of the page where the launcher is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The lower right corner.
    #[default]
    Right,
    /// The lower left corner.
    Left,
}

/// A colour: red, green, blue (sRGB). As text: `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Colour(pub u8, pub u8, pub u8);

/// The default accent in the light scheme (`--accent` in `style/tokens.css`).
pub const OURS: Colour = Colour(0x37, 0x5f, 0xc5);

const WHITE: Colour = Colour(255, 255, 255);
const BLACK: Colour = Colour(0, 0, 0);
/// The panel's background in the dark scheme (`--surface` in `style/panel/ground.css`).
const DARK: Colour = Colour(0x17, 0x1a, 0x1f);

impl Default for Look {
    fn default() -> Self {
        Look { accent: None, theme: Theme::Light, side: Side::Right, from_side: 20, from_below: 20 }
    }
}

impl Colour {
    /// Parses `#07a` or `#0077aa`, with or without the number sign.
    pub fn of(text: &str) -> Option<Colour> {
        let text = text.trim();
        let digits = text.strip_prefix('#').unwrap_or(text).as_bytes();
        let digit = |at: usize| {
            digits.get(at).and_then(|digit| (*digit as char).to_digit(16)).map(|digit| digit as u8)
        };
        let pair = |at: usize| Some(digit(at)? * 16 + digit(at + 1)?);
        match digits.len() {
            3 => Some(Colour(digit(0)? * 17, digit(1)? * 17, digit(2)? * 17)),
            6 => Some(Colour(pair(0)?, pair(2)?, pair(4)?)),
            _ => None,
        }
    }

    /// The contrast ratio of the two colours, from 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Colour) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The text colour on this background: white if it is readable, otherwise black, which then is.
    pub fn ink(self) -> Colour {
        if self.contrast(WHITE) >= LEAST_CONTRAST { WHITE } else { BLACK }
    }

    /// The nearest colour that is readable as text on this background, with a small margin.
    fn readable_on(self, ground: Colour) -> Colour {
        let towards = if ground.luminance() > 0.5 { BLACK } else { WHITE };
        let mixes = (0..=20).map(|step| self.mixed(towards, f64::from(step) / 20.0));
        mixes.into_iter().find(|mix| mix.contrast(ground) >= LEAST_CONTRAST + 0.7).unwrap_or(towards)
    }

    fn mixed(self, other: Colour, share: f64) -> Colour {
        let mix =
            |one: u8, other: u8| (f64::from(one) * (1.0 - share) + f64::from(other) * share).round() as u8;
        Colour(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
}

impl Look {
    /// The CSS variables of the panel's root, which `style/panel/ground.css` uses.
    pub fn panel_style(&self) -> String {
        let mut style = self.scheme("");
        if let Some(accent) = self.accent {
            let ink = accent.ink();
            // The colour under the pointer must not have less contrast.
            let strong = accent.mixed(if ink == WHITE { BLACK } else { WHITE }, 0.12);
            let text = [accent.readable_on(WHITE), accent.readable_on(DARK)];
            let tint = [accent.mixed(WHITE, 0.88), accent.mixed(DARK, 0.76)];
            style += &format!("--accent:{accent};--accent-strong:{strong};--on-accent:{ink};");
            style += &format!("--accent-text:light-dark({},{});", text[0], text[1]);
            style += &format!("--accent-tint:light-dark({},{});", tint[0], tint[1]);
        }
        style
    }

    /// CSS that follows the loader's style sheet (`widget/loader/launcher.css`); empty for the
    /// defaults.
    pub fn loader_style(&self) -> String {
        let Look { accent, side, from_side, from_below, .. } = self;
        let mut host = self.scheme("!important");
        if let Some(accent) = accent {
            host += &format!("--accent:{accent};");
        }
        let is_elsewhere = (*side, *from_side, *from_below) != (Side::Right, 20, 20);
        if is_elsewhere {
            let [right, left] = match side {
                Side::Right => [format!("{from_side}px"), "auto".to_owned()],
                Side::Left => ["auto".to_owned(), format!("{from_side}px")],
            };
            host += &format!("inset:auto {right} {from_below}px {left}!important;");
        }
        let mut style = if host.is_empty() { host } else { format!(":host{{{host}}}") };
        if let Some(accent) = accent {
            style += &format!("button{{color:{}}}", accent.ink());
        }
        if is_elsewhere {
            let [right, left] = if *side == Side::Right { ["0", "auto"] } else { ["auto", "0"] };
            style += &format!(
                ":host aside{{inset:auto {right} 72px {left}}}:host p{{inset:auto {right} 56px {left}}}"
            );
            // On a phone the panel covers the page, wherever the launcher is.
            let height = u32::from(*from_below) + 92;
            style += &format!(
                "@media (min-width:480.1px) and (min-height:420.1px){{:host iframe{{inset:auto {right} 72px {left};height:min(560px,100dvh - {height}px)}}}}"
            );
        }
        style
    }

    fn scheme(&self, end: &str) -> String {
        match self.theme {
            Theme::System => String::new(),
            Theme::Light => format!("color-scheme:light{end};"),
            Theme::Dark => format!("color-scheme:dark{end};"),
        }
    }
}

impl core::fmt::Display for Colour {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> String {
        colour.to_string()
    }
}

impl TryFrom<String> for Colour {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Colour, Self::Error> {
        Colour::of(&text).ok_or("a colour is #rrggbb")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_read_as_people_write_it() {
        for text in ["#0077aa", "07a", " #07A ", "0077AA"] {
            assert_eq!(Colour::of(text), Some(Colour(0, 0x77, 0xaa)), "{text}");
        }
        for text in ["", "#", "#12", "#12345", "#12345g", "#ééé", "red", "#1234567", "#07a;}"] {
            assert_eq!(Colour::of(text), None, "{text}");
        }
        assert_eq!(serde_json::to_string(&Colour(1, 2, 255)).unwrap(), "\"#0102ff\"");
        assert!(serde_json::from_str::<Colour>("\"url(x)\"").is_err());
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((WHITE.contrast(BLACK) - 21.0).abs() < 0.01);
        assert!((Colour(0x76, 0x76, 0x76).contrast(WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn whatever_colour_is_chosen_everything_can_be_read() {
        let parts = [0_u8, 51, 102, 128, 153, 204, 255];
        for place in 0..parts.len().pow(3) {
            let [r, g, b] = [place / 49, place / 7 % 7, place % 7].map(|place| parts[place]);
            let accent = Colour(r, g, b);
            let ink = accent.ink();
            assert!(accent.contrast(ink) >= LEAST_CONTRAST, "{accent}");
            assert!(
                accent.mixed(if ink == WHITE { BLACK } else { WHITE }, 0.12).contrast(ink) >= LEAST_CONTRAST
            );
            for ground in [WHITE, DARK] {
                assert!(
                    accent.readable_on(ground).contrast(ground) >= LEAST_CONTRAST,
                    "{accent} on {ground}"
                );
            }
        }
    }

    #[test]
    fn only_what_differs_is_said() {
        let plain = Look { theme: Theme::System, ..Look::default() };
        assert_eq!((plain.panel_style(), plain.loader_style()), Default::default());
        assert_eq!(Look::default().panel_style(), "color-scheme:light;", "not dark on a light page");
        assert_eq!(Look::default().loader_style(), ":host{color-scheme:light!important;}");
        let look =
            Look { accent: Colour::of("#ffcc00"), side: Side::Left, theme: Theme::Dark, ..Look::default() };
        let style = look.loader_style();
        assert!(
            style.starts_with(
                ":host{color-scheme:dark!important;--accent:#ffcc00;inset:auto auto 20px 20px!important;}"
            ),
            "{style}"
        );
        assert!(style.contains("button{color:#000000}"), "{style}");
        assert!(look.panel_style().contains("--on-accent:#000000;"));
    }
}
