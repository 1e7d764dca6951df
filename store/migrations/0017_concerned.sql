-- The strength a finding has on the record of each person it names. One finding
-- of several people is kept once, and may count for each of them otherwise.
-- -1: it names them and counts nothing on their record; -2: kept by a version
-- that wrote none down, so that it is known of the finding's first person alone.
alter table finding_subjects add column strength bigint not null default -2;
