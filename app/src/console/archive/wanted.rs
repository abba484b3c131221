//! What the archive lists, as it is in the address: a bookmark, a shared link, a reload and *Back*
//! all show the same. Pure.

use std::str::FromStr;

use wire::{
    DepartmentId, OperatorId, SiteId, TagId, Timestamp,
    archive::{ArchivedState, Filter, MAX_WORDS, RatingRange},
};

use super::days::{Day, Lately, When};

pub(super) const STATES: [ArchivedState; 4] =
    [ArchivedState::Open, ArchivedState::Closed, ArchivedState::Missed, ArchivedState::Declined];
pub(super) const RATINGS: [RatingRange; 5] =
    [RatingRange::Any, RatingRange::High, RatingRange::Middle, RatingRange::Low, RatingRange::None];

/// A [`Filter`] whose time can follow the calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) words: String,
    pub(super) when: When,
    pub(super) operator: Option<OperatorId>,
    pub(super) department: Option<DepartmentId>,
    pub(super) site: Option<SiteId>,
    pub(super) tag: Option<TagId>,
    pub(super) state: Option<ArchivedState>,
    pub(super) rating: Option<RatingRange>,
    pub(super) with_note: bool,
}

impl Wanted {
    /// Reads it from an address; `value` returns a value of its query. What is not valid is left
    /// out.
    pub(super) fn of(value: impl Fn(&str) -> Option<String>) -> Wanted {
        let day = |name: &str| value(name).and_then(|text| Day::parse(&text));
        let when = match value("when").as_deref() {
            Some("between") => When::Between(day("from"), day("to")),
            Some(name) => Lately::ALL
                .into_iter()
                .find(|lately| lately.name() == name)
                .map_or(When::Always, When::Lately),
            None => When::Always,
        };
        Wanted {
            words: value("words").unwrap_or_default().chars().take(MAX_WORDS).collect(),
            when,
            operator: id(value("operator")),
            department: id(value("department")),
            site: id(value("site")),
            tag: id(value("tag")),
            state: value("state").and_then(|name| STATES.into_iter().find(|one| state_name(*one) == name)),
            rating: value("rating")
                .and_then(|name| RATINGS.into_iter().find(|one| rating_name(*one) == name)),
            with_note: value("note").is_some(),
        }
    }

    /// The names and values of its query.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let (when, from, to) = match self.when {
            When::Always => (None, None, None),
            When::Lately(lately) => (Some(lately.name()), None, None),
            When::Between(first, last) => (Some("between"), first, last),
        };
        let words = Some(self.words.clone()).filter(|words| !words.is_empty());
        let all = [
            ("words", words),
            ("when", when.map(str::to_owned)),
            ("from", from.map(|day| day.to_string())),
            ("to", to.map(|day| day.to_string())),
            ("operator", self.operator.map(|id| id.to_string())),
            ("department", self.department.map(|id| id.to_string())),
            ("site", self.site.map(|id| id.to_string())),
            ("tag", self.tag.map(|id| id.to_string())),
            ("state", self.state.map(|state| state_name(state).to_owned())),
            ("rating", self.rating.map(|rating| rating_name(rating).to_owned())),
            ("note", self.with_note.then(|| "yes".to_owned())),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// What the server is asked for. `start` says when a day begins.
    pub(super) fn filter(&self, today: Day, start: impl Fn(Day) -> Timestamp) -> Filter {
        let (since, until) = self.when.span(today, start);
        let Wanted { operator, department, site, tag, state, rating, with_note, .. } = *self;
        let words = self.words.trim().to_owned();
        Filter { words, since, until, operator, department, site, tag, state, rating, with_note }
    }

    /// A stored filter. `day` returns the day that contains a time.
    pub(super) fn of_filter(filter: &Filter, day: impl Fn(Timestamp) -> Day) -> Wanted {
        let Filter { since, until, operator, department, site, tag, state, rating, with_note, .. } = *filter;
        let (words, when) = (filter.words.clone(), When::of_span(since, until, day));
        Wanted { words, when, operator, department, site, tag, state, rating, with_note }
    }

    /// How many filters are active, the search aside.
    pub(super) fn filters(&self) -> usize {
        [
            self.when.narrows(),
            self.operator.is_some(),
            self.department.is_some(),
            self.site.is_some(),
            self.tag.is_some(),
            self.state.is_some(),
            self.rating.is_some(),
            self.with_note,
        ]
        .into_iter()
        .filter(|is_active| *is_active)
        .count()
    }

    /// Whether it lists everything.
    pub(super) fn is_all(&self) -> bool {
        self.filters() == 0 && self.words.trim().is_empty()
    }
}

fn id<T: FromStr>(text: Option<String>) -> Option<T> {
    text?.parse().ok()
}

/// Its name in an address.
pub(super) fn state_name(state: ArchivedState) -> &'static str {
    match state {
        ArchivedState::Open => "open",
        ArchivedState::Closed => "ended",
        ArchivedState::Missed => "missed",
        ArchivedState::Declined => "declined",
    }
}

/// Its name in an address.
pub(super) fn rating_name(rating: RatingRange) -> &'static str {
    match rating {
        RatingRange::Any => "any",
        RatingRange::None => "none",
        RatingRange::Low => "low",
        RatingRange::Middle => "middle",
        RatingRange::High => "high",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Wanted {
        Wanted::of(|name| {
            pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    fn start(day: Day) -> Timestamp {
        Timestamp(day.0 * 86_400_000)
    }

    fn day(at: Timestamp) -> Day {
        Day(at.0.div_euclid(86_400_000))
    }

    /// Every field, and every value of those that have a few.
    fn all() -> Vec<Wanted> {
        let whole = Wanted {
            words: "\"red shoes\" -refund from:Anna 100% a=b&c ü 訂單".into(),
            when: When::Between(Some(Day::of(2026, 5, 3)), Some(Day::of(2026, 5, 31))),
            operator: Some(OperatorId::v7(1, &[1; 10])),
            department: Some(DepartmentId::v7(2, &[2; 10])),
            site: Some(SiteId::v7(3, &[3; 10])),
            tag: Some(TagId::v7(4, &[4; 10])),
            state: Some(ArchivedState::Missed),
            rating: Some(RatingRange::Low),
            with_note: true,
        };
        let between = [(None, None), (Some(Day(0)), None), (None, Some(Day(20_000)))];
        let whens = Lately::ALL.map(When::Lately).into_iter();
        let whens = whens.chain(between.map(|(first, last)| When::Between(first, last)));
        let states = STATES.map(|state| Wanted { state: Some(state), ..Wanted::default() });
        let ratings = RATINGS.map(|rating| Wanted { rating: Some(rating), ..Wanted::default() });
        let whens = whens.map(|when| Wanted { when, ..Wanted::default() });
        [Wanted::default(), whole].into_iter().chain(states).chain(ratings).chain(whens).collect()
    }

    #[test]
    fn an_address_gives_back_what_it_was_made_of() {
        for wanted in all() {
            let pairs = wanted.pairs();
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(read(&pairs), wanted, "{pairs:?}");
        }
        assert!(Wanted::default().pairs().is_empty());
    }

    #[test]
    fn what_is_not_valid_in_an_address_is_left_out() {
        let bad = read(&[
            ("when", "tomorrow"),
            ("from", "2026-02-30"),
            ("operator", "me"),
            ("department", "1"),
            ("site", ""),
            ("tag", "x'; drop table tag"),
            ("state", "lost"),
            ("rating", "6"),
            ("pane", "rail"),
        ]);
        assert_eq!(bad, Wanted::default());
        let half = read(&[("when", "between"), ("from", "2026-02-30"), ("to", "2026-03-01")]);
        assert_eq!(half.when, When::Between(None, Some(Day::of(2026, 3, 1))));
        let long = "ü".repeat(MAX_WORDS + 1);
        assert_eq!(read(&[("words", &long)]).words.chars().count(), MAX_WORDS);
    }

    #[test]
    fn a_saved_view_gives_back_what_was_saved() {
        let today = Day::of(2026, 11, 30);
        for wanted in all() {
            let filter = wanted.filter(today, start);
            let again = Wanted::of_filter(&filter, day);
            assert_eq!(again.filter(today, start), filter, "{wanted:?}");
        }
    }

    #[test]
    fn filters_are_counted_without_the_search() {
        let counts: Vec<_> = all().iter().take(2).map(Wanted::filters).collect();
        assert_eq!(counts, [0, 8]);
        let open = Wanted { when: When::Between(None, None), words: "  ".into(), ..Wanted::default() };
        assert!(open.is_all());
        assert!(!Wanted { words: "tea".into(), ..Wanted::default() }.is_all());
    }
}
