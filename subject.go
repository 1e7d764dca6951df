package muster

// SubjectID names one claimed identity within an organisation: the people
// table's id, else the applications table's, else "source:row".
type SubjectID string

// Status is where in its life with the organisation a subject stands.
type Status string

// The statuses, in the order of a working life.
const (
	StatusApplicant  Status = "applicant"
	StatusWorker     Status = "worker"
	StatusContractor Status = "contractor"
	StatusLeaver     Status = "leaver"
	StatusAccount    Status = "account" // an account on a platform
	StatusUnknown    Status = "unknown" // only loose files or rows name this subject
)

// RoleClass is the class of roles a subject belongs to; everybody in one class
// goes through the same steps.
type RoleClass string

// The role classes a policy knows by default.
const (
	RoleOrdinary   RoleClass = "ordinary"
	RolePrivileged RoleClass = "privileged"
	RoleSensitive  RoleClass = "sensitive"
)

// Subject is one claimed identity as a source's records show it: an applicant,
// a worker, a contractor or an account on a platform. Two subjects may be one
// human; saying so is a Link's business, never a Subject's.
type Subject struct {
	Organisation OrganisationID `json:"organisation"`
	ID           SubjectID      `json:"id"`
}

// Population gives access to everybody under examination, one subject at a
// time, without holding all observations in memory at once. Implementations
// must allow calls from several goroutines.
type Population interface {
	// Len returns the number of subjects.
	Len() int
	// Subject returns subject i. The order is that of ids, so that runs are
	// repeatable.
	Subject(i int) Subject
	// Observations appends the observations of subject i to dst, oldest first,
	// and returns it. Values stay valid after the call.
	Observations(i int, dst []Observation) ([]Observation, error)
}

// Slice is a Population held in memory, for tests, cases and small runs.
type Slice struct {
	subjects     []Subject
	observations [][]Observation
}

// NewSlice groups observations by subject, in the order of SortObservations.
func NewSlice(observations []Observation) *Slice {
	bySubject := map[Subject][]Observation{}
	for _, o := range observations {
		key := Subject{o.Organisation, o.Subject}
		bySubject[key] = append(bySubject[key], o)
	}
	s := &Slice{}
	for _, key := range sortedSubjects(bySubject) {
		group := bySubject[key]
		SortObservations(group)
		s.subjects = append(s.subjects, key)
		s.observations = append(s.observations, group)
	}
	return s
}

// Len returns the number of subjects.
func (s *Slice) Len() int { return len(s.subjects) }

// Subject returns subject i.
func (s *Slice) Subject(i int) Subject { return s.subjects[i] }

// Observations appends the observations of subject i to dst.
func (s *Slice) Observations(i int, dst []Observation) ([]Observation, error) {
	return append(dst, s.observations[i]...), nil
}
