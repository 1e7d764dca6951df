package casework

import "slices"

// Role is what somebody does in the organisation, as far as permissions go.
type Role string

// The roles. A user may hold several, each for a scope.
const (
	Recruiter     Role = "recruiter"
	HiringManager Role = "hiring_manager"
	HRLead        Role = "hr_lead"
	Payroll       Role = "payroll"
	IT            Role = "it"
	Security      Role = "security_analyst"
	Counsel       Role = "counsel"
	Auditor       Role = "auditor"
	Administrator Role = "administrator"
)

// Roles returns all roles in the order of the permission tables' columns.
func Roles() []Role {
	return []Role{Recruiter, HiringManager, HRLead, Payroll, IT, Security, Counsel, Auditor, Administrator}
}

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }

// Scope narrows a grant to one legal entity, one country, or both. Empty
// fields mean all.
type Scope struct {
	Entity  string `json:"entity,omitempty"`
	Country string `json:"country,omitempty"` // where the person works, ISO 3166-1 alpha-2; for law, never scored
}

// Covers reports whether something that lies at the place of other is within s.
// What has no entity or country stated is covered only by a scope that does not
// ask for one.
func (s Scope) Covers(other Scope) bool {
	return (s.Entity == "" || s.Entity == other.Entity) && (s.Country == "" || s.Country == other.Country)
}

// Grant is a role for a scope.
type Grant struct {
	Role  Role  `json:"role"`
	Scope Scope `json:"scope,omitzero"`
}

// UserID identifies a user of the installation.
type UserID string

// Actor is who acts: a signed-in user, an API key on behalf of the one who made
// it, or an outside second signer with a link for one act.
type Actor struct {
	User   UserID
	Name   string // as the ledger shows it
	Grants []Grant
	Via    string // session, key or link: how the actor was recognised
	Step   string // for an outside second signer: the one step they may sign

	Provided bool // their roles come from the sign-on provider, which is their only way in
}

// Holds reports whether the actor holds the role for the scope.
func (a *Actor) Holds(r Role, at Scope) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == r && g.Scope.Covers(at) })
}
