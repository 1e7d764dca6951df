package detect

import (
	"slices"

	"muster"
)

// Sighting gathers the records on which people wrote down one sign.
type Sighting struct {
	Refs      []muster.Ref
	Confirmed bool // a named person confirmed at least one of them
}

// Draft starts a draft that cites the records.
func (s *Sighting) Draft() Draft { return Draft{Refs: s.Refs, Confirmed: s.Confirmed} }

// Coverage says whether an adjustment on file covers a sign by itself.
type Coverage bool

// The two coverages. Camera, voice and live-proof signs are covered by any
// agreed swap of checks on file; other signs only when the record says so.
const (
	CoveredByRecord     Coverage = false
	CoveredByAdjustment Coverage = true
)

// Seen returns the records of a sign that count, and false when there are
// none. What an agreed swap of checks covers is never held against anybody.
func Seen(d *muster.Dossier, sign muster.Sign, coverage Coverage) (Sighting, bool) {
	var s Sighting
	if coverage == CoveredByAdjustment && d.Adjustment {
		return s, false
	}
	for i := range d.Signs {
		f := &d.Signs[i]
		if f.Sign != sign || f.Adjustment {
			continue
		}
		if !slices.Contains(s.Refs, f.Ref) {
			s.Refs = append(s.Refs, f.Ref)
		}
		s.Confirmed = s.Confirmed || f.Confirmed
	}
	return s, len(s.Refs) > 0
}

// OnSign returns a Find that reports one sign at the detector's own strength
// whenever somebody recorded it.
func OnSign(sign muster.Sign, coverage Coverage, detail string) func(*muster.Dossier, *muster.Settings) []Draft {
	return func(d *muster.Dossier, _ *muster.Settings) []Draft {
		seen, ok := Seen(d, sign, coverage)
		if !ok {
			return nil
		}
		draft := seen.Draft()
		draft.Detail = detail
		return []Draft{draft}
	}
}

// Unconfirmed lowers a strength that only a confirmed record may carry: 5
// becomes 4 until a named person confirmed it.
func Unconfirmed(strength int, confirmed bool) int {
	if !confirmed {
		return min(strength, 4)
	}
	return strength
}
