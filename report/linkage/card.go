package linkage

import (
	"fmt"
	"io"
	"strings"

	"muster/internal/escape"
	"muster/resolve"
)

// writeCard writes the model card: what a person needs who must answer for the
// result.
func writeCard(w io.Writer, in *Input, s *Summary) error {
	var b strings.Builder
	p, r := in.Plan, in.Result
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# Model card\n")
	line("Fellegi-Sunter record linkage: each field of a pair of records agrees to a level, each level counts evidence in bits, bits add up; links become clusters only where whole clusters agree. Made by Muster %s, run %d.\n", markdown(in.Version), in.Run)
	line("## Data seen\n")
	line("| File | Format | Records | Read | Set aside | SHA-256 |\n|---|---|--:|--:|--:|---|")
	for _, f := range in.Files {
		line("| %s | %s | %s | %s | %s | %.16s… |", markdown(f.Path), f.Format, number(f.Records), number(f.Read), number(f.Rejects), f.SHA256)
	}
	line("\n%s records, %s of different content.\n", number(p.Records), number(p.Distinct))
	line("## What columns were taken for\n")
	line("| Table | Column | Taken for | Because of | Filled |\n|---|---|---|---|--:|")
	for _, t := range p.Recognised {
		for _, c := range t {
			line("| %s | %s | %s | %s | %.0f %% |", markdown(c.Table), markdown(c.Column), c.Kind, c.Why, 100*c.Filled)
		}
	}
	line("\nColumns taken for identifier, number of unknown meaning, known answer, protected, time, ignored or empty were not compared.\n")
	writeCardModel(&b, in)
	line("## Result\n")
	line("%s records are %s clusters, the largest of %s records, by %s links out of %s pairs compared. %s links were kept apart because the groups around them do not agree. %s of different people share identifiers (rings.json); they are never merged for it.\n",
		number(s.Records), number(s.Clusters), number(s.Largest), number(s.Links), count(r.Estimate.Compared), number(s.Apart), number(s.Rings)+" groups")
	line("## Estimated quality\n")
	if !s.Estimated() {
		line("There are no links but copies and decisions, so there is nothing to estimate from.\n")
	}
	line("| What | Estimate | 95 %% interval |\n|---|--:|--:|")
	for _, x := range []struct {
		what  string
		share resolve.Share
	}{
		{"Precision of the links", s.Estimate.Precision},
		{"Recall over the pairs compared", s.Estimate.Recall},
		{"True pairs that some rule brings together", s.Estimate.BlockingShare},
	} {
		line("| %s | %s | %s to %s |", x.what, percent(x.share.Value), percent(x.share.Low), percent(x.share.High))
	}
	line("\nThese are the model's own probabilities and a capture-recapture estimate between rules. They cannot see errors that the model cannot see: twins, copied records, values typed into the wrong row. Measure with labelled pairs: `muster resolve evaluate clusters.csv truth.csv`.\n")
	writeCardLimits(&b, in, s)
	_, err := io.WriteString(w, b.String())
	return err
}

// writeCardModel writes fields, rules and guards.
func writeCardModel(b *strings.Builder, in *Input) {
	m := in.Result.Model
	line := func(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }
	line("## Fields\n")
	line("| Field | Level | Share of true pairs | Share of other pairs | Bits |\n|---|---|--:|--:|--:|")
	for _, f := range m.Fields {
		for _, l := range f.Levels {
			line("| %s | %s | %.4g | %.4g | %+.1f |", markdown(f.Name), l.Name, l.M, l.U, l.Bits)
		}
	}
	line("\nA missing value counts nothing. On agreement the rarity of the value is added. A link needs %.1f bits; two clusters merge when the mean over all their pairs is at least %.1f bits, a pair never compared counting %.1f and any pair %.1f at most; a pair whose names, birth and documents count below %.1f is no link. Where little but names agrees, a link needs %.1f bits more, because many people are called the same.\n",
		m.Threshold, m.Guard.Mean, m.Guard.Unseen, m.Guard.Most, m.Guard.Person, m.Guard.Names)
	if m.Guard.Relatives == resolve.RelativesApart {
		line("Nor is a pair of one family name and one home whose given name or birth is another's altogether, as those of twins or of father and son: unless a document or a picture agrees, nothing tells that it is one person.\n")
	}
	for _, t := range m.Ties {
		line("- %s repeats %s among strangers; %.0f %% of the lesser evidence is counted once.", markdown(t.B), markdown(t.A), 100*t.Share)
	}
	if x := m.Moves; x != nil {
		line("- %s differ together where somebody moved house: the one that weighs most against counts in full, %.0f %% of the others is taken back.", markdown(strings.Join(x.Fields, ", ")), 100*x.Share)
	}
	line("\n## Blocking rules\n")
	line("| Records that agree on | Pairs | Largest block | Blocks split further | Compared with neighbours only |\n|---|--:|--:|--:|--:|")
	for _, r := range in.Plan.Rules {
		line("| %s | %s | %s | %s | %s |", markdown(r.Rule), count(r.Pairs), number(r.Largest), number(r.Oversized), number(r.Windowed))
	}
	line("")
}

// writeCardLimits writes what limits the result: warnings, common values,
// decisions.
func writeCardLimits(b *strings.Builder, in *Input, s *Summary) {
	line := func(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }
	line("## Limits of this run\n")
	for _, w := range s.Warnings {
		line("- %s.", markdown(w))
	}
	for _, c := range s.Common[:min(len(s.Common), 20)] {
		line("- Ignored as common: %s %s, on %s records.", markdown(c.Field), markdown(c.Value), number(c.Records))
	}
	if n := len(in.Decisions); n > 0 {
		line("- %s decisions of people were respected; %s could not be followed.", number(n-len(s.Contradictions)), number(len(s.Contradictions)))
	}
	for _, c := range s.Contradictions[:min(len(s.Contradictions), 20)] {
		line("- Not followed: decision on %s and %s; %s.", markdown(c.Decision.A), markdown(c.Decision.B), markdown(c.Why))
	}
	line("- A link says that two records look like one person. Whoever acts on one against somebody checks the pair first (`muster resolve why A B`).")
	line("- Nationality, ethnicity, religion and language are never compared. Family members, namesakes and people with little data are the ones a wrong link hits most.")
}

// markdown makes text from outside harmless in a cell of a table.
func markdown(s string) string {
	return strings.NewReplacer("|", "\\|", "<", "&lt;", "`", "'", "[", "\\[", "*", "\\*").Replace(escape.Line(s))
}
