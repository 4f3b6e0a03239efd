-- Does not refer to its project: files of a project may outlive it, and no later project may own them.
create table project_account (
    project varchar(63) primary key,
    number integer not null unique
);
