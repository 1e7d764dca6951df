package assess

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"muster"
	"muster/normal"
	"muster/store"
)

// listed is a list by the plain way: everybody looked at, sorted whole.
func listed(rows []Row, f *Filter) (ids []muster.SubjectID, total int) {
	var all []*Row
	for i := range rows {
		r := &rows[i]
		switch {
		case r.Subject == "", len(f.Levels) > 0 && !slices.Contains(f.Levels, r.Level), len(f.Statuses) > 0 && !slices.Contains(f.Statuses, r.Status),
			f.BankSince.IsZero() && f.Flag != "" && !slices.Contains(r.Flags, f.Flag), !f.BankSince.IsZero() && !askedOf(r, f), len(f.Flags) > 0 && !slices.ContainsFunc(r.Flags, func(flag muster.FlagID) bool { return slices.Contains(f.Flags, flag) }), f.BankSince.IsZero() && f.Family != "" && !slices.Contains(r.Families, f.Family),
			!strings.Contains(r.folded, normal.Fold(f.Text)), !strings.Contains(strings.ToLower(string(r.Subject)), strings.ToLower(f.IDs)),
			!f.LeftAfter.IsZero() && r.Status == muster.StatusLeaver && !r.Left.IsZero() && r.Left.Micros <= f.LeftAfter.Micros,
			(f.Within != nil || f.Also != nil) && !(f.Within != nil && f.Within(r.Entity)) && !slices.Contains(f.Also, r.Subject):
			continue
		}
		all = append(all, r)
	}
	compare := orderOf(f.Order)
	slices.SortFunc(all, func(a, b *Row) int {
		if f.Down {
			a, b = b, a
		}
		return compare(a, b)
	})
	for _, r := range all {
		ids = append(ids, r.Subject)
	}
	return ids, len(ids)
}

// askedOf is who is asked about a change of bank details, a flag or a family.
func askedOf(r *Row, f *Filter) bool {
	return !r.BankChanged.IsZero() && r.BankChanged.Micros >= f.BankSince.Micros || f.Flag != "" && slices.Contains(r.Flags, f.Flag) || f.Family != "" && slices.Contains(r.Families, f.Family)
}

// liveWith is an index of that many people without findings.
func liveWith(t *testing.T, people int) *Live {
	t.Helper()
	key := bytes.Repeat([]byte{7}, store.KeySize)
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "m.db"), store.Options{Keys: func(muster.OrganisationID) ([]byte, error) { return key, nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for i := range people {
		o := muster.Observation{Organisation: muster.DefaultOrganisation, Subject: muster.SubjectID(fmt.Sprintf("W%03d", i)), Source: "hr", Record: "1", Data: &muster.Person{JobTitle: "Clerk"}}
		if err := o.Seal(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Append(t.Context(), o.Organisation, []muster.Observation{o}); err != nil {
			t.Fatal(err)
		}
	}
	l, err := NewLive(t.Context(), LiveConfig{Store: s, Organisation: muster.DefaultOrganisation, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestListsFollowChanges changes rows at random and compares every list with
// one made by looking at everybody.
func TestListsFollowChanges(t *testing.T) {
	l := liveWith(t, 60)
	r := rand.New(rand.NewPCG(7, 7))
	one := func(at int) Row {
		row := Row{
			Subject: l.index.ID(at), Name: fmt.Sprintf("Robin %c%c", 'a'+r.IntN(4), 'a'+r.IntN(4)), Entity: fmt.Sprintf("Entity %d", r.IntN(4)),
			Level: []muster.Level{muster.Clear, muster.Verify, muster.Escalate}[r.IntN(3)], Status: []muster.Status{muster.StatusLeaver, muster.StatusUnknown}[r.IntN(2)],
			Changed: int64(r.IntN(20)), Checks: r.IntN(3),
		}
		if r.IntN(3) > 0 { // also somebody's last day who stays
			row.Left = muster.Date(2026, 5, 1+r.IntN(5))
		}
		if r.IntN(4) == 0 {
			row.BankChanged = muster.Date(2026, 6, 1+r.IntN(9))
		}
		for _, f := range []muster.FlagID{"AAA-01", "BBB-02"} {
			if r.IntN(3) == 0 {
				row.Flags, row.Families = append(row.Flags, f), append(row.Families, muster.Family(f[:3]))
			}
		}
		row.folded = normal.Fold(row.Name) + " " + strings.ToLower(string(row.Subject))
		return row
	}
	filters := []Filter{
		{}, {Down: true}, {Text: "ROBIN A"}, {Text: "nobody"}, {IDs: "1"}, {Levels: []muster.Level{muster.Verify, muster.Escalate}}, {Statuses: []muster.Status{muster.StatusLeaver}, Flag: "AAA-01"}, {Flags: []muster.FlagID{"AAA-01", "BBB-02"}},
		{Family: "BBB", Text: "b"}, {Within: func(e string) bool { return e == "Entity 2" }}, {Within: func(e string) bool { return e == "Entity 1" }, Also: []muster.SubjectID{l.index.ID(3)}},
		{Also: []muster.SubjectID{}}, {LeftAfter: muster.Date(2026, 5, 3)}, {Family: "AAA", LeftAfter: muster.Date(2026, 5, 4)},
		{BankSince: muster.Date(2026, 6, 5)}, {Family: "AAA", BankSince: muster.Date(2026, 6, 7), LeftAfter: muster.Date(2026, 5, 4)}, {Flag: "BBB-02", BankSince: muster.Date(1, 1, 1)},
	}
	for round := range 40 {
		for range r.IntN(30) {
			at := r.IntN(l.index.Len())
			row := one(at)
			if r.IntN(8) == 0 {
				row = Row{}
			}
			l.mu.Lock()
			l.setRow(int32(at), row)
			l.mu.Unlock()
		}
		for _, f := range filters {
			for _, o := range orders() {
				f.Order, f.Limit, f.After = o, 7, ""
				want, total := listed(l.rows, &f)
				var got []muster.SubjectID
				for {
					page := l.List(&f)
					if page.Total != total {
						t.Fatalf("round %d %+v: %d match, want %d", round, f, page.Total, total)
					}
					for i := range page.Rows {
						got = append(got, page.Rows[i].Subject)
						f.After = page.Rows[i].Subject
					}
					if !page.More {
						break
					}
				}
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Fatalf("round %d %+v: %s", round, f, diff)
				}
			}
		}
		flagged := map[muster.FlagID]int{}
		levels := map[muster.Level]int{}
		for i := range l.rows {
			for _, f := range l.rows[i].Flags {
				flagged[f]++
			}
			if l.rows[i].Subject != "" {
				levels[l.rows[i].Level]++
			}
		}
		for f, n := range l.Flagged() {
			if flagged[f] != n {
				t.Fatalf("round %d: flag %s at %d, want %d", round, f, n, flagged[f])
			}
		}
		if diff := gocmp.Diff(levels, l.Count()); diff != "" {
			t.Fatal(diff)
		}
	}
}
