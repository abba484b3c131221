//! The tables of a report, as CSV (RFC 4180) and JSON. Their columns have the same names in every
//! language, so that programs can rely on them. Durations are in seconds.

use wire::{
    TagId,
    report::{Durations, Figures, Report, Sheet, Stars, mean, rated},
};

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A table of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The names of its columns.
    pub head: Vec<String>,
    /// Its rows, each as long as `head`.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A text, which may come from a stranger: the address of a page, the name of an operator.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A duration in milliseconds, written in seconds.
    Seconds(i64),
    /// A number in hundredths.
    Hundredths(u64),
    /// There is no value.
    Nothing,
}

impl Table {
    /// One table of a report.
    pub fn of(report: &Report, sheet: Sheet) -> Table {
        match sheet {
            Sheet::Figures => {
                let values = columns(&report.figures).into_iter().zip(columns(&report.before));
                let row = |((name, value), (_, before)): ((&str, Cell), (&str, Cell))| {
                    vec![text(name), value, before]
                };
                let erased = [
                    ("erased_chats", report.erased.chats),
                    ("erased_off_line_messages", report.erased.off_line),
                ];
                let erased = erased.map(|(name, count)| vec![text(name), number(count), Cell::Nothing]);
                Table::new(&["figure", "value", "before"], values.map(row).chain(erased).collect())
            }
            Sheet::Steps => {
                let mut head = vec!["begins"];
                head.extend(columns(&Figures::default()).into_iter().map(|(name, _)| name));
                let rows = report.steps.iter().map(|step| {
                    let values = columns(&step.figures).into_iter().map(|(_, value)| value);
                    std::iter::once(text(&step.name)).chain(values).collect::<Vec<_>>()
                });
                Table::new(&head, rows.collect())
            }
            Sheet::Hours => {
                let head = std::iter::once("weekday".to_owned()).chain((0..24).map(|hour| hour.to_string()));
                let rows = WEEKDAYS.iter().zip(&report.hours).map(|(day, hours)| {
                    std::iter::once(text(day)).chain(hours.iter().copied().map(number)).collect::<Vec<_>>()
                });
                Table { head: head.collect(), rows: rows.collect() }
            }
            Sheet::Operators => operators(report),
            Sheet::Pages => {
                let row = |(page, chats): &(String, u32)| vec![text(page), number(*chats)];
                Table::new(&["page", "chats"], report.pages.iter().map(row).collect())
            }
            Sheet::Ratings => ratings(report),
            Sheet::Tags => {
                let row = |(_, tag, chats): &(TagId, String, u32)| vec![text(tag), number(*chats)];
                Table::new(&["tag", "chats"], report.tags.iter().map(row).collect())
            }
            Sheet::Rules => {
                let rows = report
                    .rules
                    .iter()
                    .map(|rule| vec![number(rule.place), text(&rule.pattern), number(rule.matched)]);
                Table::new(&["place", "pattern", "chats"], rows.collect())
            }
        }
    }

    /// The lines of a CSV file. It begins with a byte order mark, without which Excel takes UTF-8
    /// for the code page of its country.
    pub fn csv(self) -> impl Iterator<Item = String> + Send + 'static {
        let head: Vec<_> = self.head.iter().map(|name| text(name)).collect();
        let first = format!("\u{feff}{}", csv_line(&head));
        std::iter::once(first).chain(self.rows.into_iter().map(|row| csv_line(&row)))
    }

    /// The lines of a JSON file: an array with an object for each row.
    pub fn json(self) -> impl Iterator<Item = String> + Send + 'static {
        let Table { head, rows } = self;
        let lines = rows.into_iter().enumerate().map(move |(nr, row)| {
            let fields =
                head.iter().zip(&row).map(|(name, cell)| format!("{}:{}", quoted(name), json_of(cell)));
            format!("{}{{{}}}", if nr == 0 { "\n" } else { ",\n" }, fields.collect::<Vec<_>>().join(","))
        });
        std::iter::once("[".to_owned()).chain(lines).chain(std::iter::once("\n]\n".to_owned()))
    }

    fn new(head: &[&str], rows: Vec<Vec<Cell>>) -> Table {
        Table { head: head.iter().map(|name| (*name).to_owned()).collect(), rows }
    }
}

fn operators(report: &Report) -> Table {
    let head = [
        "operator",
        "chats",
        "declined",
        "let_pass",
        "online_seconds",
        "connected_seconds",
        "in_chats_seconds",
        "chat_time_seconds",
        "first_answer_median_seconds",
        "first_answer_p90_seconds",
        "duration_median_seconds",
        "duration_p90_seconds",
    ];
    let rows = report.operators.iter().map(|of| {
        vec![
            text(&of.operator.name),
            number(of.chats),
            number(of.declined),
            number(of.let_pass),
            Cell::Seconds(of.online),
            Cell::Seconds(of.connected),
            Cell::Seconds(of.in_chats),
            Cell::Seconds(of.chat_time),
            seconds(of.answer, of.answer.median),
            seconds(of.answer, of.answer.p90),
            seconds(of.length, of.length.median),
            seconds(of.length, of.length.p90),
        ]
    });
    Table::new(&head, rows.collect())
}

/// All ratings, those of each site, and those of each operator who has some.
fn ratings(report: &Report) -> Table {
    let row = |of: &str, name: &str, stars: &Stars| {
        let counts = stars.iter().copied().map(number);
        let mean = mean(stars).map_or(Cell::Nothing, Cell::Hundredths);
        let begin = [text(of), text(name)].into_iter();
        begin.chain(counts).chain([number(rated(stars)), mean]).collect::<Vec<_>>()
    };
    let sites = report.site_ratings.iter().map(|(_, name, stars)| row("site", name, stars));
    let operators = report.operators.iter().filter(|of| rated(&of.ratings) > 0);
    let operators = operators.map(|of| row("operator", &of.operator.name, &of.ratings));
    let head = ["of", "name", "stars_1", "stars_2", "stars_3", "stars_4", "stars_5", "rated", "average"];
    let all = std::iter::once(row("all", "", &report.ratings));
    Table::new(&head, all.chain(sites).chain(operators).collect())
}

/// Figures by the names of their columns.
fn columns(of: &Figures) -> Vec<(&'static str, Cell)> {
    vec![
        ("asked", number(of.asked)),
        ("accepted", number(of.accepted)),
        ("missed", number(of.missed)),
        ("waiting", number(of.waiting)),
        ("invited", number(of.invited)),
        ("invitations_accepted", number(of.joined)),
        ("declined", number(of.declined)),
        ("let_pass", number(of.let_pass)),
        ("first_answer_median_seconds", seconds(of.answer, of.answer.median)),
        ("first_answer_p90_seconds", seconds(of.answer, of.answer.p90)),
        ("first_answer_p99_seconds", seconds(of.answer, of.answer.p99)),
        ("wait_median_seconds", seconds(of.wait, of.wait.median)),
        ("wait_p90_seconds", seconds(of.wait, of.wait.p90)),
        ("wait_p99_seconds", seconds(of.wait, of.wait.p99)),
        ("duration_median_seconds", seconds(of.length, of.length.median)),
        ("duration_p90_seconds", seconds(of.length, of.length.p90)),
        ("duration_p99_seconds", seconds(of.length, of.length.p99)),
        ("off_line_messages", number(of.off_line)),
        ("off_line_messages_done", number(of.off_line_done)),
        ("off_line_answer_median_seconds", seconds(of.off_line_answer, of.off_line_answer.median)),
        ("off_line_answer_p90_seconds", seconds(of.off_line_answer, of.off_line_answer.p90)),
        ("off_line_answer_p99_seconds", seconds(of.off_line_answer, of.off_line_answer.p99)),
    ]
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn number(number: u32) -> Cell {
    Cell::Number(number.into())
}

fn seconds(of: Durations, value: i64) -> Cell {
    if of.count == 0 { Cell::Nothing } else { Cell::Seconds(value) }
}

fn csv_line(row: &[Cell]) -> String {
    let cells: Vec<_> = row.iter().map(csv_of).collect();
    cells.join(",") + "\r\n"
}

fn csv_of(cell: &Cell) -> String {
    let Cell::Text(text) = cell else { return plain(cell) };
    let text = guarded(text);
    match text.contains(['"', ',', ';', '\r', '\n', '\t']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

/// A spreadsheet would compute what a stranger wrote, also in full-width signs. In some countries it
/// takes a semicolon for the end of a cell, and then knows nothing of the quotes around a later one.
fn guarded(text: &str) -> String {
    let is_formula = |one: char| matches!(one, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let mut guarded = String::with_capacity(text.len() + 1);
    if text.starts_with(['\t', '\r', '\n']) {
        guarded.push('\'');
    }
    let mut begins = true;
    for one in text.chars() {
        if begins && is_formula(one) {
            guarded.push('\'');
        }
        guarded.push(one);
        begins = matches!(one, ';' | '\t' | '\r' | '\n');
    }
    guarded
}

fn json_of(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => quoted(text),
        Cell::Nothing => "null".to_owned(),
        Cell::Number(_) | Cell::Seconds(_) | Cell::Hundredths(_) => plain(cell),
    }
}

/// A number as both formats write it; empty if it is none.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Number(number) => number.to_string(),
        Cell::Seconds(millis) => {
            let (sign, all) = (if *millis < 0 { "-" } else { "" }, millis.unsigned_abs());
            format!("{sign}{}.{:03}", all / 1_000, all % 1_000)
        }
        Cell::Hundredths(all) => format!("{}.{:02}", all / 100, all % 100),
        Cell::Text(_) | Cell::Nothing => String::new(),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cells: &[&str]) -> Table {
        Table::new(&["page", "chats"], cells.iter().map(|cell| vec![text(cell), number(7)]).collect())
    }

    #[test]
    fn nothing_that_a_stranger_wrote_is_a_formula() {
        for (written, cell) in [
            ("=1+1", "'=1+1,7\r\n"),
            ("+49 30", "'+49 30,7\r\n"),
            ("-2", "'-2,7\r\n"),
            ("@SUM(A1)", "'@SUM(A1),7\r\n"),
            ("\t=1", "\"'\t'=1\",7\r\n"),
            ("\r=1", "\"'\r'=1\",7\r\n"),
            ("＝1+1", "'＝1+1,7\r\n"),
            ("Ben;=1+1", "\"Ben;'=1+1\",7\r\n"),
            ("a\n@b", "\"a\n'@b\",7\r\n"),
            ("a;b;c-d", "\"a;b;c-d\",7\r\n"),
            ("=HYPERLINK(\"a\",\"b\")", "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\",7\r\n"),
            ("shop.example/a=b", "shop.example/a=b,7\r\n"),
            ("a,b", "\"a,b\",7\r\n"),
            ("say \"hi\"", "\"say \"\"hi\"\"\",7\r\n"),
            ("", ",7\r\n"),
        ] {
            let lines: Vec<_> = table(&[written]).csv().collect();
            assert_eq!(lines, ["\u{feff}page,chats\r\n", cell], "{written:?}");
        }
    }

    #[test]
    fn json_is_an_array_of_objects() {
        let none: &[&str] = &[];
        for cells in [none, &["a"], &["=1", "\"quoted\"\n", "ü"]] {
            let json: String = table(cells).json().collect();
            let read: serde_json::Value = serde_json::from_str(&json).unwrap();
            let expected: Vec<_> =
                cells.iter().map(|cell| serde_json::json!({ "page": cell, "chats": 7 })).collect();
            assert_eq!(read, serde_json::Value::from(expected));
        }
    }

    #[test]
    fn durations_are_seconds_and_missing_ones_are_empty() {
        let row = vec![Cell::Seconds(1_050), Cell::Seconds(0), Cell::Nothing, Cell::Seconds(-7)];
        assert_eq!(csv_line(&row), "1.050,0.000,,-0.007\r\n");
        assert_eq!(row.iter().map(json_of).collect::<Vec<_>>(), ["1.050", "0.000", "null", "-0.007"]);
        let means = [Cell::Hundredths(500), Cell::Hundredths(267), Cell::Hundredths(105)];
        assert_eq!(csv_line(&means), "5.00,2.67,1.05\r\n");
    }
}
