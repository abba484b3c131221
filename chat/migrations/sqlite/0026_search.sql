-- What is searched (docs/decisions/100): documents, their words, and what has none yet.

-- The rules by which the words of all documents were made; of the whole installation. 0: none has been made.
create table search_rules (
    rules integer not null
) strict;
insert into search_rules (rules) values (0);

-- A run of a chat's messages, an off-line message or an entry of a Client Note.
create table search_doc (
    -- Grows with time; it is the rowid in search_words.
    id integer not null primary key,
    account_id blob not null references account (id),
    -- chat, off_line or note.
    kind text not null,
    chat_id blob references chat (id),
    off_line_message_id blob references off_line_message (id),
    note_id blob references note (id),
    visitor_id blob not null,
    -- The place of the run in its chat, from 0, and its messages; 0 for the others.
    segment integer not null,
    first_seq integer not null,
    last_seq integer not null,
    -- 1: the next message begins another run.
    is_full integer not null,
    -- When the chat was asked for, or the rest was written.
    at integer not null
) strict;
create unique index search_doc_chat on search_doc (chat_id, segment) where chat_id is not null;
create unique index search_doc_off_line on search_doc (off_line_message_id) where off_line_message_id is not null;
create unique index search_doc_note on search_doc (note_id) where note_id is not null;

-- Tokens separated by spaces, made by the program (chat/src/search/tokens.rs): `ascii` leaves them as they are. The table
-- keeps them beside the index, because only so can it erase a word for good.
create virtual table search_words using fts5 (
    account, visitor, operators, names,
    tokenize = 'ascii', columnsize = 0
);
insert into search_words (search_words, rank) values ('secure-delete', 1);

-- How far a chat's messages are in the index, and whether there may be more to do. The flag, and not the number, is in the
-- index below: it stays as it is while people talk.
alter table chat add column indexed_seq integer not null default 0;
alter table chat add column unindexed integer not null default 1;
create index chat_unindexed on chat (asked_at, id) where unindexed = 1 and visitor_id is not null;

alter table off_line_message add column unindexed integer not null default 1;
create index off_line_message_unindexed on off_line_message (at, id) where unindexed = 1;

alter table note add column unindexed integer not null default 1;
create index note_unindexed on note (at, id) where unindexed = 1;
