-- Who is signed in to the console. A session ends with its key: when one is revoked, or another takes its place.
create table console_session (
    hash varchar(64) primary key,
    key_hash varchar(64) not null references api_key (hash) on delete cascade,
    created_at timestamp(3) with time zone not null,
    used_at timestamp(3) with time zone not null
);

create index console_session_of_key on console_session (key_hash, created_at);
