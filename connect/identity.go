package connect

import "muster"

// Checked is the result of an identity check by an outside provider. Record is
// the provider's own id of the check, so that a later word on the same check
// takes the place of an earlier one and another check stands beside it.
// Account is the customer's own reference, Applicant the provider's: one of them
// says whose it is. What a provider thinks of looks, origin or papers in detail
// is not read.
type Checked struct {
	System    string
	Record    string
	Event     string
	At        muster.Time
	Account   string
	Applicant string
	Outcome   muster.CheckOutcome
	Name      muster.PersonName // as the document has it, where the provider tells it
}

// Told is the result as what a system says about a subject.
func (c *Checked) Told(provider string) *Told {
	return &Told{
		System: c.System, Event: c.Event, Record: "check " + c.Record, At: c.At, Employee: c.Account, Candidate: c.Applicant,
		Data: &muster.Check{Type: muster.CheckIdentity, Done: c.At, Outcome: c.Outcome, Provider: muster.Text(provider), Name: c.Name},
	}
}
