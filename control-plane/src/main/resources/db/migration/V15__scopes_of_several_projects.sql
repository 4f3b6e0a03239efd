-- A scope may name up to fifty projects.
alter table api_key alter column scope set data type varchar(4000);
