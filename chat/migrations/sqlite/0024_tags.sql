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

-- Chats that an operator has put aside until a time, or until the visitor writes.
create table snooze (
    operator_id blob not null references operator (id),
    chat_id blob not null references chat (id),
    account_id blob not null references account (id),
    until integer not null,
    -- The chat's last message then.
    seq integer not null,
    -- Why it has come back; null: it is still put aside.
    back text,
    primary key (operator_id, chat_id)
) strict, without rowid;
create index snooze_chat on snooze (chat_id);
create index snooze_asleep on snooze (until) where back is null;
