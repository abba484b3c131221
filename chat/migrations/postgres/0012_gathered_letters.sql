-- Letters about off-line messages are gathered: those to one address with the same moment leave together.
alter table letter add column gather_at bigint;
-- The letter that this one went along with.
alter table letter add column carried_by uuid references letter (id);
create index letter_gather on letter (account_id, recipient, gather_at) where gather_at is not null;
create index letter_carried on letter (carried_by) where carried_by is not null;
