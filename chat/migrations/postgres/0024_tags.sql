-- The tags of an account.
create table tag (
    id uuid not null primary key,
    account_id uuid not null references account (id),
    name text not null,
    colour text not null,
    created_at bigint not null,
    unique (account_id, name)
);

-- The tags of a chat, and who gave it each.
create table chat_tag (
    chat_id uuid not null references chat (id),
    tag_id uuid not null references tag (id),
    account_id uuid not null references account (id),
    operator_id uuid not null references operator (id),
    at bigint not null,
    primary key (chat_id, tag_id)
);
create index chat_tag_chats on chat_tag (tag_id, chat_id);

-- Chats that an operator has put aside until a time, or until the visitor writes.
create table snooze (
    operator_id uuid not null references operator (id),
    chat_id uuid not null references chat (id),
    account_id uuid not null references account (id),
    until bigint not null,
    -- The chat's last message then.
    seq bigint not null,
    -- Why it has come back; null: it is still put aside.
    back text,
    primary key (operator_id, chat_id)
);
create index snooze_chat on snooze (chat_id);
create index snooze_asleep on snooze (until) where back is null;
