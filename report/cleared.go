package report

import (
	"fmt"
	"strings"

	"muster"
	"muster/internal/escape"
)

// clearedList keeps what checks settled, to be shown where it no longer asks
// for anything.
type clearedList struct {
	shown []settledFinding
	more  int
}

type settledFinding struct {
	id    muster.SubjectID
	title string
	flag  muster.FlagID
	by    *muster.Clearance
}

// most settled findings the page lists; findings.jsonl has them all.
const maxCleared = 100

func (l *clearedList) add(p *Person) {
	for i := range p.Findings {
		f := &p.Findings[i]
		switch {
		case !p.cleared(f.Key):
		case len(l.shown) < maxCleared:
			l.shown = append(l.shown, settledFinding{p.ID, f.Title, f.Flag, p.clearance(f.Key)})
		default:
			l.more++
		}
	}
}

// clearedView is a settled finding as the page lists it.
type clearedView struct {
	Who   link
	Title string
	Flag  muster.FlagID
	By    string
}

func (v *view) clearedViews() []clearedView {
	out := make([]clearedView, 0, len(v.cleared.shown))
	for _, s := range v.cleared.shown {
		out = append(out, clearedView{v.link(s.id), escape.Line(s.title), s.flag, clearanceSentence(s.by)})
	}
	return out
}

// clearanceSentence says what a check did to a finding: "Cleared on 3 March
// 2026 by H. Lee: live interview passed."
func clearanceSentence(c *muster.Clearance) string {
	if c == nil {
		return ""
	}
	check, when, who := checkWord(c.Check), "", ""
	if !c.On.IsZero() {
		when = " on " + c.On.String()
	}
	if name := strings.TrimSpace(escape.Line(c.By)); name != "" {
		who = " by " + name
	}
	why := escape.Line(c.Why)
	switch c.State {
	case muster.ClearanceCleared:
		return fmt.Sprintf("Cleared%s%s: %s passed.", when, who, check)
	case muster.ClearanceLowered:
		return fmt.Sprintf("Counts one less since %s was passed%s, recorded%s.", withArticle(check), when, who)
	case muster.ClearanceReopened:
		return fmt.Sprintf("Open again: %s was passed%s%s, and %s.", withArticle(check), when, who, why)
	}
	return fmt.Sprintf("%s passed%s does not settle this: %s.", sentence(withArticle(check)), when, why)
}

// withArticle puts a or an before a word.
func withArticle(word string) string {
	switch {
	case word == "":
		return ""
	case strings.ContainsRune("aei", rune(word[0])):
		return "an " + word
	}
	return "a " + word
}

// checkWord names a check in a sentence.
func checkWord(c muster.CheckType) string {
	switch c {
	case muster.CheckContactCode:
		return "one-time code"
	case muster.CheckInPerson:
		return "meeting in person"
	case muster.CheckRightToWork:
		return "right-to-work check"
	case muster.CheckReference:
		return "reference check"
	case muster.CheckBankName:
		return "bank's name check"
	case muster.CheckSamePerson:
		return "same-person check"
	case muster.CheckReverify:
		return "repeated identity check"
	case muster.CheckCollection:
		return "collection in person"
	case muster.CheckIdentity, muster.CheckEducation, muster.CheckAddress, muster.CheckSanctions, muster.CheckDevice:
		return string(c) + " check"
	}
	return other(string(c))
}

// settledBy says which recorded checks would clear a finding or lower it.
func (in *Input) settledBy(f *muster.Finding) string {
	by := in.Settled[f.Flag]
	if !f.Scored || len(by.Clears)+len(by.Lowers) == 0 {
		return ""
	}
	clears, lowers := checkWords(by.Clears), checkWords(by.Lowers)
	says := "Passed after this was seen and entered in the check table with the name of who recorded it: "
	switch {
	case clears == "":
		return says + lowers + " makes it count one less."
	case lowers == "":
		return says + clears + " clears it."
	}
	return says + clears + " clears it; " + lowers + " only makes it count one less."
}

// checkWords lists checks as alternatives: "a, b or c".
func checkWords(checks []muster.CheckType) string {
	words := make([]string, 0, len(checks))
	for _, c := range checks {
		words = append(words, withArticle(checkWord(c)))
	}
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
	return strings.Join(words, "")
}
