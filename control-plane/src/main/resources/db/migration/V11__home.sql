-- The home that this store belongs to: the id in its file home.id. One row.
create table home (
    id varchar(64) not null primary key
);
