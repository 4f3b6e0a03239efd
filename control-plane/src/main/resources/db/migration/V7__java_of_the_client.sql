-- The feature version of the Java that ran the client's Maven, which a build prefers; null where it was not sent.
alter table deployment add column java integer;
