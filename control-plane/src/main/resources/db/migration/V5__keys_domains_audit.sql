-- The one key that there was is the administrator's.
alter table api_key add column scope varchar(80) default 'admin' not null;
alter table api_key add column expires_at timestamp(3) with time zone;
alter table api_key add column last_used_at timestamp(3) with time zone;

create table domain (
    host varchar(253) primary key,
    project varchar(63) not null references project (name) on delete cascade,
    created_at timestamp(3) with time zone not null
);

create index domain_of_project on domain (project, host);

-- Refers to nothing: what was done to a project outlives it.
create table audit (
    seq bigint generated always as identity primary key,
    at timestamp(3) with time zone not null,
    actor varchar(100) not null,
    key_id varchar(32) not null,
    origin varchar(64) not null,
    action varchar(64) not null,
    path varchar(1000) not null,
    project varchar(63),
    status integer,
    deployment varchar(32),
    request_id varchar(64) not null
);

create index audit_of_project on audit (project, seq);
