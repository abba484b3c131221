-- What visitors think of their chats that have ended.
create table rating (
    chat_id blob not null primary key references chat (id),
    account_id blob not null references account (id),
    visitor_id blob not null references visitor (id),
    -- 1 to 5; of thumbs, down is 1 and up is 5.
    stars integer not null check (stars between 1 and 5),
    -- What the visitor wrote about it; empty: nothing.
    words text not null,
    at integer not null,
    -- When the visitor last changed it; at first the same as at.
    changed_at integer not null
) strict;
create index rating_account on rating (account_id, at);
