-- What administrators set up for each web site (manual A18).

-- As JSON; what it lacks is as it is by default.
alter table site add column settings text not null default '{}';
-- Grows with each change: of two administrators at once none overwrites the other.
alter table site add column version integer not null default 1;
-- Since then its key is unknown. What was said on it stays, under its name.
alter table site add column removed_at integer;
-- When its snippet was last seen in a page, and in which.
alter table site add column seen_at integer;
alter table site add column seen_page text;

-- What the visitor answered on the Welcome Screen, as JSON; null: he was asked for nothing.
alter table chat add column answers text;

-- What the visitor agreed to when he left it, as he read it; empty: nothing was asked of him.
alter table off_line_message add column consent text not null default '';
