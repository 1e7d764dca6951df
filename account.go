package muster

import (
	"fmt"
	"slices"
)

// AccountMoment is when a platform asks about an account.
type AccountMoment string

// The moments at which a platform asks.
const (
	AtSignUp AccountMoment = "signup"
	AtPayout AccountMoment = "payout"
)

// ParseAccountMoment reads a moment as people write it.
func ParseAccountMoment(s string) (AccountMoment, error) {
	switch m := AccountMoment(s); m {
	case AtSignUp, AtPayout:
		return m, nil
	}
	return "", fmt.Errorf("%q is no moment at which an account is asked about; write %s or %s", s, AtSignUp, AtPayout)
}

// Counts reports whether a finding is weighed at a moment. Nothing is paid out at
// sign-up, so where money goes is not weighed there, nor who else is paid there.
func (m AccountMoment) Counts(f *Finding) bool {
	if m != AtSignUp {
		return true
	}
	money := f.Join != nil && len(f.Join.Kinds) > 0 && !slices.ContainsFunc(f.Join.Kinds, func(k ArtefactKind) bool { return !paidOn(k) })
	return f.Family != FamilyBank && !money
}

func paidOn(k ArtefactKind) bool { return k == ArtefactAccount || k == ArtefactWallet }

// Weighed are the findings that count at a moment, as they count there: at sign-up
// what people are paid on is no second kind of value beside another that joins them.
func (m AccountMoment) Weighed(findings []Finding) []Finding {
	out := make([]Finding, 0, len(findings))
	for i := range findings {
		if !m.Counts(&findings[i]) {
			continue
		}
		f := findings[i]
		if m == AtSignUp && f.Join != nil && slices.ContainsFunc(f.Join.Kinds, paidOn) {
			join := *f.Join
			join.Kinds = slices.DeleteFunc(slices.Clone(join.Kinds), paidOn)
			f.Join = &join
		}
		out = append(out, f)
	}
	return out
}

// AccountOpinion is what is proposed about an account. It is advice to whoever
// runs the platform: no account is closed and no payout stopped by it.
type AccountOpinion string

// The opinions.
const (
	OpinionNone     AccountOpinion = "none"       // nothing is due
	OpinionVerify   AccountOpinion = "verify"     // a check is due before the next step
	OpinionEscalate AccountOpinion = "escalate"   // two people look
	OpinionMissing  AccountOpinion = "no_opinion" // nothing could be said: go on as if nobody had asked
)

// AccountAnswer is the answer about one account.
type AccountAnswer struct {
	ID      SubjectID       `json:"id"`
	At      AccountMoment   `json:"at"`
	Answer  AccountOpinion  `json:"answer"`
	Why     string          `json:"why,omitempty"` // why there is no opinion
	Reasons []AccountReason `json:"reasons"`
	Checks  []CheckType     `json:"checks,omitempty"` // what would settle it, the easiest first
}

// AccountReason is a finding that was weighed.
type AccountReason struct {
	Flag     FlagID     `json:"flag"`
	Family   Family     `json:"family"`
	Strength int        `json:"strength"`
	Title    string     `json:"title"`
	Finding  FindingKey `json:"finding"`
}

// NoOpinion is the answer where nothing could be said.
func NoOpinion(id SubjectID, at AccountMoment, why string) *AccountAnswer {
	return &AccountAnswer{ID: id, At: at, Answer: OpinionMissing, Why: why, Reasons: []AccountReason{}}
}

// AnswerAccount puts an assessment as the answer about an account: the findings
// that counted, and the checks that would settle them.
func AnswerAccount(id SubjectID, at AccountMoment, a *Assessment, findings []Finding) *AccountAnswer {
	out := &AccountAnswer{ID: id, At: at, Answer: OpinionNone, Reasons: []AccountReason{}}
	switch a.Level {
	case Verify:
		out.Answer = OpinionVerify
	case Escalate:
		out.Answer = OpinionEscalate
	}
	titles := make(map[FindingKey]string, len(findings))
	for i := range findings {
		titles[findings[i].Key] = findings[i].Title
	}
	for i := range a.Contributions {
		if c := &a.Contributions[i]; c.Counted {
			out.Reasons = append(out.Reasons, AccountReason{Flag: c.Flag, Family: c.Family, Strength: c.Strength, Title: titles[c.Finding], Finding: c.Finding})
		}
	}
	for i := range a.Checks {
		out.Checks = append(out.Checks, a.Checks[i].Type)
	}
	return out
}
