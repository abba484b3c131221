-- What becomes of a request that waits (manual A12, A15, B18).

-- Until when whom a request is assigned to may accept it; null: it is assigned to nobody.
alter table chat add column accept_by integer;

-- What becomes of a rule's requests when none of its operators is there: one of `wait`, `everybody`, `department`, `off_line`.
alter table url_rule add column otherwise text not null default 'everybody';
alter table url_rule add column otherwise_department_id blob references department (id) on delete set null;
create index url_rule_otherwise on url_rule (otherwise_department_id) where otherwise_department_id is not null;

-- How long a request may wait before administrators are called, in seconds; 0: for ever.
alter table account add column overdue_after_seconds integer not null default 120;
alter table chat add column is_overdue integer not null default 0;
