-- Visitors, addresses and networks that may not chat.
create table ban (
    id uuid not null primary key,
    account_id uuid not null references account (id),
    -- One of the two. The visitor need not be stored: they may never have written.
    visitor_id uuid,
    -- An address, or a network in CIDR notation. No visitor's address is stored anywhere else.
    network text,
    -- The visitor's name at that time.
    name text not null,
    reason text not null,
    created_at bigint not null,
    -- null: never.
    ends_at bigint,
    -- Who banned, and under which name.
    operator_id uuid not null references operator (id),
    operator_name text not null,
    -- What a search looks in, in lower case.
    words text not null
);
create unique index ban_visitor on ban (account_id, visitor_id) where visitor_id is not null;
create unique index ban_network on ban (account_id, network) where network is not null;
create index ban_ends on ban (ends_at) where ends_at is not null;

-- 1: operators who are not administrators may ban too.
alter table account add column operators_ban bigint not null default 0;
-- What a banned visitor sees: nothing, or the offline form.
alter table account add column banned_see text not null default 'nothing';
-- What is redacted in texts before they are stored, as JSON; null: nothing.
alter table account add column redaction text;
