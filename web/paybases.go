package web

import (
	"net/http"
	"time"

	"muster"
)

// PayBases are the legal bases on which pay may be withheld, for counsel.
type PayBases struct {
	Rows []PayBasisRow
	Now  time.Time
}

// PayBasisRow is one basis.
type PayBasisRow struct {
	Person        PersonRef
	Basis, Reason string
	Until         time.Time
	By            string
	At            time.Time
}

// Stands reports whether a basis still holds.
func (p *PayBases) Stands(r PayBasisRow) bool { return !r.Until.Before(p.Now) }

func (p *PayBases) head() head {
	return head{template: "paybases", title: "Legal basis for withholding pay", section: "bases"}
}

func (h *Handler) payBases(r *http.Request) (*PayBases, error) {
	return h.PayRuns.PayBases(r.Context())
}

// RecordPayBasis puts counsel's legal basis on record.
type RecordPayBasis struct {
	Person        muster.SubjectID
	Basis, Reason string
	Until         muster.Time
}

func (*RecordPayBasis) command() {}

func readRecordPayBasis(f *form) Command {
	return &RecordPayBasis{Person: muster.SubjectID(f.line("person", true)), Basis: f.line("basis", true), Until: f.date("until", true), Reason: f.reason("reason")}
}
