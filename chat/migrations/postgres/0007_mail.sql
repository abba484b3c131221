-- Off-line messages reach mailboxes (manual A11).

-- The mail server that takes the account's e-mail, with its password, as JSON; null: the installation's, or none.
alter table account add column mail_server text;

-- The department that the visitor chose, and the name it had then.
alter table off_line_message add column department_id uuid references department (id) on delete set null;
alter table off_line_message add column department text;

-- Whom off-line messages go to.
create table mail_rule (
    id uuid not null primary key,
    account_id uuid not null references account (id),
    site_id uuid references site (id),
    department_id uuid references department (id) on delete cascade,
    -- Further addresses, as JSON.
    addresses text not null,
    created_at bigint not null
);
create index mail_rule_account on mail_rule (account_id);
create index mail_rule_department on mail_rule (department_id) where department_id is not null;

create table mail_rule_operator (
    mail_rule_id uuid not null references mail_rule (id) on delete cascade,
    operator_id uuid not null references operator (id) on delete cascade,
    account_id uuid not null references account (id),
    primary key (mail_rule_id, operator_id)
);
create index mail_rule_operator_operator on mail_rule_operator (operator_id);

-- E-mails, one for each address. What they say is read from what they are about, when they are sent.
create table letter (
    id uuid not null primary key,
    account_id uuid not null references account (id),
    kind text not null,
    off_line_message_id uuid references off_line_message (id),
    chat_id uuid references chat (id),
    recipient text not null,
    state text not null,
    attempts bigint not null,
    -- Since when it is being tried.
    since bigint not null,
    -- When it is tried next; while a node has it in hand: when another one may take it.
    due_at bigint not null,
    -- What the mail server said last.
    answer text not null,
    done_at bigint
);
create index letter_due on letter (due_at) where state = 'waiting';
create index letter_account on letter (account_id);
create index letter_off_line_message on letter (off_line_message_id) where off_line_message_id is not null;
create index letter_chat on letter (chat_id) where chat_id is not null;
