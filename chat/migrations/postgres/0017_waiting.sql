-- What becomes of a request that waits (manual A12, A15, B18).

-- Until when whom a request is assigned to may accept it; null: it is assigned to nobody.
alter table chat add column accept_by bigint;
