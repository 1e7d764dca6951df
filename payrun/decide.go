package payrun

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"muster"
	"muster/ingest/bankfile"
)

// Choice is what a named person decided about a line.
type Choice string

// The choices. A line that is paid on the same day by other means, or withheld
// on a legal basis that counsel recorded, is left out of the file.
const (
	ChooseAsGiven      Choice = "pay_as_given"
	ChooseLastVerified Choice = "pay_last_verified"
	ChooseSameDay      Choice = "pay_same_day"
	ChooseWithhold     Choice = "withhold"
)

// Choices lists them.
func Choices() []Choice {
	return []Choice{ChooseAsGiven, ChooseLastVerified, ChooseSameDay, ChooseWithhold}
}

// Decision is a named person's decision about one line.
type Decision struct {
	Line   int    `json:"line"`
	Choice Choice `json:"choice"`
	By     string `json:"by"`
	Reason string `json:"reason"`

	// To is the account that a payment on the same day goes to, where the
	// decision names one.
	To muster.PayTo `json:"to,omitzero"`
}

// The limits of a file of decisions.
const (
	maxDecisions = 100_000
	maxReason    = 2_000 // bytes
	maxBy        = 200
)

// ReadDecisions reads line, choice, by and reason, in any order of columns, and
// the account of a payment on the same day where a column account is there. A
// second row of a line with the same choice and another name is the second
// person's release. A file with a row that cannot be taken is refused whole,
// with every such row.
func ReadDecisions(name string, in io.Reader, advice []Advice) ([]Decision, error) {
	r := csv.NewReader(in)
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	header, err := r.Read()
	if err != nil {
		return nil, badDecisions(name, 0, "the file has no header", err)
	}
	columns := map[string]int{}
	for i, word := range header {
		columns[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(word, "\ufeff")))] = i
	}
	for _, want := range []string{"line", "choice", "by", "reason"} {
		if _, there := columns[want]; !there {
			return nil, badDecisions(name, 1, fmt.Sprintf("the header has no column %q", want), nil)
		}
	}
	byLine := map[int]*Advice{}
	for i := range advice {
		byLine[advice[i].Line] = &advice[i]
	}
	var list []Decision
	var faults []error
	seen := map[int]Decision{}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return list, errors.Join(faults...)
		}
		if err != nil {
			row := 0
			if broken := (*csv.ParseError)(nil); errors.As(err, &broken) { // of a row that could not be read no field has a place
				row = broken.StartLine
			}
			return nil, badDecisions(name, row, "the row is not CSV", err)
		}
		row, _ := r.FieldPos(0)
		if len(list) == maxDecisions {
			return nil, badDecisions(name, row, fmt.Sprintf("more than %d rows", maxDecisions), nil)
		}
		d, fault := readDecision(cells, columns, byLine, seen)
		if fault != "" {
			faults = append(faults, badDecisions(name, row, fault, nil))
			continue
		}
		list = append(list, d)
	}
}

func badDecisions(name string, row int, message string, err error) error {
	return &muster.Error{Code: muster.CodeDamaged, Message: message, Place: muster.Place{File: name, Row: row}, Err: err}
}

// readDecision reads one row; fault says why it cannot be taken.
func readDecision(cells []string, columns map[string]int, byLine map[int]*Advice, seen map[int]Decision) (d Decision, fault string) {
	cell := func(name string) string {
		if i, there := columns[name]; there && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	line, err := strconv.Atoi(cell("line"))
	if err != nil {
		return d, fmt.Sprintf("%q is not the number of a line", cell("line"))
	}
	d = Decision{Line: line, Choice: Choice(cell("choice")), By: cell("by"), Reason: cell("reason")}
	a := byLine[line]
	if a == nil {
		return d, fmt.Sprintf("the run shows no line %d; a line that is not shown is paid as given", line)
	}
	if text := cell("account"); text != "" {
		var ok bool
		if d.To, ok = ReadAccount(text); !ok {
			return d, "the account cannot be read whole, or its check digits do not agree"
		}
	}
	if first, decided := seen[line]; decided && (first.Choice != d.Choice || first.To != d.To || strings.EqualFold(first.By, d.By)) {
		return d, fmt.Sprintf("line %d is decided twice in this file", line)
	}
	seen[line] = d
	return d, d.fault(a)
}

// fault says why a decision about a line cannot be taken, or nothing.
func (d *Decision) fault(a *Advice) string {
	switch {
	case !a.Shown():
		return fmt.Sprintf("line %d is not shown for a decision; it is paid as given", d.Line)
	case !slices.Contains(Choices(), d.Choice):
		return fmt.Sprintf("%q is no choice; the choices are pay_as_given, pay_last_verified, pay_same_day and withhold", d.Choice)
	case d.Choice == ChooseLastVerified && a.Last == nil:
		return fmt.Sprintf("line %d has no other account that was verified; choose pay_as_given or pay_same_day", d.Line)
	case d.To != muster.PayTo{} && d.Choice != ChooseSameDay:
		return fmt.Sprintf("line %d names an account, which only pay_same_day takes", d.Line)
	case d.By == "":
		return "nobody is named as the one who decided (by)"
	case d.Reason == "":
		return "no reason is given"
	case len(d.By) > maxBy || len(d.Reason) > maxReason:
		return fmt.Sprintf("a name has at most %d bytes and a reason %d", maxBy, maxReason)
	}
	return ""
}

// maxAccount bounds an account in words, in bytes.
const maxAccount = 100

// ReadAccount reads an IBAN, or a sort code or routing number with the account
// number after it.
func ReadAccount(text string) (muster.PayTo, bool) {
	words := strings.Fields(text)
	if len(text) > maxAccount || len(words) == 0 {
		return muster.PayTo{}, false
	}
	iban := muster.PayTo{IBAN: muster.Account(strings.Join(words, ""))}
	if AccountOf(&iban) != "" {
		return iban, true
	}
	last := len(words) - 1
	number := muster.PayTo{BankCode: muster.BankCode(strings.Join(words[:last], "")), Number: muster.Account(words[last])}
	return number, last > 0 && AccountOf(&number) != ""
}

// sameDay is where a payment on the same day goes: where the decision says, else
// to the last verified account, else to the one of the file. It is empty where
// that one is what is in question, or cannot be paid.
func (a *Advice) sameDay(d *Decision, l *Line) muster.PayTo {
	switch {
	case d.To != muster.PayTo{}:
		return d.To
	case a.Last != nil:
		return a.Last.To
	case slices.ContainsFunc(a.Reasons, func(r Reason) bool { return r.Code.Changes() || r.Code == NoAccount || r.Code == Unreadable }):
		return muster.PayTo{}
	}
	return l.To
}

// Open lists the lines that are shown and that nobody has decided on.
func Open(advice []Advice, decided map[int]Decision) (lines []int) {
	for i := range advice {
		if _, done := decided[advice[i].Line]; advice[i].Shown() && !done {
			lines = append(lines, advice[i].Line)
		}
	}
	return lines
}

// Edits turns decisions into changes of the file that the lines came from.
func Edits(advice []Advice, indices []int, decided map[int]Decision) map[int]bankfile.Edit {
	edits := map[int]bankfile.Edit{}
	for i := range advice {
		a := &advice[i]
		switch d := decided[a.Line]; d.Choice {
		case ChooseLastVerified:
			edits[indices[a.Index]] = bankfile.Edit{To: a.Last.To}
		case ChooseSameDay, ChooseWithhold:
			edits[indices[a.Index]] = bankfile.Edit{Out: true}
		}
	}
	return edits
}
