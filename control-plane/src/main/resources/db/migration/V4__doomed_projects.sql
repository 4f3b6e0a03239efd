-- Projects that are gone and whose data are to be destroyed: what a crash interrupts, the next start goes on with.
create table doomed (
    project varchar(63) primary key
);
