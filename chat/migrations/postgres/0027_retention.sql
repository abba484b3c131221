-- What is kept of visitors is erased for good (issue 20).

-- Visitors who are being erased. What is removed is counted in the same write, so an erasure that is interrupted goes on
-- where it stopped. The row goes away with the last of what it is about; the proof is in the audit log.
create table erasure (
    account_id uuid not null references account (id),
    visitor_id uuid not null,
    -- Who wanted it, under the name they had then.
    operator_id uuid not null references operator (id),
    operator_name text not null,
    at bigint not null,
    -- How many of what have gone so far, as JSON.
    gone text not null,
    primary key (account_id, visitor_id)
);
create index erasure_at on erasure (at);

-- By whom things are found that go with a visitor.
create index remark_visitor on remark (visitor_id);
create index off_line_message_visitor on off_line_message (visitor_id);

-- For how many days things are kept. Null: as the rule of the account says; in that one: for ever. 0: for ever.
create table retention (
    account_id uuid not null references account (id),
    -- The web site; the account's own id: all web sites.
    scope_id uuid not null,
    -- After the end of the chat.
    chat_days bigint,
    -- After an off-line message was done.
    done_days bigint,
    -- After it was left, whatever its state.
    off_line_days bigint,
    -- After the first contact with, or the last note about, a visitor of whom neither chats nor off-line messages are kept.
    visitor_days bigint,
    primary key (account_id, scope_id)
);

-- What has gone by a site's rule since the last entry in the audit log, as JSON: so an interrupted run is told whole.
create table retention_run (
    account_id uuid not null references account (id),
    site_id uuid not null references site (id),
    gone text not null,
    primary key (account_id, site_id)
);

-- The oldest first.
create index chat_ended on chat (account_id, site_id, closed_at) where closed_at is not null;
create index visitor_created on visitor (account_id, site_id, created_at);
