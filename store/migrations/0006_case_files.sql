-- Files that were filed in cases, as they came (package casework). They are
-- found by the case and their SHA-256 and never opened here.
create table case_files (
	organisation text not null,
	file text not null, -- the case
	sha256 text not null,
	body bytea not null,
	made bigint not null,
	primary key (organisation, file, sha256)
);
