-- Since when an operator is invited and has not chosen a password yet, and by whom; null: they have, or need not.
alter table operator add column invited_at integer;
alter table operator add column invited_by blob references operator (id);

-- 1: the password was made by the first start, and its owner has chosen none since.
alter table operator add column password_is_made integer not null default 0;

-- How far an account's administrators are with the first steps.
create table guide (
    account_id blob not null primary key references account (id),
    -- The steps that were put off, as JSON.
    skipped text not null default '[]',
    -- The web site that is their own, and the address at which it is looked at.
    site_id blob references site (id),
    address text,
    -- Since when nobody is led any more; null: they are.
    ended_at integer
) strict;

-- Who talked with visitors before there was a guide needs none.
insert into guide (account_id, ended_at)
select a.id, a.created_at from account a
where exists (select 1 from chat c where c.account_id = a.id and c.visitor_id is not null);
