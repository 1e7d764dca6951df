package dossier

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// full is a subject of whom something of everything is kept.
func full() looked {
	at := muster.Time{Micros: 1_700_000_000_000_000, Offset: 60, Precision: muster.PrecisionMinute, Text: "14 Nov 2023 23:13"}
	return looked{
		card: &card{
			name: "Ada Quill", also: []string{"A. Quill", "Ada Mendes"}, home: "12 High Street, Leeds, LS1 1AA", status: muster.StatusAccount,
			started: at, left: muster.Date(2026, 2, 3), verified: muster.Date(2025, 1, 1), first: -5, concern: true, agency: true,
			partners: []string{"Boris Quill"}, vacancy: "v1", entity: "quill ltd", under: "agency1", emails: "a@b.example; c@d.example", phones: "+44 20 7946 0100",
			born: "1990-02-03", meetings: []meetingTime{{1, 2, 3}, {-4, 5, 0}}, employers: []refereeAt{{muster.ObservationID{1, 2}, "Acme"}}, side: muster.SideTalent,
		},
		claims: []stored{
			{id: muster.ArtefactID{9, 8, 7}, first: 12, obs: 65535, exact: muster.PrecisionDay, kind: 3, role: 2, class: 4, proved: true},
			{id: muster.ArtefactID{1}, serial: true},
		},
		stays: []stay{{key: 1 << 63, days: daySet{lo: 5, hi: 1 << 60}, last: 20_000, kind: stayRouter, home: true}},
	}
}

func TestWhatIsKeptIsReadBack(t *testing.T) {
	for name, want := range map[string]looked{"full": full(), "empty": {card: &card{}, claims: []stored{}, stays: []stay{}}} {
		r := record{s: string(appendRecord(nil, want))}
		got := looked{card: &card{}}
		r.card(got.card)
		got.claims, got.stays = r.claims(), r.stays()
		if r.failed || r.s != "" {
			t.Fatalf("%s: failed %t, %d bytes are left", name, r.failed, len(r.s))
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(looked{}, card{}, stored{}, stay{}, daySet{}, meetingTime{}, refereeAt{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	d := deal{to: 7, at: -3, rated: true, row: muster.Observed{ID: muster.ObservationID{4}, Kind: muster.KindRating, Place: muster.Place{Row: 12}, Happened: muster.Date(2026, 1, 2), Events: []muster.Text{"e1", "e2"}}}
	r := record{s: string(d.append(nil, 5))}
	got, file := r.deal()
	if diff := cmp.Diff(d, got, cmp.AllowUnexported(deal{})); diff != "" || file != 5 || r.failed || r.s != "" {
		t.Errorf("deal of file %d: %s", file, diff)
	}
}

// Damaged records fail and end.
func FuzzRecord(f *testing.F) {
	f.Add(appendRecord(nil, full()))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		r := record{s: string(b)}
		c := &card{}
		r.card(c)
		for _, claim := range r.claims() {
			claim.artefact()
		}
		r.stays()
		if r.failed && r.s != "" {
			t.Error("a record that failed goes on")
		}
		r = record{s: string(b)}
		r.deal()
	})
}
