-- Whoever left an off-line message is known as whoever asked for a chat is: operators may note something about them.
insert into visitor (id, account_id, site_id, name, created_at)
select visitor_id, account_id, site_id, nullif(max(name), ''), min(at) from off_line_message
where true
group by visitor_id, account_id, site_id
on conflict (id) do nothing;
