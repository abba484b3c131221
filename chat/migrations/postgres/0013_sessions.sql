-- When a session was last used, from where and by which browser; null and empty: not since this is written down.
alter table session add column seen_at bigint;
alter table session add column address text not null default '';
alter table session add column agent text not null default '';
