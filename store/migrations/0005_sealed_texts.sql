-- Keys of sealed texts, one for each person or case, themselves sealed under the
-- organisation's key. A purge deletes the texts and then their key: what a page,
-- a log or a copy without this table still holds of them says nothing.
create table vault_keys (
	organisation text not null,
	id bytea not null,
	holder text not null, -- whose texts it seals; '' for those of nobody in particular
	key bytea not null,
	primary key (organisation, id)
);

create unique index vault_keys_holder on vault_keys (organisation, holder);
