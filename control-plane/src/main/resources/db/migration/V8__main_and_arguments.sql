-- Which class a deployment runs, and with which arguments, where the upload says so.
alter table deployment add column main_class varchar(500);
alter table deployment add column arguments varchar(4000);
