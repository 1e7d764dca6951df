-- The number given to the last change of what people are assessed by: policy,
-- registers, what people said about pairs of records. Whoever answers from a
-- number at or after it answers by the new one.
alter table sequences add column model bigint not null default 0;
