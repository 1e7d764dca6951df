-- Who has events in a segment, so that one person's are found without opening
-- those of everybody: four bytes of a keyed hash for each, in order. Segments
-- from before this table have no row, and are opened to see.
create table segment_people (
	organisation text not null,
	system text not null,
	day bigint not null,
	part bigint not null,
	people bytea not null,
	primary key (organisation, system, day, part)
);
