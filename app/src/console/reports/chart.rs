//! Charts as the content of an `svg` element, drawn from numbers. They are hidden from screen
//! readers, which get the same numbers as a table. Colours are in the style sheet: the console's
//! security policy allows no inline styles.

/// The size of a chart in its own units.
const WIDTH: usize = 720;
const HEIGHT: usize = 200;
/// The room for the numbers at the left, and for the names below.
const LEFT: usize = 56;
const BELOW: usize = 24;
/// The size of a cell of a heat map.
const CELL: (usize, usize) = (26, 24);
const DAYS_LEFT: usize = 96;

/// A series of numbers, one for each step.
pub(super) struct Series {
    /// The class of its shapes.
    pub(super) class: &'static str,
    pub(super) values: Vec<i64>,
}

/// The view box of [`bars`] and [`lines`].
pub(super) fn view_box() -> String {
    format!("0 0 {WIDTH} {HEIGHT}")
}

/// Bars, those of later series in front of those of earlier ones. `names`: of the steps.
pub(super) fn bars(
    title: &str,
    names: &[String],
    all: &[Series],
    in_words: &dyn Fn(i64) -> String,
) -> String {
    let (most, mut drawn) = frame(title, names, all, in_words);
    let width = step(names.len());
    for Series { class, values } in all {
        for (nr, (value, name)) in values.iter().zip(names).enumerate() {
            let height = height_of(*value, most);
            let (x, y) = (LEFT as f64 + width * nr as f64, (HEIGHT - BELOW) as f64 - height);
            let (name, value) = (escaped(name), escaped(&in_words(*value)));
            drawn += &format!(
                "<rect class=\"{class}\" x=\"{:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height:.1}\"><title>{name}: {value}</title></rect>",
                x + width * 0.1,
                width * 0.8,
            );
        }
    }
    drawn
}

/// Lines from step to step.
pub(super) fn lines(
    title: &str,
    names: &[String],
    all: &[Series],
    in_words: &dyn Fn(i64) -> String,
) -> String {
    let (most, mut drawn) = frame(title, names, all, in_words);
    let width = step(names.len());
    for Series { class, values } in all {
        let point = |(nr, value): (usize, &i64)| {
            let (x, y) =
                (LEFT as f64 + width * (nr as f64 + 0.5), (HEIGHT - BELOW) as f64 - height_of(*value, most));
            format!("{x:.1},{y:.1}")
        };
        let points: Vec<_> = values.iter().enumerate().map(point).collect();
        drawn += &format!("<polyline class=\"{class}\" points=\"{}\"/>", points.join(" "));
    }
    drawn
}

/// The view box of [`heat`].
pub(super) fn heat_box() -> String {
    format!("0 0 {} {}", DAYS_LEFT + 24 * CELL.0, 8 * CELL.1)
}

/// Days and hours, the darker the more. Each cell has its number as well.
pub(super) fn heat(title: &str, days: &[&str; 7], counts: &[[u32; 24]; 7]) -> String {
    let most = counts.iter().flatten().copied().max().unwrap_or_default().max(1);
    let mut drawn = format!("<title>{}</title>", escaped(title));
    for hour in (0..24).step_by(3) {
        drawn += &label("middle", DAYS_LEFT + hour * CELL.0 + CELL.0 / 2, 16, &hour.to_string());
    }
    for (day, (name, counts)) in days.iter().zip(counts).enumerate() {
        let y = (day + 1) * CELL.1;
        drawn += &label("start", 0, y + 16, name);
        for (hour, count) in counts.iter().enumerate() {
            let (x, tone) = (DAYS_LEFT + hour * CELL.0, (count * 4).div_ceil(most));
            drawn += &format!(
                "<rect class=\"heat is-{tone}\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" rx=\"3\"/>",
                CELL.0 - 2,
                CELL.1 - 2,
            );
            if *count > 0 {
                drawn += &format!(
                    "<text class=\"heat-count on-{tone}\" text-anchor=\"middle\" x=\"{}\" y=\"{}\">{count}</text>",
                    x + CELL.0 / 2 - 1,
                    y + 15,
                );
            }
        }
    }
    drawn
}

/// The title, the scale and the names of the first and the last step; and the highest value.
fn frame(title: &str, names: &[String], all: &[Series], in_words: &dyn Fn(i64) -> String) -> (i64, String) {
    let values = all.iter().flat_map(|one| &one.values).copied();
    let most = values.max().unwrap_or_default().max(1);
    let bottom = HEIGHT - BELOW;
    let mut drawn = format!("<title>{}</title>", escaped(title));
    for (value, y) in [(most, 12), (most / 2, 12 + (bottom - 12) / 2), (0, bottom)] {
        drawn += &format!("<line class=\"scale\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y}\" y2=\"{y}\"/>");
        // Half of 1 is no whole number.
        if value > 0 || y == bottom {
            drawn += &label("end", LEFT - 6, y + 4, &in_words(value));
        }
    }
    if let (Some(first), Some(last)) = (names.first(), names.last()) {
        drawn += &label("start", LEFT, HEIGHT - 6, first);
        if names.len() > 1 {
            drawn += &label("end", WIDTH, HEIGHT - 6, last);
        }
    }
    (most, drawn)
}

fn label(anchor: &str, x: usize, y: usize, words: &str) -> String {
    format!("<text text-anchor=\"{anchor}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(words))
}

fn step(steps: usize) -> f64 {
    (WIDTH - LEFT) as f64 / steps.max(1) as f64
}

fn height_of(value: i64, most: i64) -> f64 {
    (HEIGHT - BELOW - 12) as f64 * value as f64 / most as f64
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_value_reaches_the_top_and_names_are_no_markup() {
        let names = ["<b>", "2"].map(str::to_owned);
        let drawn = bars("A & B", &names, &[Series { class: "one", values: vec![2, 4] }], &|n| n.to_string());
        assert!(drawn.starts_with("<title>A &amp; B</title>"));
        assert!(!drawn.contains("<b>"), "{drawn}");
        assert!(drawn.contains("y=\"12.0\" width=\"265.6\" height=\"164.0\""), "{drawn}");
        assert_eq!(drawn.matches("<rect").count(), 2);
    }

    #[test]
    fn nothing_is_drawn_without_height() {
        let names = ["1".to_owned()];
        let drawn = lines("None", &names, &[Series { class: "one", values: vec![0] }], &|n| n.to_string());
        assert!(drawn.contains("points=\"388.0,176.0\""), "{drawn}");
    }

    #[test]
    fn a_cell_has_its_number_and_one_of_five_tones() {
        let mut counts = [[0; 24]; 7];
        (counts[0][9], counts[6][23]) = (1, 8);
        let drawn = heat("Hours", &["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"], &counts);
        assert_eq!(drawn.matches("class=\"heat is-0\"").count(), 7 * 24 - 2);
        assert!(drawn.contains("is-1") && drawn.contains("is-4") && drawn.contains(">8</text>"));
    }
}
