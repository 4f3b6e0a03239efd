create table vault_key (
    id varchar(16) primary key,
    created_at timestamp(3) with time zone not null
);

create table platform_secret (
    name varchar(63) primary key,
    encrypted varchar(2000) not null
);

-- Neither of the next two refers to its project: data and secrets outlive it, until they are deleted on request.
create table secret (
    project varchar(63) not null,
    name varchar(128) not null,
    encrypted varchar(200000) not null,
    updated_at timestamp(3) with time zone not null,
    primary key (project, name)
);

create table resource (
    project varchar(63) not null,
    type varchar(500) not null,
    name varchar(128) not null,
    encrypted varchar(200000) not null,
    ready boolean not null,
    created_at timestamp(3) with time zone not null,
    primary key (project, type, name)
);

create table deployment_output (
    deployment varchar(32) not null references deployment (id) on delete cascade,
    position integer not null,
    type varchar(500) not null,
    name varchar(128) not null,
    encrypted varchar(200000) not null,
    primary key (deployment, position)
);
