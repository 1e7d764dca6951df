-- Who an account or a device of another system belongs to. Accounts are keyed
-- hashes: the table says who has one to those who know the account already.
create table crosswalks (
	organisation text not null,
	system text not null, -- '' where it holds for every system
	account bytea not null,
	subject text not null,
	declared bigint not null, -- 1 when somebody declared it, 0 when it follows from the person's records
	since bigint not null, -- microseconds, of devices in somebody's hands
	until bigint not null, -- 0 while it lasts
	primary key (organisation, system, account, subject, declared, since)
);

create index crosswalks_subject on crosswalks (organisation, subject);
