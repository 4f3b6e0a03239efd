create table api_key (
    id varchar(32) primary key,
    name varchar(100) not null unique,
    hash varchar(64) not null unique,
    created_at timestamp(3) with time zone not null
);

create table project (
    name varchar(63) primary key,
    state varchar(16) not null,
    current_deployment varchar(32),
    created_at timestamp(3) with time zone not null
);

create table deployment (
    seq bigint generated always as identity primary key,
    id varchar(32) not null unique,
    project varchar(63) not null references project (name) on delete cascade,
    state varchar(16) not null,
    release_id varchar(32),
    derived boolean not null,
    module varchar(200),
    maven_args varchar(4000),
    digest varchar(80),
    git_commit varchar(100),
    git_branch varchar(500),
    git_message varchar(500),
    git_dirty boolean not null,
    rollback_of varchar(32),
    created_at timestamp(3) with time zone not null,
    started_at timestamp(3) with time zone,
    finished_at timestamp(3) with time zone,
    error_step varchar(16),
    error_message varchar(10000)
);

create index deployment_of_project on deployment (project, seq);
create index deployment_in_state on deployment (state, seq);

create table deployment_step (
    deployment varchar(32) not null references deployment (id) on delete cascade,
    position integer not null,
    name varchar(16) not null,
    started_at timestamp(3) with time zone not null,
    millis bigint,
    primary key (deployment, position)
);
