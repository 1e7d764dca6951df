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

create index entities_subject on entities (organisation, subject);

create index entities_state on entities (organisation, state, due);

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

create index users_subject on users (organisation, subject);

create index users_state on users (organisation, state, due);

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

create index one_time_links_subject on one_time_links (organisation, subject);

create index one_time_links_state on one_time_links (organisation, state, due);

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

create index placements_subject on placements (organisation, subject);

create index placements_state on placements (organisation, state, due);

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

create index gates_state on gates (organisation, state, due);

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

create index draws_state on draws (organisation, state, due);

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

create index clearings_state on clearings (organisation, state, due);

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

create index disputes_state on disputes (organisation, state, due);

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

create index notices_state on notices (organisation, state, due);

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

create index case_items_subject on case_items (organisation, subject);

create index case_items_state on case_items (organisation, state, due);

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

create index case_views_subject on case_views (organisation, subject);

create index case_views_state on case_views (organisation, state, due);

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

create index unlocks_state on unlocks (organisation, state, due);

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

create index policies_subject on policies (organisation, subject);

create index policies_state on policies (organisation, state, due);

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

create index group_decisions_subject on group_decisions (organisation, subject);

create index group_decisions_state on group_decisions (organisation, state, due);

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

create index interviews_state on interviews (organisation, state, due);

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

create index settlements_state on settlements (organisation, state, due);

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

create index retention_subject on retention (organisation, subject);

create index retention_state on retention (organisation, state, due);

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

create index monitoring_subject on monitoring (organisation, subject);

create index monitoring_state on monitoring (organisation, state, due);

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

create index api_keys_subject on api_keys (organisation, subject);

create index api_keys_state on api_keys (organisation, state, due);

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

create index webhooks_subject on webhooks (organisation, subject);

create index webhooks_state on webhooks (organisation, state, due);
