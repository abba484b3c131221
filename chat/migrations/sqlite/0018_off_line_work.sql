-- Off-line messages are work that gets done (manual A11): whose each is, how far it is, and what was answered.

-- Whose work it is; null: nobody's.
alter table off_line_message add column owner_id blob references operator (id);
-- open, answered or done.
alter table off_line_message add column state text not null default 'open';
-- Who brought it so far, and when; null: nobody did.
alter table off_line_message add column state_by blob references operator (id);
alter table off_line_message add column state_at integer;
-- Grows with each change of its owner, its state and its answers: of two operators at once none overwrites the other.
alter table off_line_message add column version integer not null default 0;

create index off_line_message_open on off_line_message (account_id, at) where state = 'open';
create index off_line_message_owner on off_line_message (account_id, owner_id) where owner_id is not null;

create table off_line_answer (
    id blob not null primary key,
    account_id blob not null references account (id),
    off_line_message_id blob not null references off_line_message (id),
    operator_id blob not null references operator (id),
    at integer not null,
    body text not null
) strict;
create index off_line_answer_message on off_line_answer (off_line_message_id);

-- The answer that a letter brings.
alter table letter add column answer_id blob references off_line_answer (id);
create index letter_answer on letter (answer_id) where answer_id is not null;

-- Until now there was nothing more to be done with one than to read it; whether it was answered is not known.
update off_line_message set state = 'done', state_at = read_at where read_at is not null;
