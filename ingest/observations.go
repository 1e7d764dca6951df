package ingest

import (
	"encoding/json"
	"reflect"

	"muster"
	"muster/ingest/table"
	"muster/normal"
)

// observationRow is a row of a file in our own observation form. The object is
// kept as text and decoded again when it is asked for, like all other rows.
type observationRow struct {
	JSON muster.Text `json:"json"`
}

func observationsSpec() *kindSpec {
	return &kindSpec{name: "observations", make: newOf[observationRow](), fields: []fieldSpec{{table.RawColumn, 1, table.RawColumn}}}
}

func observationsPlan() *plan {
	return newPlan(observationsSpec(), []match{{table.RawColumn, table.RawColumn, 1}})
}

func (p *plan) isObservations() bool { return p.rowType == reflect.TypeFor[observationRow]() }

// decodeObservation reads one object of our form.
func decodeObservation(b []byte) (muster.Observation, error) {
	var o muster.Observation
	err := json.Unmarshal(b, &o)
	return o, err
}

// checkObservations decodes every object once, rejects those that do not
// follow the form, and remembers the subject of each.
func (f *found) checkObservations(seg *muster.Table, subjects []int32, modulus *normal.ModulusTable) {
	column := &seg.Columns[0]
	for row := range subjects {
		o, err := decodeObservation(column.Bytes(row))
		reason := ""
		switch {
		case err != nil:
			reason = "not an observation: " + err.Error()
		case o.Subject == "":
			reason = "not an observation: no subject"
		case o.Source == muster.SourceDesk:
			reason = "not an observation: source " + muster.SourceDesk + " is what the program calls its own records"
		default:
			if why := wrongWord(reflect.ValueOf(o.Data)); why != "" {
				reason = "not an observation: " + why
			}
		}
		if reason != "" {
			f.bad = append(f.bad, table.Reject{Row: int(seg.Rows[row]), Reason: reason})
			subjects[row] = none
			continue
		}
		f.rows++
		if to := payTo(o.Data); to != nil && wrongIBAN(string(to.IBAN)) {
			f.badCell(int(seg.Rows[row]), "data.iban", wrongDigits)
		}
		for _, path := range dropImpossible(modulus, o.Data) {
			f.impossible(int(seg.Rows[row]), "data."+path)
		}
	}
}

// attachObservations gives each object its subject.
func (r *registry) attachObservations(s *sheet) {
	for i, seg := range s.Segments {
		for row, n := range s.subjects[i] {
			if n == none {
				continue
			}
			o, err := decodeObservation(seg.Columns[0].Bytes(row))
			if err != nil { // checked before
				s.subjects[i][row] = none
				continue
			}
			id := string(o.Subject)
			n, known := r.person[id]
			if !known {
				n, known = r.taken[id]
			}
			if !known {
				n = r.add(id, s.source)
			}
			r.link(r.person, id, n)
			s.subjects[i][row] = n
		}
	}
}

// observeGiven appends the observation an object states. What it leaves open
// is filled in from the file: source, place and id.
func (s *sheet) observeGiven(org muster.OrganisationID, id muster.SubjectID, seg *muster.Table, row int, dst []muster.Observation) ([]muster.Observation, error) {
	o, err := decodeObservation(seg.Columns[0].Bytes(row))
	if err != nil {
		return dst, err
	}
	dropImpossible(s.modulus, o.Data)
	o.Organisation, o.Subject = org, id
	if o.Source == "" {
		o.Source = s.source
	}
	if o.Record == "" {
		o.Record = s.recordID(seg, row)
	}
	if o.Place.File == "" {
		o.Place = seg.Place(row)
	}
	if o.Happened.IsZero() {
		o.Happened = happened(o.Data)
	}
	if err := o.Seal(); err != nil {
		return dst, err
	}
	return append(dst, o), nil
}
