-- The archive: all chats of visitors by when they were asked for, and saved views of them.

-- Only for queries that say both conditions. SQLite takes it for a visitor's chats and for open chats otherwise, because it is
-- in their order, and then reads all chats of the account to find a few.
create index chat_archive on chat (account_id, asked_at, id) where visitor_id is not null and state <> '';

-- 1: they may read the ended chats of the departments that they are in.
alter table operator add column department_archive integer not null default 0;

-- Filters with a name.
create table saved_view (
    id blob not null primary key,
    account_id blob not null references account (id),
    -- Who made it; an own view is theirs alone.
    operator_id blob not null references operator (id),
    -- 1: all operators of the account have it.
    is_shared integer not null,
    name text not null,
    -- As JSON.
    filter text not null,
    created_at integer not null
) strict;
create index saved_view_account on saved_view (account_id);
create index saved_view_operator on saved_view (operator_id);
