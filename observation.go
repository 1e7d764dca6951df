package muster

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// ObservationID identifies an observation by what it says: the same row read
// twice is the same observation, so replaying an import changes nothing.
type ObservationID [16]byte

// IsZero reports whether the id is unset.
func (id ObservationID) IsZero() bool { return id == ObservationID{} }

// String returns the id in hexadecimal.
func (id ObservationID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText writes the id in hexadecimal.
func (id ObservationID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the id from hexadecimal.
func (id *ObservationID) UnmarshalText(b []byte) error { return decodeHex("observation id", id[:], b) }

func decodeHex(what string, dst, b []byte) error {
	if hex.DecodedLen(len(b)) != len(dst) {
		return fmt.Errorf("%s %q: want %d hexadecimal digits", what, b, 2*len(dst))
	}
	if _, err := hex.Decode(dst, b); err != nil {
		return fmt.Errorf("%s %q: %w", what, b, err)
	}
	return nil
}

// Observation is one fact about a subject. It never changes; a correction is a
// new observation that names what it supersedes.
type Observation struct {
	ID           ObservationID
	Organisation OrganisationID
	Subject      SubjectID
	Source       string        // the system or kind of file it came from: "greenhouse", "payroll.csv"
	Record       string        // the source's own id of the record, or its place
	Place        Place         // file and row, for files
	Happened     Time          // when the fact was true or the event took place
	Recorded     Time          // when the source wrote it down
	Supersedes   ObservationID // the observation this one corrects, if any
	Data         Data          // what was observed; its Kind decides the type
}

// Kind returns the kind of the observation's data.
func (o *Observation) Kind() Kind {
	if o.Data == nil {
		return ""
	}
	return o.Data.Kind()
}

// Seal computes the observation's id from its organisation, source, source
// record, kind and canonical payload, and stores it. An observation without
// data has no id.
func (o *Observation) Seal() error {
	if o.Data == nil {
		return fmt.Errorf("observation %s %s: no data", o.Source, o.Record)
	}
	b := make([]byte, 0, 512)
	for _, part := range []string{string(o.Organisation), o.Source, o.Record, string(o.Kind())} {
		b = appendText(b, part)
	}
	sum := sha256.Sum256(appendCanonical(b, o.Data))
	copy(o.ID[:], sum[:])
	return nil
}

// observationJSON is the documented form of an observation: what JSONL files
// hold, what the store packs and what the API speaks.
type observationJSON struct {
	ID           ObservationID   `json:"id,omitzero"`
	Organisation OrganisationID  `json:"organisation,omitempty"`
	Subject      SubjectID       `json:"subject"`
	Kind         Kind            `json:"kind"`
	Source       string          `json:"source,omitempty"`
	Record       string          `json:"record,omitempty"`
	Place        Place           `json:"place,omitzero"`
	Happened     Time            `json:"happened,omitzero"`
	Recorded     Time            `json:"recorded,omitzero"`
	Supersedes   ObservationID   `json:"supersedes,omitzero"`
	Data         json.RawMessage `json:"data"`
}

// MarshalJSON writes the documented form.
func (o Observation) MarshalJSON() ([]byte, error) {
	data, err := json.Marshal(o.Data)
	if err != nil {
		return nil, err
	}
	return json.Marshal(observationJSON{
		ID: o.ID, Organisation: o.Organisation, Subject: o.Subject, Kind: o.Kind(),
		Source: o.Source, Record: o.Record, Place: o.Place,
		Happened: o.Happened, Recorded: o.Recorded, Supersedes: o.Supersedes, Data: data,
	})
}

// UnmarshalJSON reads the documented form. Unknown kinds and unknown fields of
// the data are errors: a misspelt field must not vanish.
func (o *Observation) UnmarshalJSON(b []byte) error {
	var form observationJSON
	if err := strictJSON(b, &form); err != nil {
		return err
	}
	data, err := NewData(form.Kind)
	if err != nil {
		return err
	}
	if len(form.Data) > 0 {
		if err := strictJSON(form.Data, data); err != nil {
			return fmt.Errorf("data of kind %s: %w", form.Kind, err)
		}
	}
	*o = Observation{
		ID: form.ID, Organisation: form.Organisation, Subject: form.Subject, Source: form.Source,
		Record: form.Record, Place: form.Place, Happened: form.Happened, Recorded: form.Recorded,
		Supersedes: form.Supersedes, Data: data,
	}
	return nil
}

// SortObservations orders observations by when they happened, then by id, so
// that any arrival order gives the same dossier. Unstated times come first.
func SortObservations(observations []Observation) {
	for i := 1; i < len(observations); i++ {
		if CompareObservations(&observations[i-1], &observations[i]) > 0 {
			slices.SortStableFunc(observations, func(a, b Observation) int { return CompareObservations(&a, &b) })
			return
		}
	} // most lists come in order
}

// CompareObservations is the order of SortObservations.
func CompareObservations(a, b *Observation) int {
	if a.Happened.IsZero() != b.Happened.IsZero() {
		return cmp.Compare(a.Happened.Precision, b.Happened.Precision) // 1969 is not before nothing
	}
	if c := cmp.Compare(a.Happened.Micros, b.Happened.Micros); c != 0 {
		return c
	}
	return bytes.Compare(a.ID[:], b.ID[:])
}

func sortedSubjects(m map[Subject][]Observation) []Subject {
	return slices.SortedFunc(maps.Keys(m), func(a, b Subject) int {
		return cmp.Or(cmp.Compare(a.Organisation, b.Organisation), cmp.Compare(a.ID, b.ID))
	})
}
