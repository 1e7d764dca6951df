package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"muster"
)

// renamedView offers to say that two records are one person under a new name.
type renamedView struct {
	Who  link
	Line string // for muster.yaml
}

// renamed offers each of the people joined by something personal who may be
// this one under another family name. Files that belong to nobody have no
// number that a crosswalk could name.
func (v *view) renamed(p *Person, f *muster.Finding) []renamedView {
	if f.Join == nil || !slices.ContainsFunc(f.Join.Kinds, personal) {
		return nil
	}
	var out []renamedView
	for _, id := range f.Join.Renamed {
		status := v.concerns.renamed[id]
		if known(p.Status) && known(status) && !strings.HasPrefix(string(p.ID), "file:") && !strings.HasPrefix(string(id), "file:") {
			out = append(out, renamedView{v.link(id), crosswalkLine(p.ID, p.Status, id, status)})
		}
	}
	return out
}

func known(s muster.Status) bool { return s != "" && s != muster.StatusUnknown }

// personal reports kinds of value that stay with a person through a change of
// name, and that a household seldom shares.
func personal(k muster.ArtefactKind) bool {
	switch k {
	case muster.ArtefactPhone, muster.ArtefactEmail, muster.ArtefactAccount, muster.ArtefactWallet, muster.ArtefactDocument, muster.ArtefactURL:
		return true
	}
	return false
}

// crosswalkLine joins two records under the id of the one who works here, or
// else the smaller id. The text is YAML whatever the ids hold.
func crosswalkLine(a muster.SubjectID, aStatus muster.Status, b muster.SubjectID, bStatus muster.Status) string {
	first := (aStatus == muster.StatusApplicant) == (bStatus == muster.StatusApplicant) && a < b || aStatus != muster.StatusApplicant && bStatus == muster.StatusApplicant
	keep, other, system := b, a, aStatus
	if first {
		keep, other, system = a, b, bStatus
	}
	space := "person"
	if system == muster.StatusApplicant {
		space = "candidate"
	}
	return fmt.Sprintf("crosswalk: [{subject: %s, system: %s, id: %s}]", strconv.QuoteToASCII(string(keep)), space, strconv.QuoteToASCII(string(other)))
}
