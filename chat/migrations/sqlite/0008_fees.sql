-- What past months have cost (manual A7). A row is written once, after the month's end, and never changed. Since when an
-- operator's account is counted, and until when, is in `operator`, whose rows are never deleted.
create table statement (
    account_id blob not null references account (id),
    -- 12 × year + the month, counted from 0; in UTC.
    month integer not null,
    -- In the currency's smallest unit. 0: it was free, and there are no lines.
    price integer not null,
    currency text not null,
    digits integer not null,
    total integer not null,
    -- As JSON, with the names as they were.
    lines text not null,
    frozen_at integer not null,
    primary key (account_id, month)
) strict, without rowid;
