-- Equal refusals of one key within a minute are one entry.
alter table audit add column times integer default 1 not null;

-- Of too many entries, those of the key that has the most are deleted.
create index audit_of_key on audit (key_id, seq);
