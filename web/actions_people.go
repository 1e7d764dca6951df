package web

import (
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"muster"
	"muster/casework"
)

// PassGate lets a person through a gate. At first pay it says, with a reason,
// that the advice was read; pay itself is not this program's.
type PassGate struct {
	Person muster.SubjectID
	Gate   muster.Gate
	Reason string
}

func (*PassGate) command() {}

func readPassGate(f *form) Command {
	return &PassGate{Person: muster.SubjectID(f.id("id")), Gate: muster.Gate(f.id("gate")), Reason: f.text("reason")}
}

// SettleEscalation lets the process go on because somebody looked.
type SettleEscalation struct {
	Person muster.SubjectID
	Reason string
}

func (*SettleEscalation) command() {}

func readSettleEscalation(f *form) Command {
	return &SettleEscalation{Person: muster.SubjectID(f.id("id")), Reason: f.neutral("reason")}
}

// MarkDispute says that an identity is in dispute, or that this has ended.
type MarkDispute struct {
	Person muster.SubjectID
	End    bool
	Reason string
}

func (*MarkDispute) command() {}

func readMarkDispute(f *form) Command {
	return &MarkDispute{Person: muster.SubjectID(f.id("id")), End: f.yes("end"), Reason: f.neutral("reason")}
}

// ExportPerson enters that a person's copy of what is held of them is made. It
// can be saved for an hour from then on.
type ExportPerson struct {
	Person muster.SubjectID
	Reason string
}

func (*ExportPerson) command() {}

func readExportPerson(f *form) Command {
	return &ExportPerson{Person: muster.SubjectID(f.id("id")), Reason: f.neutral("reason")}
}

// personCopy gives a person's copy: JSON to be saved, or the page to be read,
// printed and saved, which may do nothing but show itself.
func personCopy(h *Handler, w http.ResponseWriter, r *http.Request) error {
	asJSON := r.URL.Query().Get("as") == "json"
	a, err := h.Person.PersonCopy(r.Context(), muster.SubjectID(r.PathValue("id")), asJSON)
	if err != nil {
		return err
	}
	if asJSON {
		save(w, a)
		return nil
	}
	style, err := files.ReadFile("templates/file/copy.css")
	if err != nil {
		return err
	}
	head := w.Header()
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": a.Name}))
	head.Set("Content-Security-Policy", CopyPolicy(style)+"; sandbox; frame-ancestors 'none'")
	head.Set("Content-Length", strconv.Itoa(len(a.Content)))
	_, _ = w.Write(a.Content) // the reader may have gone away
	return nil
}

// AdjustCheck swaps a check for an equally strong one. There is no field for
// the reason, because the reason is not kept.
type AdjustCheck struct {
	Check string
	To    muster.CheckType
}

func (*AdjustCheck) command() {}

func readAdjustCheck(f *form) Command {
	return &AdjustCheck{Check: f.id("id"), To: choice[muster.CheckType](f, "to", CheckTypes())}
}

// CancelCheck takes a request for a check back.
type CancelCheck struct{ Check, Reason string }

func (*CancelCheck) command() {}

func readCancelCheck(f *form) Command {
	return &CancelCheck{Check: f.id("id"), Reason: f.neutral("reason")}
}

// AssignCheck gives a check to a colleague.
type AssignCheck struct{ Check, Who string }

func (*AssignCheck) command() {}

func readAssignCheck(f *form) Command {
	return &AssignCheck{Check: f.id("id"), Who: f.line("who", true)}
}

// OpenComplaint takes down a complaint in the person's own words.
type OpenComplaint struct {
	Person muster.SubjectID
	Text   string
}

func (*OpenComplaint) command() {}

func readOpenComplaint(f *form) Command {
	return &OpenComplaint{Person: muster.SubjectID(f.id("id")), Text: f.reason("text")}
}

// AnswerComplaint answers a complaint with what was found.
type AnswerComplaint struct {
	Complaint, Upheld, Answer string
}

func (*AnswerComplaint) command() {}

func readAnswerComplaint(f *form) Command {
	return &AnswerComplaint{Complaint: f.id("id"), Upheld: choice[string](f, "upheld", Upheld()), Answer: f.neutral("answer")}
}

// OfferAlternative offers the person another way to do a check.
type OfferAlternative struct {
	Person  muster.SubjectID
	Instead muster.CheckType
	Offered muster.CheckType
}

func (*OfferAlternative) command() {}

func readOfferAlternative(f *form) Command {
	c := &OfferAlternative{Person: muster.SubjectID(f.id("id"))}
	instead, offered, _ := strings.Cut(choice[string](f, "way", OtherWays()), " ")
	c.Instead, c.Offered = muster.CheckType(instead), muster.CheckType(offered)
	return c
}

// PlacePerson says where a person belongs, where their own records leave it
// open, and whose own work they are.
type PlacePerson struct {
	Person muster.SubjectID
	Entity string
	Class  muster.RoleClass
	Team   []string
	Reason string
}

func (*PlacePerson) command() {}

func readPlacePerson(f *form) Command {
	return &PlacePerson{
		Person: muster.SubjectID(f.id("id")), Entity: f.line("entity", false), Class: choice[muster.RoleClass](f, "class", RoleClasses()),
		Team: f.lines("team", 0), Reason: f.neutral("reason"),
	}
}

// PlanInterview draws a guided interview for the interviewers named.
type PlanInterview struct {
	Person       muster.SubjectID
	Interviewers []string
}

func (*PlanInterview) command() {}

func readPlanInterview(f *form) Command {
	return &PlanInterview{Person: muster.SubjectID(f.id("id")), Interviewers: f.lines("who", 1)}
}

// WithdrawInterview says that a planned interview will not take place.
type WithdrawInterview struct {
	Person          muster.SubjectID
	Session, Reason string
}

func (*WithdrawInterview) command() {}

func readWithdrawInterview(f *form) Command {
	return &WithdrawInterview{Person: muster.SubjectID(f.id("id")), Session: f.id("session"), Reason: f.neutral("reason")}
}

// ownFields reads the closed fields of a check's own form. Whether they fit
// the check, the desk says.
func ownFields(f *form) map[string]string {
	var out map[string]string
	for _, name := range slices.Sorted(maps.Keys(f.values)) {
		field, ok := strings.CutPrefix(name, checkField)
		if value := f.values.Get(name); ok && value != "" && len(field)+len(value) < maxLine {
			if out == nil {
				out = map[string]string{}
			}
			out[field] = value
		}
	}
	return out
}

// checkField begins the names of a check's own fields.
const checkField = "form-"

// OtherWays are the swaps of checks that are equally strong, as one choice.
func OtherWays() []Option {
	var out []Option
	for _, t := range muster.CheckTypes() {
		for _, to := range casework.Swaps(t) {
			out = append(out, Option{string(t) + " " + string(to), checkWord(to) + " in place of " + lowerFirst(checkWord(t))})
		}
	}
	return out
}
