package ingest

import (
	"strings"

	"muster"
)

// registers adds the rows of tables that are not about subjects.
func (b *Batch) registers(s *sheet) {
	for i, seg := range s.Segments {
		for row, n := range s.subjects[i] {
			if n == none {
				continue
			}
			s.subjects[i][row] = none
			b.register(s.plan.spec.name, s.plan.build(seg, row), seg.Place(row))
		}
	}
}

func (b *Batch) register(kind TableKind, row any, place muster.Place) {
	r := &b.Registers
	switch v := row.(type) {
	case *muster.Agency:
		v.Place = place
		r.Agencies = append(r.Agencies, *v)
	case *muster.Office:
		v.Place = place
		r.Offices = append(r.Offices, *v)
	case *muster.Indicator:
		v.Place = place
		r.Indicators = append(r.Indicators, *v)
	case *muster.AccountRange:
		v.Place = place
		r.AccountRanges = append(r.AccountRanges, *v)
	case *muster.Advert:
		v.Place = place
		if kind == Templates {
			r.Templates = append(r.Templates, *v)
		} else {
			r.Adverts = append(r.Adverts, *v)
		}
	}
}

// sheetColumns reports how each column was read.
func (s *sheet) sheetColumns() []ColumnReport {
	var out []ColumnReport
	for i, c := range s.plan.columns {
		r := ColumnReport{Header: c.header, Field: fieldName(c.path)}
		if c.date != nil {
			r.Dates = c.date.order
		}
		if also := s.plan.also; also != nil && r.Field == "" && also.columns[i].field != nil {
			r.Field = string(also.spec.name) + "." + also.columns[i].path
		}
		if r.Field == "" {
			r.Looks = looks(s.Sample, i)
		}
		r.Sample = sampleOf(s.Sample, i, &c)
		if c.place >= 0 {
			r.Empty = emptyEverywhere(s.Segments, c.place)
		}
		out = append(out, r)
	}
	return out
}

// fieldName writes a path as muster.yaml would.
func fieldName(path string) string {
	switch path {
	case metaPerson, metaCandidate, metaApplication:
		return path[1:] + "_id"
	case metaUnused:
		return ignoreColumn
	case metaNever:
		return "never read"
	}
	return strings.TrimPrefix(path, "@")
}

func emptyEverywhere(segments []*muster.Table, place int) bool {
	for _, seg := range segments {
		if seg.Columns[place].Size() > 0 {
			return false
		}
	}
	return true
}
