-- Times are milliseconds since 1970, ids UUIDs (blobs of 16 bytes here), both bound by the program.
-- Every table has its account: a query that forgets it is found in review by looking for it.

create table account (
    id blob not null primary key,
    name text not null,
    created_at integer not null
) strict;

create table operator (
    id blob not null primary key,
    account_id blob not null references account (id),
    email text not null unique,
    screen_name text not null,
    password_hash text not null,
    role text not null,
    status text not null,
    created_at integer not null
) strict;
create index operator_account on operator (account_id);

create table session (
    token_hash blob not null primary key,
    account_id blob not null references account (id),
    operator_id blob not null references operator (id),
    created_at integer not null,
    expires_at integer not null
) strict;
create index session_operator on session (operator_id);

create table site (
    id blob not null primary key,
    account_id blob not null references account (id),
    key text not null unique,
    name text not null,
    created_at integer not null
) strict;
create index site_account on site (account_id);

create table visitor (
    id blob not null primary key,
    account_id blob not null references account (id),
    site_id blob not null references site (id),
    name text,
    created_at integer not null
) strict;
create index visitor_account on visitor (account_id);

create table chat (
    id blob not null primary key,
    account_id blob not null references account (id),
    site_id blob not null references site (id),
    visitor_id blob not null references visitor (id),
    state text not null,
    operator_id blob references operator (id),
    last_seq integer not null,
    page text not null,
    asked_at integer not null,
    accepted_at integer,
    closed_at integer
) strict;
create index chat_visitor on chat (visitor_id, asked_at);
create index chat_open on chat (account_id, asked_at) where state <> 'closed';
-- A visitor has one open chat at most.
create unique index chat_one_open on chat (visitor_id) where state <> 'closed';

create table message (
    chat_id blob not null references chat (id),
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
create unique index message_id on message (chat_id, id);

create table off_line_message (
    id blob not null primary key,
    account_id blob not null references account (id),
    site_id blob not null references site (id),
    visitor_id blob not null,
    name text not null,
    email text not null,
    body text not null,
    page text not null,
    at integer not null,
    read_at integer,
    read_by blob references operator (id)
) strict;
create index off_line_message_account on off_line_message (account_id, at);
