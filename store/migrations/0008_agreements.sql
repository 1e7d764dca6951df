-- What was agreed with people beforehand: travel, and tools and networks that
-- are approved, for one person or for everybody (subject empty). due is when
-- it ends.
create table agreements (
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

create index agreements_subject on agreements (organisation, subject, due);
