-- A number that grows with every transaction that changed what people's acts
-- write: whoever keeps what was read of that compares it first.
alter table sequences add column acts bigint not null default 0;
