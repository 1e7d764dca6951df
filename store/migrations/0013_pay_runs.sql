-- Pay runs that were looked at before they were paid, their files, what named
-- people decided about lines of them, and the legal bases that counsel put on
-- record (package casework). Bodies are sealed: runs and files under a key of
-- the run, decisions and bases under the person's. file is the entity of a run,
-- and the run of a decision; due is when a row is erased.
create table pay_runs (
	organisation text not null,
	id text not null,
	subject text not null,
	file text not null,
	state text not null,
	due bigint not null,
	made bigint not null,
	body bytea not null,
	primary key (organisation, id)
);

create table pay_files (
	organisation text not null,
	id text not null,
	subject text not null,
	file text not null,
	state text not null,
	due bigint not null,
	made bigint not null,
	body bytea not null,
	primary key (organisation, id)
);

create table pay_decisions (
	organisation text not null,
	id text not null,
	subject text not null,
	file text not null,
	state text not null,
	due bigint not null,
	made bigint not null,
	body bytea not null,
	primary key (organisation, id)
);

create index pay_decisions_file on pay_decisions (organisation, file);
create index pay_decisions_subject on pay_decisions (organisation, subject);

create table pay_bases (
	organisation text not null,
	id text not null,
	subject text not null,
	file text not null,
	state text not null,
	due bigint not null,
	made bigint not null,
	body bytea not null,
	primary key (organisation, id)
);
