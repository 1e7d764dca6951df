-- Sessions, the means to sign in and the work of the server (package server).
-- Secrets are digests; times are microseconds since 1970.

create table server_sessions (
	organisation text not null,
	id text not null,
	user_id text not null, -- '' for an outside signer
	link text not null, -- of an outside signer, else ''
	digest bytea not null,
	previous bytea not null, -- still accepted for a minute after a rotation
	made bigint not null,
	seen bigint not null,
	rotated bigint not null,
	primary key (organisation, id)
);

create index server_sessions_user on server_sessions (organisation, user_id);

-- Passwords, second factors and passkeys; sealed where they must be read again.
create table server_credentials (
	organisation text not null,
	user_id text not null,
	kind text not null,
	id text not null,
	body bytea not null,
	made bigint not null,
	used bigint not null,
	primary key (organisation, user_id, kind, id)
);

create index server_credentials_id on server_credentials (organisation, kind, id);

-- Failed sign-ins by account and by address, as digests.
create table server_attempts (
	organisation text not null,
	id text not null,
	failed bigint not null,
	since bigint not null,
	primary key (organisation, id)
);

-- Work that one of several servers takes, does and forgets.
create table server_jobs (
	organisation text not null,
	id text not null,
	kind text not null,
	body bytea not null,
	due bigint not null,
	leased bigint not null, -- until when somebody has it; 0 when nobody does
	holder text not null,
	tries bigint not null,
	failure text not null,
	primary key (organisation, id)
);

create index server_jobs_due on server_jobs (organisation, due);
