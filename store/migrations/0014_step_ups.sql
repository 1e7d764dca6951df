-- Checks that holders of platform accounts were asked for, with the reasons and
-- the appeal. Subject is the account, file the group it was asked in.
create table step_ups (
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

create index step_ups_subject on step_ups (organisation, subject);
create index step_ups_state on step_ups (organisation, state, due);
