-- Where the sources of projects come from. It does not refer to the project: as its data, it outlives it.
create table origin (
    project varchar(63) primary key,
    module varchar(401),
    repository varchar(400),
    deployed_by varchar(200) not null,
    deployed_at timestamp(3) with time zone not null
);
