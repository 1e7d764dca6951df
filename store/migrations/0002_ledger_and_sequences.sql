-- Every observation has a number in its organisation, given when it is kept. A
-- subject's row holds the last one given to it: who reads rows by that number
-- sees every change in the order it was committed.
alter table subjects add column seq bigint not null default 0;

update subjects set seq = ranked.place from (
	select organisation, subject,
		sum(case when observations > 0 then observations else 1 end) over (partition by organisation order by subject rows between unbounded preceding and current row) as place
	from subjects) as ranked
where ranked.organisation = subjects.organisation and ranked.subject = subjects.subject;

create index subjects_seq on subjects (organisation, seq);

create table sequences (
	organisation text not null primary key,
	last bigint not null,
	purged bigint not null -- the number given to the last purge
);

insert into sequences (organisation, last, purged) select organisation, max(seq), 0 from subjects group by organisation;

-- The ledger (docs/ledger.md). Payloads may be erased; the rest stays.
create table ledger_leaves (
	organisation text not null,
	seq bigint not null,
	happened bigint not null,
	kind text not null,
	commitment bytea not null,
	primary key (organisation, seq)
);

create table ledger_payloads (
	organisation text not null,
	seq bigint not null,
	salt bytea not null,
	body bytea not null,
	primary key (organisation, seq)
);

create table ledger_hashes (
	organisation text not null,
	idx bigint not null,
	hash bytea not null,
	primary key (organisation, idx)
);

create table ledger_checkpoints (
	organisation text not null,
	number bigint not null,
	size bigint not null,
	note text not null,
	primary key (organisation, number)
);
