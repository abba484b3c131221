//! Filtering by the visitor's rating.

/// The SQL condition for chats `c` with a rating in a range. Takes the range's name in the text, as
/// `column::text_of` writes a `RatingRange`; null: any chat.
macro_rules! is_rated {
    ($range:literal) => {
        concat!(
            "(",
            $range,
            " is null or (",
            $range,
            " = 'none' and not exists (select 1 from rating r where r.chat_id = c.id)) or exists (
                 select 1 from rating r
                 where r.chat_id = c.id and (",
            $range,
            " = 'any' or ",
            $range,
            " = case when r.stars <= 2 then 'low' when r.stars = 3 then 'middle' else 'high' end)))"
        )
    };
}
pub(super) use is_rated;
