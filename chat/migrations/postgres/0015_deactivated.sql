-- Since when an operator's account is deactivated (manual A7); null: it is not.
alter table operator add column deactivated_at bigint;

-- The times in which an account was deactivated before, each from its deactivation until it was activated again: no fee is
-- counted for them, whichever month they are in.
create table deactivation (
    account_id uuid not null references account (id),
    operator_id uuid not null references operator (id),
    since bigint not null,
    until bigint not null,
    primary key (operator_id, since, until)
);
