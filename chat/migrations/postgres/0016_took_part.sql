-- Who took part in a chat: they keep reading what they took part in, and have it in their list until they put it away.
create table took_part (
    operator_id uuid not null references operator (id),
    chat_id uuid not null references chat (id),
    account_id uuid not null references account (id),
    -- Since when they are in it; once it is over for them, since when it is.
    at bigint not null,
    -- The last message that they may read; null: the chat is theirs, open or ended.
    until_seq bigint,
    -- How it came to its end for them, as JSON; null: they are in it.
    how text,
    put_away bigint not null default 0,
    primary key (operator_id, chat_id)
);
create index took_part_chat on took_part (chat_id);
create index took_part_listed on took_part (operator_id, at) where put_away = 0;

-- Those who are in a chat now.
insert into took_part (operator_id, chat_id, account_id, at)
select operator_id, id, account_id, asked_at from chat
where state = 'active' and visitor_id is not null and operator_id is not null;
insert into took_part (operator_id, chat_id, account_id, at)
select p.operator_id, p.chat_id, p.account_id, p.joined_at from participant p join chat c on c.id = p.chat_id
where c.state = 'active' and c.visitor_id is not null
on conflict (operator_id, chat_id) do nothing;
