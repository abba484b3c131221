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
