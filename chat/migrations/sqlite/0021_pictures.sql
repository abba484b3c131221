-- Pictures that were uploaded: an operator's, and a web site's logo.
create table picture (
    -- The operator or the web site.
    owner_id blob not null primary key,
    account_id blob not null references account (id),
    -- Of what is in it; it is asked for by this.
    hash text not null,
    kind text not null,
    body blob not null
) strict;
create index picture_hash on picture (hash);

-- What is not said of a look is light from now on. Until now it was as the visitor's system is, and so it stays for these.
update site set settings = json_set(settings, '$.look', json('{"theme":"system"}'))
where json_extract(settings, '$.look') is null;
update site set settings = json_set(settings, '$.look.theme', 'system')
where json_extract(settings, '$.look.theme') is null;
