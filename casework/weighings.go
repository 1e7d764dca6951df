package casework

// The weights of a piece of evidence on an explanation.
const (
	WeighsFor     = "for"
	WeighsAgainst = "against"
	WeighsNeither = "neither" // as likely either way: it tells the two apart from nothing
)

// WeighEvidence says how a piece of evidence bears on one explanation, and why.
// Weighed again, the last word holds; what was said before stays on record.
type WeighEvidence struct {
	Evidence   string `json:"evidence"`
	Hypothesis string `json:"hypothesis"`
	Weight     string `json:"weight"`
	Reason     string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *WeighEvidence) Name() string { return "case.weigh" }

func (a *WeighEvidence) check() error {
	return first(line("evidence", a.Evidence), line("explanation", a.Hypothesis), oneOf("weight", a.Weight, WeighsFor, WeighsAgainst, WeighsNeither), reason(a.Reason))
}

func (a *WeighEvidence) perform(in *act) error {
	e, err := in.itemOf(a.Evidence, ItemEvidence)
	if err != nil {
		return err
	}
	h, err := items().find(in.tx, a.Hypothesis)
	if err != nil {
		return err
	}
	if h == nil || h.Kind != ItemHypothesis || h.Case != e.Case {
		return notFound("explanation of this case")
	}
	return in.item(&Item{Case: e.Case, Kind: ItemWeighing, Of: e.ID, On: h.ID, Result: a.Weight, Text: a.Reason})
}
