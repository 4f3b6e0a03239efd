-- The resources that a project has whatever its code asks for. They do not refer to it: as its data, they outlive it.
create table attached_resource (
    project varchar(63) not null,
    type varchar(500) not null,
    name varchar(128) not null,
    created_at timestamp(3) with time zone not null,
    primary key (project, type, name)
);
