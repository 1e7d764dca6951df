-- The key that a subject's vault column is sealed under, in vault_keys: '' in
-- rows of older programs, which are sealed under the organisation's key itself
-- until they are next written.
alter table subjects add column vault_key bytea not null default '';
