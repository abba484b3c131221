-- 1: the password was given to the operator by somebody, and the next sign-in asks for one of their own.
alter table operator add column must_change_password bigint not null default 0;

-- A link by which an operator sets another password: one for each of them, good for once and for a while.
create table password_reset (
    operator_id uuid not null primary key references operator (id),
    account_id uuid not null references account (id),
    token_hash bytea not null unique,
    expires_at bigint not null
);

-- Whose link a letter brings.
alter table letter add column operator_id uuid references operator (id);
