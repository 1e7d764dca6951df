-- What somebody said of tables whose headings are not known: what they are about
-- and what their columns hold. It holds for whoever said it; columns is a digest
-- of the headings by which the table is known again, made is when it was said.
create table server_tables (
	organisation text not null,
	user_id text not null,
	columns text not null,
	body bytea not null,
	made bigint not null,
	primary key (organisation, user_id, columns)
);

create index server_tables_columns on server_tables (organisation, columns, made);
