-- What administrators do with the operators of their account (manual A1–A6), and the record of it.

-- Grows with each change of the account's details: of two administrators at once none overwrites the other.
alter table operator add column version bigint not null default 1;
-- Since then he has no seat. What he said and noted stays, under his name.
alter table operator add column deleted_at bigint;

-- Who changed what; never changed. Secrets are not in it.
create table audit (
    id uuid not null primary key,
    account_id uuid not null references account (id),
    at bigint not null,
    -- Null: whoever runs the installation, at the terminal.
    operator_id uuid references operator (id),
    operator_name text,
    action text not null,
    subject text not null,
    -- As JSON.
    changes text not null,
    -- All that can be searched for, in lower case.
    words text not null
);
create index audit_account on audit (account_id, id);
