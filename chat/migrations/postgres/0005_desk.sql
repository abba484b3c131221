-- What operators work with: notes, remarks, canned responses, preferences, own words and sounds.

-- The Client Note (manual B8): everybody's.
create table note (
    id uuid not null primary key,
    account_id uuid not null references account (id),
    visitor_id uuid not null references visitor (id),
    operator_id uuid not null references operator (id),
    body text not null,
    at bigint not null
);
create index note_visitor on note (visitor_id, at);

-- An operator's own label for a visitor (manual B9).
create table remark (
    operator_id uuid not null references operator (id) on delete cascade,
    visitor_id uuid not null references visitor (id),
    account_id uuid not null references account (id),
    body text not null,
    at bigint not null,
    primary key (operator_id, visitor_id)
);
create index remark_at on remark (operator_id, at);

-- Canned responses and URLs (manual A9, B15).
create table canned (
    id uuid not null primary key,
    account_id uuid not null references account (id),
    -- Whose; null: everybody's.
    operator_id uuid references operator (id) on delete cascade,
    kind text not null,
    name text not null,
    shortcut text not null,
    body text not null,
    created_at bigint not null
);
create index canned_account on canned (account_id, name);

-- What an operator has chosen, as JSON.
create table preference (
    operator_id uuid not null primary key references operator (id) on delete cascade,
    account_id uuid not null references account (id),
    body text not null
);

-- Words that an operator's spell checker takes (manual B7).
create table word (
    operator_id uuid not null references operator (id) on delete cascade,
    word text not null,
    account_id uuid not null references account (id),
    primary key (operator_id, word)
);

-- Sounds that operators uploaded (manual B10), one for each occasion.
create table sound (
    operator_id uuid not null references operator (id) on delete cascade,
    occasion text not null,
    account_id uuid not null references account (id),
    kind text not null,
    body bytea not null,
    primary key (operator_id, occasion)
);
