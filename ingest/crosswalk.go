package ingest

import (
	"cmp"
	"slices"

	"muster"
)

// cross enters one line of a crosswalk: id in system is subject's. Subjects are
// made at once, so that it does not matter which file names them first; those
// that no row is about are dropped in the end.
func (r *registry) cross(l CrosswalkLine) {
	r.lines = append(r.lines, l)
	n, ok := r.person[l.Subject]
	if !ok {
		n = r.add(l.Subject, "crosswalk")
		r.person[l.Subject] = n
		r.crossedOnly = append(r.crossedOnly, l.Subject)
	}
	system := foldHeader(l.System)
	if r.other[system] == nil {
		r.other[system] = space{}
	}
	if _, taken := r.other[system][l.ID]; !taken {
		r.other[system][l.ID] = n
	}
}

// declared returns the lines of all crosswalks with the subjects they came to be
// and the systems as connectors are called, each once, in order.
func (r *registry) declared() []CrosswalkLine {
	out := make([]CrosswalkLine, 0, len(r.lines))
	for _, l := range r.lines {
		if n, ok := r.person[l.Subject]; ok {
			l.Subject = string(r.ids[r.settled(n)])
		}
		l.System = foldHeader(l.System)
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b CrosswalkLine) int {
		return cmp.Or(cmp.Compare(a.System, b.System), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Subject, b.Subject))
	})
	return slices.Compact(out)
}

// settleCrosswalk makes subjects that crosswalks name and no people table
// introduced known as candidates too: they are applicants.
func (r *registry) settleCrosswalk() {
	for _, id := range r.crossedOnly {
		n := r.person[id]
		if int(n) < len(r.rows) && r.rows[n].sheet != nil {
			continue
		}
		r.link(r.candidate, id, n)
		r.link(r.application, id, n)
	}
}

// crosswalkRows enters a crosswalk table.
func (r *registry) crosswalkRows(s *sheet) {
	subject, system, id := s.plan.meta(metaSubject), s.plan.meta(metaSystem), s.plan.meta(metaOther)
	for i, seg := range s.Segments {
		for row, n := range s.subjects[i] {
			if n == none {
				continue
			}
			s.subjects[i][row] = none
			l := CrosswalkLine{Subject: firstID(seg, subject, row), System: first(seg, system, row), ID: firstID(seg, id, row)}
			if l.Subject == "" || l.System == "" || l.ID == "" {
				s.reject(seg, row, "a crosswalk row needs subject, system and id")
				continue
			}
			r.cross(l)
		}
	}
}

// reject lists a row that was counted as read.
func (s *sheet) reject(seg *muster.Table, row int, reason string) {
	s.Rejects = append(s.Rejects, rejectOf(seg, row, reason))
	s.report.Rows--
}
