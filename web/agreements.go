package web

import (
	"muster"
	"muster/casework"
)

// Agreement is what was agreed beforehand, with one person or with everybody.
type Agreement struct {
	ID    string // "": it stands in records that were brought in, and is changed there
	Kind  string // one of AgreementKinds, or another of muster.AgreedKind from records
	What  string // the place, the hours, the tool or the device
	From  muster.Time
	Until muster.Time
	By    string
}

// Word says what kind it is.
func (a Agreement) Word() string {
	for _, o := range AgreementKinds() {
		if o.Value == a.Kind {
			return o.Label
		}
	}
	switch muster.AgreedKind(a.Kind) {
	case muster.AgreedOnCall:
		return "On call"
	case muster.AgreedVPN:
		return "A VPN"
	case muster.AgreedJob:
		return "Another job"
	}
	return a.Kind
}

// Agreements are those of one person, or of everybody, with the form for more.
type Agreements struct {
	Person muster.SubjectID // empty: everybody
	List   []Agreement
}

// Kinds are what can be agreed here.
func (a Agreements) Kinds() []Option {
	if a.Person == "" {
		return []Option{{casework.AgreedTool, "A tool or network"}}
	}
	return AgreementKinds()
}

// AgreementKinds are what can be agreed with a person.
func AgreementKinds() []Option {
	return []Option{
		{casework.AgreedTravel, "Work from elsewhere for a time"}, {casework.AgreedHours, "Other hours"},
		{casework.AgreedTool, "A tool or network"}, {casework.AgreedDevice, "A device of their own"},
	}
}

// Agree puts on record what was agreed beforehand.
type Agree struct {
	Kind   string
	Person muster.SubjectID // empty: a tool, for everybody
	What   string
	From   muster.Time
	Until  muster.Time
	Reason string
}

func (*Agree) command() {}

func readAgree(f *form) Command {
	return &Agree{
		Kind: choice[string](f, "kind", AgreementKinds()), Person: muster.SubjectID(f.line("person", false)), What: f.refuse("what", f.line("what", true)),
		From: f.date("from", false), Until: f.date("until", true), Reason: f.neutral("reason"),
	}
}

// ChangeAgreement writes an agreement anew.
type ChangeAgreement struct {
	ID, What string
	Until    muster.Time
	Reason   string
}

func (*ChangeAgreement) command() {}

func readChangeAgreement(f *form) Command {
	return &ChangeAgreement{ID: f.id("id"), What: f.refuse("what", f.line("what", true)), Until: f.date("until", true), Reason: f.neutral("reason")}
}

// Day is its last day as a date field takes it.
func (a Agreement) Day() string { return a.Until.UTC().Format("2006-01-02") }

// EndAgreement takes an agreement back.
type EndAgreement struct{ ID, Reason string }

func (*EndAgreement) command() {}

func readEndAgreement(f *form) Command {
	return &EndAgreement{ID: f.id("id"), Reason: f.neutral("reason")}
}
