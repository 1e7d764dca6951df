package evaluate

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// Minutes of staff time one check takes: an assumption to replace by the
// organisation's own figure. A verification is one person's call or form; an
// escalation is two people reading the file and deciding what to ask.
const (
	MinutesVerify   = 20
	MinutesEscalate = 90
)

// baseRates are personas per 1,000 people: one in twenty thousand, one in two
// thousand, and a firm that is being worked.
var baseRates = [...]float64{0.05, 0.5, 5}

// Effort is what a base rate of personas would mean for the staff.
type Effort struct {
	PerThousand  float64 // personas per 1,000 people
	HitsPerTen   float64 // personas among ten people checked
	Minutes      float64 // staff minutes per 1,000 people
	MinutesOfHit float64 // staff minutes per persona found; 0 if none is found
}

// Efforts returns the effort at 0.05, 0.5 and 5 personas per 1,000 people, if
// everybody at verify or above is checked and the shares found here hold.
func (r Report) Efforts() []Effort {
	var efforts []Effort
	for _, rate := range baseRates {
		hits := rate * share(r.PersonasVerify, r.Personas)
		hitsUp := rate * share(r.PersonasEscalate, r.Personas)
		alarms := (1000 - rate) * share(r.HonestVerify, r.Honest)
		alarmsUp := (1000 - rate) * share(r.HonestEscalate, r.Honest)
		e := Effort{PerThousand: rate}
		checked := hits + alarms
		e.Minutes = MinutesVerify*(checked-hitsUp-alarmsUp) + MinutesEscalate*(hitsUp+alarmsUp)
		if checked > 0 {
			e.HitsPerTen = 10 * hits / checked
		}
		if hits > 0 {
			e.MinutesOfHit = e.Minutes / hits
		}
		efforts = append(efforts, e)
	}
	return efforts
}

// table collects aligned lines.
type table struct{ w *tabwriter.Writer }

func (t table) line(cells ...string) { fmt.Fprintln(t.w, "  "+strings.Join(cells, "\t")+"\t") }

// WriteText writes the report for reading, false alarms first.
func (r Report) WriteText(w io.Writer) error {
	out := &strings.Builder{}
	r.writeHonest(out)
	r.writeLive(out)
	r.writePersonas(out)
	r.writePlatform(out)
	r.writeEffort(out)
	r.writeBars(out)
	if r.Unseen > 0 || r.Unknown > 0 {
		fmt.Fprintf(out, "\n%d people of the truth are not in the run and count as clear; %d in the run are not in the truth and count nowhere.\n", r.Unseen, r.Unknown)
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("evaluate: write report: %w", err)
	}
	return nil
}

func aligned(out io.Writer, title string, fill func(table)) {
	fmt.Fprintf(out, "%s\n", title)
	t := table{tabwriter.NewWriter(out, 0, 4, 2, ' ', tabwriter.AlignRight)}
	fill(t)
	_ = t.w.Flush() // to a strings.Builder, which does not fail
}

func (r Report) writeHonest(out io.Writer) {
	aligned(out, fmt.Sprintf("Honest people (%d, of them %d with diverted pay), %d run(s)", r.Honest, r.Diverted.People, r.Runs), func(t table) {
		t.line("", "people", "share", "95 % interval")
		t.line("verify or above", fmt.Sprint(r.HonestVerify), percent(r.HonestVerify, r.Honest), Wilson(float64(r.HonestVerify), float64(r.Honest)).String())
		t.line("escalate", fmt.Sprint(r.HonestEscalate), percent(r.HonestEscalate, r.Honest), Wilson(float64(r.HonestEscalate), float64(r.Honest)).String())
		if r.Diverted.People > 0 {
			t.line("diverted at verify or above", fmt.Sprint(r.Diverted.Verify), percent(r.Diverted.Verify, r.Diverted.People), "")
			t.line("diverted at escalate", fmt.Sprint(r.Diverted.Escalate), percent(r.Diverted.Escalate, r.Diverted.People), "")
		}
	})
	if len(r.Flags) > 0 {
		aligned(out, "\nFlags on honest people at verify or above", func(t table) {
			t.line("flag", "verify or above", "escalate")
			for _, f := range r.Flags {
				t.line(f.Flag, fmt.Sprint(f.Verify), fmt.Sprint(f.Escalate))
			}
		})
	}
	if len(r.Subgroups) == 0 {
		return
	}
	aligned(out, "\nHonest people by subgroup", func(t table) {
		t.line("column", "value", "people", "verify", "share", "95 % interval", "escalate", "share")
		for _, s := range r.Subgroups {
			o := s.Honest
			t.line(s.Column, s.Value, fmt.Sprint(o.People), fmt.Sprint(o.Verify), percent(o.Verify, o.People),
				Wilson(float64(o.Verify), float64(o.People)).String(), fmt.Sprint(o.Escalate), percent(o.Escalate, o.People))
		}
	})
	uneven := "none"
	if columns := r.Uneven(); len(columns) > 0 {
		uneven = strings.Join(columns, ", ")
	}
	fmt.Fprintf(out, "  columns that differ by more than chance (1 in 1,000): %s\n", uneven)
}

// counts are the lines about personas, the same for all and for each kind of
// operator.
var counts = []struct {
	what        string
	part, whole func(Cell) int
}{
	{"personas at verify or above", func(c Cell) int { return c.All.Verify }, func(c Cell) int { return c.All.People }},
	{"personas at escalate", func(c Cell) int { return c.All.Escalate }, func(c Cell) int { return c.All.People }},
	{"traceable at verify or above", func(c Cell) int { return c.Traceable.Verify }, func(c Cell) int { return c.Traceable.People }},
	{"traceable at escalate", func(c Cell) int { return c.Traceable.Escalate }, func(c Cell) int { return c.Traceable.People }},
	{"operators whole", func(c Cell) int { return bit(c.Operator != "" && c.Whole) }, func(c Cell) int { return bit(c.Operator != "") }},
	{"linkable operators whole", func(c Cell) int { return bit(c.Operator != "" && c.Linkable && c.Whole) }, func(c Cell) int { return bit(c.Operator != "" && c.Linkable) }},
}

func (r Report) writePersonas(out io.Writer) {
	r.writeCells(out, "\nPersonas and operators, intervals by operator")
	fmt.Fprintf(out, "  groups: %d, of them %d with strangers\n", r.Groups, r.GroupsWithStrangers)
	kinds := r.Kinds()
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		kinds[kind].writeCells(out, "\nOf which "+kind+" operators")
	}
}

func (r Report) writeCells(out io.Writer, title string) {
	aligned(out, title, func(t table) {
		t.line("", "found", "of", "share", "95 % interval")
		for _, c := range counts {
			part, whole := 0, 0
			for _, cell := range r.Cells {
				part += c.part(cell)
				whole += c.whole(cell)
			}
			t.line(c.what, fmt.Sprint(part), fmt.Sprint(whole), percent(part, whole), r.overCells(c.part, c.whole).String())
		}
	})
}

func (r Report) writeEffort(out io.Writer) {
	title := fmt.Sprintf("\nWhat it asks of the staff, at %d minutes for a verification and %d for an escalation", MinutesVerify, MinutesEscalate)
	aligned(out, title, func(t table) {
		t.line("personas per 1,000", "hits per 10 checks", "minutes per 1,000 people", "minutes per persona found")
		for _, e := range r.Efforts() {
			perHit := "none found"
			if e.MinutesOfHit > 0 {
				perHit = fmt.Sprintf("%.0f", e.MinutesOfHit)
			}
			t.line(fmt.Sprintf("%g", e.PerThousand), fmt.Sprintf("%.2f", e.HitsPerTen), fmt.Sprintf("%.0f", e.Minutes), perHit)
		}
	})
}

func (r Report) writeBars(out io.Writer) {
	aligned(out, "\nBars at the default policy", func(t table) {
		bars := r.Bars()
		if r.Platform != nil {
			bars = r.PlatformBars()
		}
		for _, b := range bars {
			word, verdict := "at most", "not met"
			if b.Least {
				word = "at least"
			}
			if b.Met() {
				verdict = "met"
			}
			if !b.Known {
				verdict = "nothing to count"
			}
			t.line(b.What, fmt.Sprintf("%.2f %%", 100*b.Share), fmt.Sprintf("%s %g %%", word, 100*b.Limit), verdict)
		}
	})
}

func percent(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f %%", 100*share(part, whole))
}

// String writes the interval in percent.
func (i Interval) String() string { return fmt.Sprintf("%.2f to %.2f %%", 100*i.Low, 100*i.High) }
