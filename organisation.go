package muster

// OrganisationID says whose data a record is. It is part of every key, and
// joins never cross organisations.
type OrganisationID string

// DefaultOrganisation is used by single runs over one company's own files.
const DefaultOrganisation OrganisationID = "default"
