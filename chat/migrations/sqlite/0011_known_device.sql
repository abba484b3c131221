-- Browsers in which an operator has signed in: guesses from elsewhere do not keep them out of there.
create table known_device (
    account_id blob not null references account (id),
    operator_id blob not null references operator (id),
    -- SHA-256 over the secret in the browser's cookie.
    token_hash blob not null,
    seen_at integer not null,
    primary key (operator_id, token_hash)
) strict;
