-- What a finding of several people says on the record of one of them: its words,
-- its day and how the person is joined to the others. The finding itself is kept
-- once, in the words of whoever it was met with first.
alter table finding_subjects add column own bytea;
