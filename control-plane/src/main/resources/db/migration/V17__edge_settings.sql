-- How the proxy treats a project's requests. Of a user, the setting is the hash of the password.
create table edge_setting (
    project varchar(63) not null references project (name) on delete cascade,
    name varchar(300) not null,
    setting varchar(40000) not null,
    primary key (project, name)
);
