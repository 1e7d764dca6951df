-- What a flow of events needs to go on where it stopped: the open days of each
-- person, the cursor of each system, and the events themselves as they arrived,
-- in compressed segments of a day. All of it is sealed under the organisation's
-- key.
create table stream_states (
	organisation text not null,
	subject text not null,
	kept bigint not null,
	state bytea not null,
	primary key (organisation, subject)
);

create table stream_cursors (
	organisation text not null,
	system text not null,
	kept bigint not null,
	place bytea not null,
	primary key (organisation, system)
);

create table stream_segments (
	organisation text not null,
	system text not null,
	day bigint not null,
	part bigint not null,
	events bigint not null,
	pack bytea not null,
	primary key (organisation, system, day, part)
);
