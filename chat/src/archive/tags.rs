//! Filtering by a tag.

/// The SQL condition for chats `c` with a tag. Takes the tag's name in the text; null: any chat.
macro_rules! has_tag {
    ($tag:literal) => {
        concat!(
            "(",
            $tag,
            " is null or exists (select 1 from chat_tag g where g.chat_id = c.id and g.tag_id = ",
            $tag,
            "))"
        )
    };
}
pub(super) use has_tag;
