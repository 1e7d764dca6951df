-- Reference stills of interviews, where an organisation switched them on and the
-- person agreed (package casework). Bodies are sealed under a key of the person
-- for stills alone: erasing it leaves nothing readable in any copy. due is when
-- a still is erased. Nothing computes with them.
create table stills (
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

create index stills_subject on stills (organisation, subject, due);
create index stills_due on stills (organisation, due);

-- What a person chose: stills, or another way.
create table still_choices (
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
