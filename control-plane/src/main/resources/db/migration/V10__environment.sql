-- The environment variables of projects. They do not refer to it: as its secrets, they outlive it.
create table variable (
    project varchar(63) not null,
    name varchar(128) not null,
    encrypted varchar(200000) not null,
    updated_at timestamp(3) with time zone not null,
    primary key (project, name)
);

-- Those that a deployment runs with.
create table deployment_variable (
    deployment varchar(32) not null references deployment (id) on delete cascade,
    name varchar(128) not null,
    encrypted varchar(200000) not null,
    primary key (deployment, name)
);
