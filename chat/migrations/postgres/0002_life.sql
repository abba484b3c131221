-- The whole life of a chat: invitations, offers, several operators, marks, deadlines; conversations between operators.

alter table account add column previews bigint not null default 0;
-- The last sign of life from one of his consoles: so every node knows who has vanished, however the nodes are connected.
alter table operator add column seen_at bigint;

-- A conversation between operators has neither site nor visitor.
alter table chat
    alter column site_id drop not null,
    alter column visitor_id drop not null,
    add column offer_kind text,
    add column offer_by uuid references operator (id),
    add column offer_to uuid references operator (id),
    add column visitor_delivered bigint not null default 0,
    add column visitor_read bigint not null default 0,
    add column operator_delivered bigint not null default 0,
    add column operator_read bigint not null default 0,
    add column version bigint not null default 0,
    -- When time does something with it: an offer, an invitation or a request runs out.
    add column due_at bigint;

drop index chat_open;
drop index chat_one_open;
create index chat_open on chat (account_id, asked_at) where state in ('requesting', 'invited', 'active');
-- A visitor has one open chat at most.
create unique index chat_one_open on chat (visitor_id) where state in ('requesting', 'invited', 'active');
create index chat_due on chat (due_at) where due_at is not null;
create index chat_operator on chat (operator_id) where state in ('invited', 'active');

-- The operators who joined the one who has a chat, and all members of a conversation between operators.
create table participant (
    chat_id uuid not null references chat (id),
    operator_id uuid not null references operator (id),
    account_id uuid not null references account (id),
    joined_at bigint not null,
    read_seq bigint not null default 0,
    primary key (chat_id, operator_id)
);
create index participant_operator on participant (operator_id);
