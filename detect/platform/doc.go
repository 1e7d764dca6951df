// Package platform holds the red flags of platforms for work and for payments,
// whose subjects are accounts: who deals with whom, what is paid where, what an
// account does and whether it is still used by whoever opened it.
//
// An account is used by honest families, agencies and newcomers in ways that look
// alike in one record; each page names them first. Nothing here looks at the
// country of an account, and no account is ever closed by a program.
package platform

import (
	"slices"

	"muster"
	"muster/detect"
)

// partners returns, of the other holders of a value, those the account dealt
// with, and whether the account is the client of one of them. Declared relations
// and agencies, which are paid for others, do not count.
func partners(d *muster.Dossier, h *muster.Held) (others []muster.Other, refs []muster.Ref) {
	if h.Sharing.Common != muster.NotCommon || d.Platform.Side == muster.SideAgency {
		return nil, nil
	}
	for i := range h.Sharing.Others {
		o := &h.Sharing.Others[i]
		at := slices.IndexFunc(d.Platform.Partners, func(p muster.PartnerFact) bool { return p.Other.Subject == o.Subject })
		if at < 0 || o.Related || d.Platform.Partners[at].Side == muster.SideAgency || h.Proved && !o.Proved && h.Kind.Shareable() {
			continue
		}
		others = append(others, *o)
		refs = append(refs, d.Platform.Partners[at].Refs...)
	}
	return others, refs
}

// dealt tells of each value that the account shares with accounts it dealt with.
func dealt(d *muster.Dossier, look func(muster.ArtefactKind) bool) []detect.Draft {
	var drafts []detect.Draft
	for _, share := range detect.Shares(d, func(h *muster.Held) bool { return look(h.Kind) }, func(h *muster.Held) []muster.Other {
		others, _ := partners(d, h)
		return others
	}) {
		draft := share.Draft()
		_, refs := partners(d, share.Held[0])
		for _, ref := range refs[:min(len(refs), mostCited)] {
			if !slices.Contains(draft.Refs, ref) {
				draft.Refs = append(draft.Refs, ref)
			}
		}
		if len(share.Others) < 2 {
			draft.Strength = 4
		}
		drafts = append(drafts, draft)
	}
	return drafts
}

// mostCited is how many contracts a finding cites.
const mostCited = 5
