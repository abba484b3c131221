-- What reports count, stored when it happens.

-- 1: an operator invited the visitor; 0: the visitor asked. A chat that is reopened is one that was asked for.
alter table chat add column is_invitation bigint not null default 0;
-- When it was accepted since it was last asked for, and when its operators first said something after that.
alter table chat add column taken_at bigint;
alter table chat add column first_answer_at bigint;

-- The times in which a chat waited for somebody to accept it; `until` is null while it waits.
create table waited (
    chat_id uuid not null references chat (id),
    since bigint not null,
    account_id uuid not null references account (id),
    until bigint,
    primary key (chat_id, since)
);
create index waited_since on waited (account_id, since);

-- The times in which an operator was in a chat; `until` is null while they are in it.
create table in_chat (
    chat_id uuid not null references chat (id),
    operator_id uuid not null references operator (id),
    since bigint not null,
    account_id uuid not null references account (id),
    until bigint,
    primary key (chat_id, operator_id, since)
);
-- By their ends, so that those that reach into a span are found without those that were over before it.
create index in_chat_until on in_chat (account_id, until, since);

-- Requests that were assigned to an operator who did not accept them.
create table request_pass (
    chat_id uuid not null references chat (id),
    operator_id uuid not null references operator (id),
    at bigint not null,
    account_id uuid not null references account (id),
    -- refused, ran_out, gone or withdrawn.
    how text not null,
    primary key (chat_id, operator_id, at)
);
create index request_pass_at on request_pass (account_id, at);

-- The times in which an operator was connected, one for each status. `until` is their last sign of life in it, so a server
-- that crashes leaves nobody on line.
create table operator_online (
    operator_id uuid not null references operator (id),
    since bigint not null,
    account_id uuid not null references account (id),
    until bigint not null,
    status text not null,
    primary key (operator_id, since)
);
create index operator_online_until on operator_online (account_id, until);

-- How many have been erased of what reports count, by the hour (since 1970) in which a visitor asked for the chat or left the
-- offline message. So a report can say that it lacks them.
create table erased_fact (
    account_id uuid not null references account (id),
    site_id uuid not null references site (id),
    -- chat or off_line_message.
    kind text not null,
    hour bigint not null,
    erased bigint not null,
    primary key (account_id, kind, hour, site_id)
);

-- What is known of the chats so far.
update chat set is_invitation = 1
where visitor_id is not null
      and exists (select 1 from message m where m.chat_id = chat.id and m.seq = 1 and m.author = 'operator'
                                               and m.at >= chat.asked_at);
-- One that was reopened keeps the time of its first acceptance. That it was accepted again is seen by what its operators said.
-- Messages are in order of time, so of each chat only those up to the one that is looked for are read.
update chat set taken_at = case when accepted_at >= asked_at then accepted_at else
    (select m.at from message m where m.chat_id = chat.id and m.author = 'operator' and m.at >= chat.asked_at
     order by m.seq limit 1) end
where visitor_id is not null and accepted_at is not null;
update chat set first_answer_at =
    (select m.at from message m where m.chat_id = chat.id and m.author = 'operator' and m.at >= chat.taken_at
     order by m.seq limit 1)
where taken_at is not null;
insert into waited (chat_id, since, account_id, until)
select id, asked_at, account_id, coalesce(taken_at, closed_at) from chat
where visitor_id is not null and is_invitation = 0 and (state = 'requesting' or coalesce(taken_at, closed_at) is not null);
insert into in_chat (chat_id, operator_id, since, account_id, until)
select id, operator_id, taken_at, account_id, case when state = 'active' then null else coalesce(closed_at, taken_at) end
from chat where visitor_id is not null and taken_at is not null and operator_id is not null;
insert into in_chat (chat_id, operator_id, since, account_id, until)
select p.chat_id, p.operator_id, p.joined_at, p.account_id, null from participant p join chat c on c.id = p.chat_id
where c.state = 'active' and c.visitor_id is not null
on conflict (chat_id, operator_id, since) do nothing;
insert into request_pass (chat_id, operator_id, at, account_id, how)
select d.chat_id, o.id, d.at, d.account_id,
       coalesce(d.body::jsonb #>> '{what,assigned,after,how}', d.body::jsonb #>> '{what,waits,after,how}')
from decision d join operator o on o.account_id = d.account_id and o.id = cast(
    coalesce(d.body::jsonb #>> '{what,assigned,after,operator,id}', d.body::jsonb #>> '{what,waits,after,operator,id}') as uuid)
where true
on conflict (chat_id, operator_id, at) do nothing;
