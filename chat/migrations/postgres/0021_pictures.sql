-- Pictures that were uploaded: an operator's, and a web site's logo.
create table picture (
    -- The operator or the web site.
    owner_id uuid not null primary key,
    account_id uuid not null references account (id),
    -- Of what is in it; it is asked for by this.
    hash text not null,
    kind text not null,
    body bytea not null
);
create index picture_hash on picture (hash);

-- What is not said of a look is light from now on. Until now it was as the visitor's system is, and so it stays for these.
update site set settings = jsonb_set(settings::jsonb, '{look}', '{"theme":"system"}')::text
where settings::jsonb -> 'look' is null;
update site set settings = jsonb_set(settings::jsonb, '{look,theme}', '"system"')::text
where settings::jsonb -> 'look' -> 'theme' is null;
