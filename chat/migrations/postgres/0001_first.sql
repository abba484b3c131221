-- Times are milliseconds since 1970, ids UUIDs, both bound by the program.
-- Every table has its account: a query that forgets it is found in review by looking for it.

create table account (
    id uuid not null primary key,
    name text not null,
    created_at bigint not null
);

create table operator (
    id uuid not null primary key,
    account_id uuid not null references account (id),
    email text not null unique,
    screen_name text not null,
    password_hash text not null,
    role text not null,
    status text not null,
    created_at bigint not null
);
create index operator_account on operator (account_id);

create table session (
    token_hash bytea not null primary key,
    account_id uuid not null references account (id),
    operator_id uuid not null references operator (id),
    created_at bigint not null,
    expires_at bigint not null
);
create index session_operator on session (operator_id);

create table site (
    id uuid not null primary key,
    account_id uuid not null references account (id),
    key text not null unique,
    name text not null,
    created_at bigint not null
);
create index site_account on site (account_id);

create table visitor (
    id uuid not null primary key,
    account_id uuid not null references account (id),
    site_id uuid not null references site (id),
    name text,
    created_at bigint not null
);
create index visitor_account on visitor (account_id);

create table chat (
    id uuid not null primary key,
    account_id uuid not null references account (id),
    site_id uuid not null references site (id),
    visitor_id uuid not null references visitor (id),
    state text not null,
    operator_id uuid references operator (id),
    last_seq bigint not null,
    page text not null,
    asked_at bigint not null,
    accepted_at bigint,
    closed_at bigint
);
create index chat_visitor on chat (visitor_id, asked_at);
create index chat_open on chat (account_id, asked_at) where state <> 'closed';
-- A visitor has one open chat at most.
create unique index chat_one_open on chat (visitor_id) where state <> 'closed';

create table message (
    chat_id uuid not null references chat (id),
    seq bigint not null,
    account_id uuid not null references account (id),
    id uuid not null,
    author text not null,
    operator_id uuid references operator (id),
    operator_name text,
    kind text not null,
    body text not null,
    at bigint not null,
    primary key (chat_id, seq)
);
create unique index message_id on message (chat_id, id);

create table off_line_message (
    id uuid not null primary key,
    account_id uuid not null references account (id),
    site_id uuid not null references site (id),
    visitor_id uuid not null,
    name text not null,
    email text not null,
    body text not null,
    page text not null,
    at bigint not null,
    read_at bigint,
    read_by uuid references operator (id)
);
create index off_line_message_account on off_line_message (account_id, at);
