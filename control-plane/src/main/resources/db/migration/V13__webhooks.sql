-- Receivers of notices. The server's own has the empty name. They do not refer to projects: as their secrets, they outlive them.
create table webhook (
    project varchar(63) primary key,
    encrypted varchar(20000) not null,
    updated_at timestamp(3) with time zone not null
);

-- The notices for each receiver: those that wait have a time for the next attempt; the others are its log.
create table webhook_delivery (
    seq bigint generated always as identity primary key,
    receiver varchar(63) not null,
    id varchar(64) not null,
    event varchar(32) not null,
    project varchar(63),
    deployment varchar(32),
    body varchar(100000) not null,
    at timestamp(3) with time zone not null,
    attempts integer not null,
    attempted_at timestamp(3) with time zone,
    status integer,
    fault varchar(500),
    next_at timestamp(3) with time zone
);

create index delivery_of_receiver on webhook_delivery (receiver, seq);
