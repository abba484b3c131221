-- The whole life of a chat: invitations, offers, several operators, marks, deadlines; conversations between operators.

alter table account add column previews integer not null default 0;
-- The last sign of life from one of his consoles: so every node knows who has vanished, however the nodes are connected.
alter table operator add column seen_at integer;

-- A conversation between operators has neither site nor visitor, and SQLite cannot take back a `not null`: both tables
-- are laid anew, message with chat, because it refers to it.
create table chat_new (
    id blob not null primary key,
    account_id blob not null references account (id),
    site_id blob references site (id),
    visitor_id blob references visitor (id),
    state text not null,
    operator_id blob references operator (id),
    offer_kind text,
    offer_by blob references operator (id),
    offer_to blob references operator (id),
    visitor_delivered integer not null default 0,
    visitor_read integer not null default 0,
    operator_delivered integer not null default 0,
    operator_read integer not null default 0,
    last_seq integer not null,
    version integer not null default 0,
    page text not null,
    asked_at integer not null,
    accepted_at integer,
    closed_at integer,
    -- When time does something with it: an offer, an invitation or a request runs out.
    due_at integer
) strict;
insert into chat_new (id, account_id, site_id, visitor_id, state, operator_id, last_seq, page, asked_at, accepted_at,
                      closed_at)
select id, account_id, site_id, visitor_id, state, operator_id, last_seq, page, asked_at, accepted_at, closed_at
from chat;

create table message_new (
    chat_id blob not null references chat_new (id),
    seq integer not null,
    account_id blob not null references account (id),
    id blob not null,
    author text not null,
    operator_id blob references operator (id),
    operator_name text,
    kind text not null,
    body text not null,
    at integer not null,
    primary key (chat_id, seq)
) strict, without rowid;
insert into message_new (chat_id, seq, account_id, id, author, operator_id, operator_name, kind, body, at)
select chat_id, seq, account_id, id, author, operator_id, operator_name, kind, body, at from message;

drop table message;
drop table chat;
alter table chat_new rename to chat;
alter table message_new rename to message;

create unique index message_id on message (chat_id, id);
create index chat_visitor on chat (visitor_id, asked_at);
create index chat_open on chat (account_id, asked_at) where state in ('requesting', 'invited', 'active');
-- A visitor has one open chat at most.
create unique index chat_one_open on chat (visitor_id) where state in ('requesting', 'invited', 'active');
create index chat_due on chat (due_at) where due_at is not null;
create index chat_operator on chat (operator_id) where state in ('invited', 'active');

-- The operators who joined the one who has a chat, and all members of a conversation between operators.
create table participant (
    chat_id blob not null references chat (id),
    operator_id blob not null references operator (id),
    account_id blob not null references account (id),
    joined_at integer not null,
    read_seq integer not null default 0,
    primary key (chat_id, operator_id)
) strict, without rowid;
create index participant_operator on participant (operator_id);
