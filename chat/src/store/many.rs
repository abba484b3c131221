//! Statements over several rows at once.

use std::{fmt::Write, sync::OnceLock};

/// A text over the rows of a `with v(…) as (values …)`, for each number of rows that is a power of
/// two. So a database prepares a dozen statements rather than one for each number. Surplus rows
/// hold nulls, which the text must skip.
pub(crate) struct Many {
    head: &'static str,
    columns: usize,
    rest: &'static str,
    texts: [[OnceLock<String>; SIZES]; 2],
}

/// How a text names its values. PostgreSQL requires numbers. To SQLite `$1` is a name, which it
/// looks up in a list each time it occurs: when a text is prepared, and when a value is bound. With
/// thousands of values this is slow.
#[derive(Clone, Copy)]
pub(crate) enum Values {
    /// `?`
    InOrder,
    /// `$1`
    Numbered,
}

/// The largest text has 1,024 rows; with ten columns that is a third of SQLite's limit (32,766
/// values).
const SIZES: usize = 11;

impl Many {
    /// `head` ends before the first row, `rest` begins after the last.
    pub(crate) const fn new(head: &'static str, columns: usize, rest: &'static str) -> Many {
        Many { head, columns, rest, texts: [const { [const { OnceLock::new() }; SIZES] }; 2] }
    }

    /// The text for this number of rows, and how many it takes.
    ///
    /// # Panics
    /// With more than 1,024 rows.
    pub(crate) fn text(&'static self, values: Values, rows: usize) -> (&'static str, usize) {
        let size = rows.next_power_of_two();
        let text = &self.texts[values as usize][size.trailing_zeros() as usize];
        let text = text.get_or_init(|| self.write(values, size));
        (text, size)
    }

    fn write(&self, values: Values, rows: usize) -> String {
        let mut text = self.head.to_owned();
        for row in 0..rows {
            text += if row == 0 { "(" } else { ", (" };
            for column in 1..=self.columns {
                text += if column == 1 { "" } else { ", " };
                match values {
                    Values::InOrder => text.push('?'),
                    Values::Numbered => {
                        write!(text, "${}", row * self.columns + column).expect("a String takes everything")
                    }
                }
            }
            text.push(')');
        }
        text + self.rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static TWO: Many = Many::new("with v(a, b) as (values ", 2, ") select a from v where b is not null");

    #[test]
    fn a_text_has_room_for_the_next_power_of_two() {
        let (one, size) = TWO.text(Values::Numbered, 1);
        assert_eq!((one, size), ("with v(a, b) as (values ($1, $2)) select a from v where b is not null", 1));
        let (three, size) = TWO.text(Values::Numbered, 3);
        assert_eq!(size, 4);
        assert!(three.contains("values ($1, $2), ($3, $4), ($5, $6), ($7, $8)) select"), "{three}");
        let (three, size) = TWO.text(Values::InOrder, 3);
        assert_eq!(size, 4);
        assert!(three.contains("values (?, ?), (?, ?), (?, ?), (?, ?)) select"), "{three}");
        assert_eq!(TWO.text(Values::InOrder, 1_000).1, 1_024);
    }
}
