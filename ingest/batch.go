package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"muster"
	"muster/ingest/table"
	"muster/store"
)

// Batch is everything read from the files. It is a muster.Population whose
// observations are built from the columns each time they are asked for: a
// million people with ten million rows stay in memory as text, and nothing
// else. A Batch never changes once Read has returned it, so any number of
// goroutines may use it.
type Batch struct {
	Registers muster.Registers
	Files     []FileReport
	Rejects   []Reject
	Questions []Question
	Unseen    []muster.Unseen
	Warnings  []string // about the run as a whole
	Policy    string   // path of the policy file muster.yaml names, "" if none
	Records   int      // records met in all files
	Read      int      // records read; the rest are in Rejects
	Logs      bool     // there are observations made of logs
	Texts     bool     // muster.yaml names purpose and lawful basis for reading the texts of messages
	Monitored bool     // muster.yaml names the notice and the impact assessment

	Approved  []muster.Agreed // tools that muster.yaml approves for everybody
	Crosswalk []CrosswalkLine // declared in files and muster.yaml, as they stand there
	LogFiles  []LogFile       // recognised and not read, where Options.LogsAside says so

	organisation muster.OrganisationID
	subjects     []muster.SubjectID // in order
	start        []uint32           // by subject, where its rows start in rows
	rows         []rowRef
	others       []otherID // in order of subjects
	sheets       []*sheet
	extra        map[int32][]muster.Observation // whole files, and observations given as such
	days         map[int32][]byte               // by subject, what logs say, packed: a hundred thousand people have millions
	shelf        *store.Shelf
	logs         []LogFile // that were read
	packed       *packed   // everybody, where rows were kept on disk
}

// rowRef points at a row: sheet, segment and row packed, so that ten million
// of them cost 80 MB.
type rowRef uint64

func refTo(sheet, segment, row int) rowRef {
	return rowRef(sheet)<<52 | rowRef(segment)<<32 | rowRef(uint32(row))
}

func (r rowRef) split() (sheet, segment, row int) {
	return int(r >> 52), int(r >> 32 & 0xfffff), int(uint32(r))
}

const maxSheets = 1 << 12

var _ muster.Population = (*Batch)(nil)

// Len returns the number of subjects.
func (b *Batch) Len() int { return len(b.subjects) }

// Subject returns subject i, in the order of ids.
func (b *Batch) Subject(i int) muster.Subject {
	return muster.Subject{Organisation: b.organisation, ID: b.subjects[i]}
}

// Observations appends the observations of subject i to dst, oldest first.
func (b *Batch) Observations(i int, dst []muster.Observation) ([]muster.Observation, error) {
	if b.packed != nil {
		return b.packed.observations(i, b.Subject(i), dst)
	}
	from := len(dst)
	for _, ref := range b.rows[b.start[i]:b.start[i+1]] {
		sheet, segment, row := ref.split()
		var err error
		if dst, err = b.sheets[sheet].observe(b.organisation, b.subjects[i], segment, row, dst); err != nil {
			return dst, err
		}
	}
	dst = append(dst, b.extra[int32(i)]...)
	dst, err := b.unpack(b.days[int32(i)], b.subjects[i], dst)
	if err != nil {
		return dst, err
	}
	muster.SortObservations(dst[from:])
	return dst, nil
}

// observe appends the observations one row makes.
func (s *sheet) observe(org muster.OrganisationID, id muster.SubjectID, segment, row int, dst []muster.Observation) ([]muster.Observation, error) {
	seg := s.Segments[segment]
	if s.plan.isObservations() {
		return s.observeGiven(org, id, seg, row, dst)
	}
	nth := 0
	for p := s.plan; p != nil; p, nth = p.also, nth+1 {
		if p != s.plan && !p.filled(seg, row) {
			continue
		}
		data := p.build(seg, row).(muster.Data)
		dropImpossible(s.modulus, data)
		if d, ok := data.(*muster.Invoice); ok && s.named[place{segment, row}] {
			nameOnly(d)
		}
		o := muster.Observation{
			Organisation: org, Subject: id, Source: s.source, Record: s.recordID(seg, row),
			Place: seg.Place(row), Happened: happened(data), Data: data,
		}
		if written := first(seg, s.recorded, row); written != "" {
			if t, err := s.dates.parse(written); err == nil {
				o.Recorded = t
			}
		}
		if err := s.ids.seal(segment, row, nth, &o); err != nil {
			return dst, err
		}
		dst = append(dst, o)
	}
	return dst, nil
}

// recordID is the row's own id in its source, else its place.
func (s *sheet) recordID(seg *muster.Table, row int) string {
	if id := first(seg, s.record, row); id != "" {
		return id
	}
	return "row " + strconv.Itoa(int(seg.Rows[row]))
}

// index sorts the subjects and lists each one's rows. Subjects without a row,
// such as those only a crosswalk names, are left out.
func (b *Batch) index(r *registry, extra map[int32][]muster.Observation, days map[int32][]byte) error {
	counts, err := b.count(r)
	if err != nil {
		return err
	}
	var order []int32
	for n := range r.ids {
		if counts[n] > 0 || len(extra[int32(n)]) > 0 || len(days[int32(n)]) > 0 {
			order = append(order, int32(n))
		}
	}
	slices.SortFunc(order, func(x, y int32) int { return cmp.Compare(r.ids[x], r.ids[y]) })
	at := make([]int32, len(r.ids)) // new number by old
	b.subjects = make([]muster.SubjectID, len(order))
	b.start = make([]uint32, len(order)+1)
	for i, n := range order {
		at[n] = int32(i)
		b.subjects[i] = r.ids[n]
		b.start[i+1] = b.start[i] + counts[n]
	}
	b.fileOtherIDs(r, order, at)
	for _, s := range b.sheets {
		s.ids = newIDs(s)
	}
	b.rows = make([]rowRef, b.start[len(order)])
	next := slices.Clone(b.start)
	for si, s := range b.sheets {
		for gi, subjects := range s.subjects {
			for row, n := range subjects {
				if n >= 0 {
					b.rows[next[at[n]]] = refTo(si, gi, row)
					next[at[n]]++
				}
			}
			s.subjects[gi] = nil
		}
	}
	b.days = make(map[int32][]byte, len(days))
	for n, packed := range days {
		b.days[at[n]] = packed
	}
	return b.seal(at, extra)
}

// seal files the observations made of whole files.
func (b *Batch) seal(at []int32, extra map[int32][]muster.Observation) error {
	b.extra = map[int32][]muster.Observation{}
	for n, list := range extra {
		i := at[n]
		for k := range list {
			list[k].Subject = b.subjects[i]
			if err := list[k].Seal(); err != nil {
				return err
			}
		}
		b.extra[i] = append(b.extra[i], list...)
	}
	return nil
}

// count follows joins and counts the rows of each subject.
func (b *Batch) count(r *registry) ([]uint32, error) {
	if len(b.sheets) > maxSheets {
		return nil, &muster.Error{Code: muster.CodeTooLarge, Message: fmt.Sprintf("there are %d tables, more than the limit of %d", len(b.sheets), maxSheets),
			Hint: "put rows of one kind into one file"}
	}
	counts := make([]uint32, len(r.ids))
	for _, s := range b.sheets {
		for _, subjects := range s.subjects {
			for row, n := range subjects {
				if n < 0 {
					continue
				}
				if len(r.same) > 0 {
					n = r.settled(n)
					subjects[row] = n
				}
				counts[n]++
			}
		}
	}
	return counts, nil
}

// conserve checks that every record met was read or rejected.
func (b *Batch) conserve() error {
	rejected := 0
	for i := range b.Files {
		f := &b.Files[i]
		if f.Records != f.Rows+f.RowsRejected {
			return internalError(f.Path, "%d records were met, but %d read and %d rejected", f.Records, f.Rows, f.RowsRejected)
		}
		b.Records += f.Records
		b.Read += f.Rows
		rejected += f.RowsRejected
	}
	listed := 0
	for _, r := range b.Rejects {
		if r.Column == "" {
			listed += 1 + r.More
		}
	}
	if listed != rejected {
		return internalError("", "%d records were rejected but %d are listed", rejected, listed)
	}
	return nil
}

func internalError(file, format string, args ...any) *muster.Error {
	return &muster.Error{Code: muster.CodeInternal, Message: fmt.Sprintf(format, args...), Place: muster.Place{File: file},
		Hint: "please report this with the shape of the files"}
}

// rejectedRows counts the rejects that stand for whole records.
func rejectedRows(rejects []table.Reject) int {
	n := 0
	for _, r := range rejects {
		if r.Column == "" {
			n++
		}
	}
	return n
}

// happened says when the fact of an observation was true or took place.
func happened(data muster.Data) muster.Time {
	switch d := data.(type) {
	case *muster.Person:
		return d.Started
	case *muster.Application:
		return d.Applied
	case *muster.Interview:
		return firstStated(d.Start, d.MovedFrom, d.Announced)
	case *muster.Reference:
		return d.At
	case *muster.Referral:
		return d.At
	case *muster.Document:
		return d.Seen
	case *muster.Image:
		return d.Taken
	case *muster.CV:
		return firstStated(d.File.Modified, d.File.Created)
	case *muster.Shipment:
		return firstStated(d.Ordered, d.Dispatched, d.Delivered)
	case *muster.BankDetails:
		return firstStated(d.Changed, d.Effective)
	case *muster.Payment:
		return d.Paid
	case *muster.Invoice:
		return d.Issued
	case *muster.Change:
		return d.At
	case *muster.Leaver:
		return d.Left
	case *muster.Check:
		return firstStated(d.Done, d.Requested, d.Due)
	case *muster.Report:
		return d.At
	case *muster.Issued:
		return d.From
	case *muster.Agreed:
		return d.From
	case *muster.PlatformAccount:
		return d.Created
	case *muster.Contract:
		return firstStated(d.Started, d.Ended)
	case *muster.Bid:
		return d.Sent
	case *muster.Rating:
		return d.At
	case *muster.Transfer:
		return d.At
	}
	return muster.Time{}
}

// firstStated returns the first stated of times, given in order of preference.
func firstStated(times ...muster.Time) muster.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return muster.Time{}
}
