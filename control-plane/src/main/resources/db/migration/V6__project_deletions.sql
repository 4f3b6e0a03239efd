-- Deletions of projects that were asked for and are not finished: the next start goes on with the step after the last
-- that was done. Replaces the table doomed, whose projects are gone, and whose data are to be destroyed. Several of
-- one name: a project may be deployed, and deleted, again while the data of the one before are being destroyed.
create table project_deletion (
    seq bigint generated always as identity primary key,
    project varchar(63) not null,
    with_data boolean not null,
    done varchar(16)
);

insert into project_deletion (project, with_data, done) select project, true, 'files' from doomed;

drop table doomed;
