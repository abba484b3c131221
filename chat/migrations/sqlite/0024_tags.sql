-- The tags of an account.
create table tag (
    id blob not null primary key,
    account_id blob not null references account (id),
    name text not null,
    colour text not null,
    created_at integer not null,
    unique (account_id, name)
) strict;

-- The tags of a chat, and who gave it each.
create table chat_tag (
    chat_id blob not null references chat (id),
    tag_id blob not null references tag (id),
    account_id blob not null references account (id),
    operator_id blob not null references operator (id),
    at integer not null,
    primary key (chat_id, tag_id)
) strict, without rowid;
create index chat_tag_chats on chat_tag (tag_id, chat_id);
