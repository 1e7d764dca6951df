-- One text for SQLite and Postgres. bytea holds bytes in both: SQLite keeps a
-- value of that name as it was bound. The organisation leads every key.

create table subjects (
	organisation text not null,
	subject text not null,
	revision bigint not null, -- grows with every change of the row
	observations bigint not null,
	kept bigint not null, -- microseconds; when the row was last added to
	pack bytea not null,
	vault bytea not null, -- bank details, sealed
	primary key (organisation, subject)
);

-- Who holds which artefact, in blocks of entries whose ids start with the same
-- byte: a row for each entry would cost ten times as much to write.
create table artefacts (
	organisation text not null,
	bucket bigint not null,
	block bigint not null,
	entries bytea not null,
	primary key (organisation, bucket, block)
);

create table registers (
	organisation text not null,
	kind text not null,
	digest bytea not null,
	kept bigint not null,
	body bytea not null,
	primary key (organisation, kind, digest)
);

create table runs (
	organisation text not null,
	run text not null,
	started bigint not null,
	finished bigint not null, -- 0 while it is not
	versions text not null,
	counts text not null,
	root bytea not null,
	primary key (organisation, run)
);

create table findings (
	organisation text not null,
	finding bytea not null,
	flag text not null,
	people bytea not null, -- digest of the flag and the set of subjects
	state text not null,
	opened_run text not null,
	last_run text not null,
	body bytea not null,
	primary key (organisation, finding)
);

create table finding_subjects (
	organisation text not null,
	subject text not null,
	finding bytea not null,
	primary key (organisation, subject, finding)
);

create table finding_life (
	organisation text not null,
	finding bytea not null,
	run text not null,
	happened bigint not null,
	change text not null,
	successor bytea not null,
	primary key (organisation, finding, run)
);

create table settings (
	organisation text not null,
	name text not null,
	value text not null,
	primary key (organisation, name)
);
