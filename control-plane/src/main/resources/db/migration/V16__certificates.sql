-- One at each directory; the key is what makes an account ours.
create table acme_account (
    directory varchar(1000) primary key,
    encrypted varchar(4000) not null,
    created_at timestamp(3) with time zone not null
);

-- By host name or wildcard, whether it has a certificate yet or not. Refers to nothing: a name that is removed and added again
-- keeps its certificate, and its pause after refusals.
create table certificate (
    name varchar(255) primary key,
    encrypted varchar(200000),
    not_after timestamp(3) with time zone,
    failures integer not null,
    next_at timestamp(3) with time zone,
    fault varchar(1000),
    updated_at timestamp(3) with time zone not null
);
