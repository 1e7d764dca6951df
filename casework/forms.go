package casework

import (
	"maps"
	"slices"
	"sync"

	"muster"
)

// Choice is an entry of a closed list: the word kept and the words shown.
type Choice struct{ Value, Label string }

// FormField is a closed field of a form.
type FormField struct {
	Name    string
	Label   string
	Choices []Choice
	Needed  bool // a passed check must state it
}

// Form is what is asked when a type of check is recorded, beside outcome, day
// and evidence.
type Form struct {
	Type   muster.CheckType
	Fields []FormField
	Days   int  // how long a passed check holds unless the form says otherwise; 0 is for good
	High   bool // it can be done at high assurance
}

func yesOrNo(name, label string, needed bool) FormField {
	return FormField{name, label, []Choice{{"yes", "Yes"}, {"no", "No"}}, needed}
}

// channel asks how somebody was reached. The person's own word for it is on
// the list so that it can be refused with the reason.
func channel(label string) FormField {
	return FormField{"channel", label, []Choice{
		{ChannelFound, "A contact we found ourselves"}, {ChannelOnFile, "A contact that was on file before"},
		{ChannelPresent, "In each other's presence"}, {ChannelGiven, "A contact the person gave for this"},
	}, true}
}

// The channels a check or a clearing can run over.
const (
	ChannelFound   = "found_ourselves"
	ChannelOnFile  = "on_file_before"
	ChannelPresent = "in_person"
	ChannelGiven   = "given_by_person" // proves nothing: refused
)

// nameCodes are the answers of a bank's name check (Confirmation of Payee).
const (
	nameMatch        = "match"
	nameClose        = "close_match"
	nameNo           = "no_match"
	nameNotAvailable = "not_available"
)

// FormOf returns the form of a type of check, and false when there is no such
// type.
func FormOf(t muster.CheckType) (Form, bool) {
	f, ok := allForms()[t]
	f.Type = t
	return f, ok
}

// allForms are made once. They are read only.
var allForms = sync.OnceValue(forms)

func forms() map[muster.CheckType]Form {
	how := FormField{"how", "How it was done", []Choice{{"original", "From the original, in person"}, {"provider", "By a certified provider"}, {"identity_provider", "The identity provider's result compared with the application"}, {"video", "On a video call"}}, false}
	return map[muster.CheckType]Form{
		muster.CheckContactCode:   {Fields: []FormField{{"contact", "Which contact", []Choice{{"phone", "Telephone"}, {"email", "E-mail"}}, false}}, Days: 365},
		muster.CheckLiveInterview: {Fields: []FormField{yesOrNo("prompts", "All prompts were followed", false), yesOrNo("two", "Two interviewers were there", false)}, Days: 365, High: true},
		muster.CheckInPerson:      {Fields: []FormField{how}, High: true},
		muster.CheckIdentity:      {Fields: []FormField{how, {"name", "Name on it against the application", []Choice{{"same", "Same"}, {"documented_change", "Differs, with a documented change of name"}, {"different", "Different"}}, false}}, Days: 3650, High: true},
		muster.CheckRightToWork: {Fields: []FormField{{"route", "Route the person chose", []Choice{{"original", "Original document"}, {"online", "Official online service"}, {"provider", "Certified provider"}}, false},
			{"limit", "Permission to work", []Choice{{"unlimited", "Without a time limit"}, {"limited", "With a time limit"}}, false}}, High: true},
		muster.CheckReference:  {Fields: []FormField{channel("Contact used"), {"result", "What was confirmed", []Choice{{"confirmed", "Dates and title"}, {"differs", "They differ"}, {"never_there", "Not known there"}}, false}}, Days: 3650, High: true},
		muster.CheckEducation:  {Fields: []FormField{channel("Contact used")}, High: true},
		muster.CheckAddress:    {Fields: []FormField{{"source", "Independent source", []Choice{{"post", "Code sent by post"}, {"register", "Public register or provider"}, {"visit", "Visit or collection"}}, false}}, Days: 180, High: true},
		muster.CheckBankName:   {Fields: []FormField{{"answer", "The bank's answer", []Choice{{nameMatch, "Match"}, {nameClose, "Close match"}, {nameNo, "No match"}, {nameNotAvailable, "Not available"}}, false}, {"channel", "A change was confirmed over", channel("").Choices, false}}, Days: 365},
		muster.CheckSanctions:  {Fields: []FormField{{"compared", "Compared with", []Choice{{"born_and_document", "Date of birth and document"}, {"born", "Date of birth"}, {"name_only", "Name only"}}, false}}, Days: 365},
		muster.CheckDevice:     {Fields: []FormField{{"method", "Method", []Choice{{"key_touch", "Security-key touch on the issued laptop"}, {"location", "Location of the issued laptop"}}, false}}, Days: 365, High: true},
		muster.CheckSamePerson: {Fields: []FormField{{"stage", "Stage", []Choice{{"interview", "Interview"}, {"collection", "Collection"}, {"day_one", "Day one"}}, false}, yesOrNo("met_before", "The recorder had met the person before", false)}, Days: 365, High: true},
		muster.CheckReverify:   {Fields: []FormField{how}, Days: 365, High: true},
		muster.CheckCollection: {Fields: []FormField{yesOrNo("original", "The document of the hiring check was shown", false)}, High: true},
	}
}

// checkForm holds a filled form against its type and the outcome.
func checkForm(t muster.CheckType, outcome muster.CheckOutcome, filled map[string]string) error {
	f, ok := FormOf(t)
	if !ok {
		return usage("type: "+quoted(string(t))+" is no check", "choose one of the list")
	}
	for _, name := range slices.Sorted(maps.Keys(filled)) {
		if !slices.ContainsFunc(f.Fields, func(field FormField) bool {
			return field.Name == name && slices.ContainsFunc(field.Choices, func(c Choice) bool { return c.Value == filled[name] })
		}) {
			return usage("form: "+quoted(name)+" = "+quoted(filled[name])+" is not on it", "choose from the lists of the form")
		}
	}
	if outcome != muster.OutcomePassed {
		return nil
	}
	for _, field := range f.Fields {
		if field.Needed && filled[field.Name] == "" {
			return usage("form: "+field.Label+" is not stated", "a check counts as passed only when the form says how it was done")
		}
	}
	return sound(t, filled)
}

// sound refuses a passed outcome that the rest of the form contradicts.
func sound(t muster.CheckType, filled map[string]string) error {
	switch {
	case filled["channel"] == ChannelGiven:
		return usage("a contact that the person gave for this proves nothing", "find a number or address yourself, or use one that was on file before")
	case t == muster.CheckBankName && (filled["answer"] == nameNotAvailable || filled["answer"] == nameNo):
		return usage("the bank's answer is not a pass", "record not available, or failed; not available is never held against anybody")
	case t == muster.CheckSanctions && filled["compared"] == "name_only":
		return usage("a name alone settles nothing either way", "compare date of birth or a document, or record it as unclear")
	case filled["name"] == "different", filled["result"] == "never_there", filled["met_before"] == "no":
		return usage("the form does not say that the check was passed", "record it as failed or unclear, or correct the form")
	}
	return nil
}

// Swaps lists the checks that are as strong as one, and may take its place as
// an agreed adjustment. A prescribed right-to-work check has none, because its
// own form offers the routes the law knows.
func Swaps(t muster.CheckType) []muster.CheckType {
	switch t {
	case muster.CheckLiveInterview, muster.CheckIdentity, muster.CheckReverify:
		return []muster.CheckType{muster.CheckInPerson}
	case muster.CheckInPerson:
		return []muster.CheckType{muster.CheckIdentity, muster.CheckCollection}
	case muster.CheckSamePerson:
		return []muster.CheckType{muster.CheckInPerson, muster.CheckDevice}
	case muster.CheckDevice:
		return []muster.CheckType{muster.CheckInPerson, muster.CheckSamePerson}
	case muster.CheckCollection:
		return []muster.CheckType{muster.CheckInPerson}
	case muster.CheckAddress:
		return []muster.CheckType{muster.CheckCollection}
	case muster.CheckReference:
		return []muster.CheckType{muster.CheckEducation}
	case muster.CheckEducation:
		return []muster.CheckType{muster.CheckReference}
	case muster.CheckContactCode:
		return []muster.CheckType{muster.CheckInPerson, muster.CheckIdentity}
	}
	return nil
}
