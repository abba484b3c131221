-- Whom a request goes to, and why (manual A10, A12, A13, B18).

-- One of `everybody`, `departments`, `urls`: so two of them can never be on at once (A13).
alter table account add column routing text not null default 'everybody';
alter table account add column queueing bigint not null default 0;
alter table account add column chat_limit bigint not null default 4;
alter table account add column answer_within_seconds bigint not null default 30;
-- His own limit; null: the account's.
alter table operator add column chat_limit bigint;

create table department (
    id uuid not null primary key,
    account_id uuid not null references account (id),
    name text not null,
    description text not null,
    created_at bigint not null
);
create unique index department_name on department (account_id, name);

create table department_operator (
    department_id uuid not null references department (id) on delete cascade,
    operator_id uuid not null references operator (id) on delete cascade,
    account_id uuid not null references account (id),
    primary key (department_id, operator_id)
);
create index department_operator_operator on department_operator (operator_id);

create table url_rule (
    id uuid not null primary key,
    account_id uuid not null references account (id),
    -- The first that fits is the one.
    place bigint not null,
    site_id uuid references site (id),
    pattern text not null,
    created_at bigint not null
);
create index url_rule_account on url_rule (account_id, place);

create table url_rule_operator (
    url_rule_id uuid not null references url_rule (id) on delete cascade,
    operator_id uuid not null references operator (id) on delete cascade,
    account_id uuid not null references account (id),
    primary key (url_rule_id, operator_id)
);
create index url_rule_operator_operator on url_rule_operator (operator_id);

-- The department that the visitor chose, for when he reopens the chat.
alter table chat add column department_id uuid references department (id) on delete set null;
-- Whom the request goes to, as JSON; null: to everybody, and not through the queue.
alter table chat add column routed text;
create index chat_department on chat (department_id) where department_id is not null;
create index chat_requesting on chat (account_id, asked_at) where state = 'requesting';

-- What was decided about where a request goes, and why; never changed.
create table decision (
    chat_id uuid not null references chat (id),
    nr bigint not null,
    account_id uuid not null references account (id),
    at bigint not null,
    -- As JSON, with the names as they were.
    body text not null,
    primary key (chat_id, nr)
);
