//! Charts as the content of an `svg` element, drawn from numbers. They are hidden from screen
//! readers, which get the same numbers as a table. Colours are in the style sheet: the console's
//! security policy allows no inline styles.

/// The size of a chart in its own units.
const WIDTH: usize = 720;
const HEIGHT: usize = 200;
/// The room for the numbers at the left, such as `59 min 59 s`, and for the names below.
const LEFT: usize = 72;
const BELOW: usize = 24;
/// With more steps, the outlines of bars would cover the bars.
const MANY: usize = 100;
/// So many steps or fewer have a dot for each value.
const FEW: usize = 31;
/// The size of a cell of a heat map.
const CELL: (usize, usize) = (26, 24);
const DAYS_LEFT: usize = 96;

/// A series of numbers, one for each step.
pub(super) struct Series {
    /// The class of its shapes.
    pub(super) class: &'static str,
    /// None: the step has no value, which is not the same as 0.
    pub(super) values: Vec<Option<i64>>,
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
    drawn += if names.len() > MANY { "<g class=\"is-dense\">" } else { "<g>" };
    for Series { class, values } in all {
        for (nr, (value, name)) in values.iter().zip(names).enumerate() {
            // The outline of a bar without height would be a line.
            let Some(value) = value.filter(|value| *value > 0) else { continue };
            let height = height_of(value, most);
            let (x, y) = (LEFT as f64 + width * nr as f64, (HEIGHT - BELOW) as f64 - height);
            let (name, value) = (escaped(name), escaped(&in_words(value)));
            drawn += &format!(
                "<rect class=\"{class}\" x=\"{:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height:.1}\"><title>{name}: {value}</title></rect>",
                x + width * 0.1,
                width * 0.8,
            );
        }
    }
    drawn + "</g>"
}

/// Lines from step to step, interrupted where a step has no value. A value that is alone is a dot,
/// and so is each one if they are few.
pub(super) fn lines(
    title: &str,
    names: &[String],
    all: &[Series],
    in_words: &dyn Fn(i64) -> String,
) -> String {
    let (most, mut drawn) = frame(title, names, all, in_words);
    let width = step(names.len());
    for Series { class, values } in all {
        let mut runs = vec![Vec::new()];
        for (nr, (value, name)) in values.iter().zip(names).enumerate() {
            let Some(value) = value else {
                runs.push(Vec::new());
                continue;
            };
            let x = LEFT as f64 + width * (nr as f64 + 0.5);
            let y = (HEIGHT - BELOW) as f64 - height_of(*value, most);
            if let Some(run) = runs.last_mut() {
                run.push((x, y, name, *value));
            }
        }
        for run in runs {
            if run.len() > 1 {
                let points: Vec<_> = run.iter().map(|(x, y, ..)| format!("{x:.1},{y:.1}")).collect();
                drawn += &format!("<polyline class=\"{class}\" points=\"{}\"/>", points.join(" "));
            }
            let has_dots = run.len() == 1 || names.len() <= FEW;
            for (x, y, name, value) in run.iter().filter(|_| has_dots) {
                let (name, value) = (escaped(name), escaped(&in_words(*value)));
                drawn += &format!(
                    "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"><title>{name}: {value}</title></circle>"
                );
            }
        }
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
    let values = all.iter().flat_map(|one| &one.values).copied().flatten();
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
        let drawn = bars("A & B", &names, &[Series { class: "one", values: vec![Some(2), Some(4)] }], &|n| {
            n.to_string()
        });
        assert!(drawn.starts_with("<title>A &amp; B</title>"));
        assert!(!drawn.contains("<b>"), "{drawn}");
        assert!(drawn.contains("y=\"12.0\" width=\"259.2\" height=\"164.0\""), "{drawn}");
        assert_eq!(drawn.matches("<rect").count(), 2);
    }

    #[test]
    fn a_bar_without_height_is_not_drawn() {
        let names = ["1", "2", "3"].map(str::to_owned);
        let series = [Series { class: "one", values: vec![Some(0), None, Some(1)] }];
        let drawn = bars("One", &names, &series, &|n| n.to_string());
        assert_eq!(drawn.matches("<rect").count(), 1, "{drawn}");
        let none = [Series { class: "one", values: vec![Some(0); 3] }];
        assert!(!bars("None", &names, &none, &|n| n.to_string()).contains("<rect"));
    }

    #[test]
    fn many_bars_have_no_outlines() {
        for (steps, class) in [(100, "<g>"), (101, "<g class=\"is-dense\">"), (800, "<g class=\"is-dense\">")]
        {
            let names: Vec<_> = (0..steps).map(|nr| nr.to_string()).collect();
            let series = [Series { class: "one", values: vec![Some(1); steps] }];
            let drawn = bars("Many", &names, &series, &|n| n.to_string());
            assert!(drawn.contains(class) && drawn.ends_with("</g>"));
            assert_eq!(drawn.matches("<rect").count(), steps);
        }
    }

    #[test]
    fn a_value_that_is_alone_is_a_dot_and_a_missing_one_interrupts_the_line() {
        let lines = |values: Vec<Option<i64>>| {
            let names: Vec<_> = (0..values.len()).map(|nr| nr.to_string()).collect();
            lines("Some", &names, &[Series { class: "one", values }], &|n| n.to_string())
        };
        let one = lines(vec![Some(0)]);
        assert!(one.contains("cx=\"396.0\" cy=\"176.0\"") && !one.contains("<polyline"), "{one}");
        let interrupted = lines(vec![Some(1), Some(2), None, None, Some(3), Some(4), None]);
        assert_eq!(interrupted.matches("<polyline").count(), 2, "{interrupted}");
        assert_eq!(interrupted.matches("<circle").count(), 4);
        let mut many = vec![Some(1); 40];
        many[1] = None;
        let many = lines(many);
        assert_eq!((many.matches("<polyline").count(), many.matches("<circle").count()), (1, 1), "{many}");
        assert!(!lines(vec![None; 5]).contains("one"), "there is no value");
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
