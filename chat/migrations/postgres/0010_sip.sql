-- Operators in an ordinary SIP client (manual A5, A16).

-- The SIP password of an operator. It is made by chance, is no other password of his, and only its HA1 is kept.
create table sip_credential (
    operator_id uuid not null primary key references operator (id),
    account_id uuid not null references account (id),
    -- What a client signs in as; no other operator of the installation has it.
    user_name text not null unique,
    -- Part of what the HA1 was made of.
    realm text not null,
    ha1 text not null,
    -- Grows with each password: what was proved with an earlier one holds no more.
    version bigint not null,
    made_at bigint not null
);

-- The clients that are signed in.
create table sip_device (
    -- SHA-256 over whose it is and what it calls itself; what a browser's session is named by as well.
    session bytea not null primary key,
    account_id uuid not null references account (id),
    operator_id uuid not null references operator (id),
    -- The gateway that it is connected to.
    gateway text not null,
    -- udp, tcp, tls, ws or wss.
    transport text not null,
    -- Its network address and port, as the gateway sees them.
    peer text not null,
    -- What it calls itself.
    device text not null,
    -- The address under which it wants to be spoken to, as it wrote it.
    contact text not null,
    -- Our host, as its operator has entered it.
    host text not null,
    agent text not null,
    since bigint not null,
    expires_at bigint not null
);
create index sip_device_operator on sip_device (account_id, operator_id);
create index sip_device_gateway on sip_device (gateway);

-- Clients that were signed out by hand: they do not come back by themselves, until there is another password.
create table sip_shut_out (
    session bytea not null primary key,
    account_id uuid not null references account (id),
    operator_id uuid not null references operator (id)
);
create index sip_shut_out_operator on sip_shut_out (account_id, operator_id);

-- Under which numbers operators' clients know visitors and colleagues. A number is never given to somebody else.
create table sip_alias (
    account_id uuid not null references account (id),
    -- visitor or colleague
    kind text not null,
    number bigint not null,
    -- Who it is.
    subject_id uuid not null,
    primary key (account_id, kind, number),
    unique (account_id, kind, subject_id)
);
