-- People's acts (package casework). Each table is found by the columns before
-- body and holds the rest as JSON; what the columns mean for a table stands in
-- casework beside its type. Times are microseconds since 1970.

-- One row for each act that took effect: a request sent twice meets its first
-- row here. In the order of entries it is what others follow.
create table acts (
	organisation text not null,
	key text not null,
	digest bytea not null,
	name text not null,
	actor text not null,
	subject text not null,
	file text not null,
	made text not null,
	entry bigint not null,
	happened bigint not null,
	primary key (organisation, key)
);

create unique index acts_entry on acts (organisation, entry);

create index acts_subject on acts (organisation, subject, entry);

create index acts_file on acts (organisation, file, entry);

-- Legal entities with their country and holidays.
create table entities (
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

-- Who may sign in, with their grants.
create table users (
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

create index users_file on users (organisation, file);

-- Links that work once, as digests.
create table one_time_links (
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

create index one_time_links_file on one_time_links (organisation, file);

-- Where a person belongs: entity, role class, who hires for the vacancy.
create table placements (
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

-- Verification steps.
create table checks (
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

create index checks_subject on checks (organisation, subject);

create index checks_state on checks (organisation, state, due);

-- Stages that were passed, and how.
create table gates (
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

create index gates_subject on gates (organisation, subject);

-- What the random draw gave whom, and what came of it.
create table draws (
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

create index draws_subject on draws (organisation, subject);

-- Findings that somebody explained.
create table clearings (
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

create index clearings_subject on clearings (organisation, subject);

-- Identities in dispute.
create table disputes (
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

create index disputes_subject on disputes (organisation, subject);

-- Rules kept from counting until a day.
create table suppressions (
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

create index suppressions_subject on suppressions (organisation, subject);

create index suppressions_state on suppressions (organisation, state, due);

-- Clocks of escalations.
create table escalations (
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

create index escalations_subject on escalations (organisation, subject);

create index escalations_state on escalations (organisation, state, due);

-- What a person was told, answered and offered.
create table notices (
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

create index notices_subject on notices (organisation, subject);

-- Complaints with their clocks.
create table complaints (
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

create index complaints_subject on complaints (organisation, subject);

create index complaints_state on complaints (organisation, state, due);

-- Restricted investigations; readers stand in the body.
create table cases (
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

create index cases_subject on cases (organisation, subject);

create index cases_state on cases (organisation, state, due);

-- Hypotheses, evidence, custody, tasks and notes.
create table case_items (
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

create index case_items_file on case_items (organisation, file);

-- Who looked at a case.
create table case_views (
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

create index case_views_file on case_views (organisation, file);

-- Steps that need two people.
create table signoffs (
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

create index signoffs_file on signoffs (organisation, file);

create index signoffs_subject on signoffs (organisation, subject);

create index signoffs_state on signoffs (organisation, state, due);

-- Values somebody may see for a while.
create table unlocks (
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

create index unlocks_subject on unlocks (organisation, subject);

-- Versions of the policy.
create table policies (
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

-- What people said about two records.
create table group_decisions (
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

-- Guided sessions and their forms.
create table interviews (
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

create index interviews_subject on interviews (organisation, subject);

-- What came of advice about pay and shipments.
create table settlements (
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

create index settlements_subject on settlements (organisation, subject);

-- Clocks per kind, and orders to purge.
create table retention (
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

-- Kinds of monitoring and on what basis they run.
create table monitoring (
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

-- Keys of programs, as digests.
create table api_keys (
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

-- Where messages go.
create table webhooks (
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
