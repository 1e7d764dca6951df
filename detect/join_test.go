package detect

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

func held(kind muster.ArtefactKind, change func(*muster.Held)) *muster.Held {
	h := &muster.Held{
		Artefact: muster.Artefact{Kind: kind, Role: muster.RoleOwn, ID: muster.ArtefactID{1}},
		Sharing: muster.Sharing{Count: 2, Expected: 5, Others: []muster.Other{
			{Subject: "a2", Names: muster.OutcomeDifferent},
			{Subject: "a3", Names: muster.OutcomeDifferent},
		}},
	}
	if change != nil {
		change(h)
	}
	return h
}

func subjects(others []muster.Other) []muster.SubjectID {
	var ids []muster.SubjectID
	for _, o := range others {
		ids = append(ids, o.Subject)
	}
	return ids
}

func TestStrangers(t *testing.T) {
	tests := []struct {
		name   string
		kind   muster.ArtefactKind
		change func(*muster.Held)
		want   []muster.SubjectID
	}{
		{"plain", muster.ArtefactPhone, nil, []muster.SubjectID{"a2", "a3"}},
		{"common", muster.ArtefactPhone, func(h *muster.Held) { h.Sharing.Common = muster.CommonAgency }, nil},
		{"variant of the name", muster.ArtefactPhone, func(h *muster.Held) { h.Sharing.Others[0].Names = muster.OutcomeVariant }, []muster.SubjectID{"a3"}},
		{"name unknown", muster.ArtefactPhone, func(h *muster.Held) { h.Sharing.Others[0].Names = muster.OutcomeUnknown }, []muster.SubjectID{"a3"}},
		{"related", muster.ArtefactPhone, func(h *muster.Held) { h.Sharing.Others[1].Related = true }, []muster.SubjectID{"a2"}},
		{"one home", muster.ArtefactPhone, func(h *muster.Held) { h.Sharing.Others[1].Homes = muster.OutcomeSame }, []muster.SubjectID{"a2"}},
		{"one home, a document", muster.ArtefactDocument, func(h *muster.Held) { h.Sharing.Others[1].Homes = muster.OutcomeSame }, []muster.SubjectID{"a2", "a3"}},
		{"a home too full", muster.ArtefactPhone, func(h *muster.Held) {
			h.Sharing.Expected = 2
			h.Sharing.Others[0].Homes, h.Sharing.Others[1].Homes = muster.OutcomeSame, muster.OutcomeSame
		}, []muster.SubjectID{"a2", "a3"}},
		{"proved here", muster.ArtefactPhone, func(h *muster.Held) { h.Proved = true }, nil},
		{"proved here and there", muster.ArtefactPhone, func(h *muster.Held) { h.Proved, h.Sharing.Others[1].Proved = true, true }, []muster.SubjectID{"a3"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := subjects(Strangers(&muster.Dossier{}, &muster.Settings{}, held(tt.kind, tt.change)))
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("strangers (-want +got):\n%s", d)
			}
		})
	}
}

func TestCrowdCountsOnlyTheExcess(t *testing.T) {
	full := held(muster.ArtefactAddress, func(h *muster.Held) { h.Sharing.Expected = 2 })
	if got := subjects(Crowd(nil, full)); len(got) != 2 {
		t.Errorf("three people where two are expected: got %v, want both others", got)
	}
	room := held(muster.ArtefactAddress, func(h *muster.Held) { h.Sharing.Expected = 0 })
	if got := Crowd(&muster.Settings{MaxOccupancy: 3}, room); got != nil {
		t.Errorf("three people where three are expected: got %v, want nobody", subjects(got))
	}
	relatives := held(muster.ArtefactAddress, func(h *muster.Held) { h.Sharing.Expected, h.Sharing.Others[0].Related = 2, true })
	if got := Crowd(nil, relatives); got != nil {
		t.Errorf("a declared relative fills a home: got %v, want nobody", subjects(got))
	}
}

func TestSharesAreToldOnce(t *testing.T) {
	d := &muster.Dossier{Artefacts: []muster.Held{
		*held(muster.ArtefactPhone, nil),
		*held(muster.ArtefactPhone, func(h *muster.Held) { h.Ref = 3 }),
		*held(muster.ArtefactEmail, func(h *muster.Held) { h.ID = muster.ArtefactID{2} }),
	}}
	any := func(*muster.Held) bool { return true }
	shares := Shares(d, any, func(h *muster.Held) []muster.Other { return Strangers(d, nil, h) })
	if len(shares) != 2 || shares[0].Kind() != muster.ArtefactPhone {
		t.Fatalf("got %d shares, want one for the phone and one for the mailbox", len(shares))
	}
	draft := shares[0].Draft()
	if d := cmp.Diff([]muster.Ref{0, 3}, draft.Refs); d != "" || len(draft.Held) != 1 {
		t.Errorf("the draft cites refs (-want +got):\n%s and %d values, want one", d, len(draft.Held))
	}
}

func TestMergePutsOneKindTogether(t *testing.T) {
	first := Share{Held: []*muster.Held{held(muster.ArtefactPassage, nil)}, Others: []muster.Other{{Subject: "a2"}}}
	second := Share{Held: []*muster.Held{held(muster.ArtefactPassage, func(h *muster.Held) { h.ID = muster.ArtefactID{9} })}, Others: []muster.Other{{Subject: "a2"}, {Subject: "a3"}}}
	third := Share{Held: []*muster.Held{held(muster.ArtefactSkeleton, nil)}, Others: []muster.Other{{Subject: "a4"}}}
	merged := Merge([]Share{first, second, third})
	if len(merged) != 2 {
		t.Fatalf("got %d shares, want 2", len(merged))
	}
	if d := cmp.Diff([]muster.SubjectID{"a2", "a3"}, subjects(merged[0].Others)); d != "" {
		t.Errorf("people (-want +got):\n%s", d)
	}
	if draft := merged[0].Draft(); len(draft.Held) != 2 {
		t.Errorf("got %d values, want both passages", len(draft.Held))
	}
}

func TestSeenHonoursAdjustments(t *testing.T) {
	sign := func(confirmed, adjusted bool) muster.SignFact {
		return muster.SignFact{Sign: muster.SignVideoDeclined, Ref: 1, Confirmed: confirmed, Adjustment: adjusted}
	}
	tests := []struct {
		name      string
		dossier   muster.Dossier
		coverage  Coverage
		seen      bool
		confirmed bool
	}{
		{"recorded", muster.Dossier{Signs: []muster.SignFact{sign(false, false)}}, CoveredByAdjustment, true, false},
		{"confirmed", muster.Dossier{Signs: []muster.SignFact{sign(false, false), sign(true, false)}}, CoveredByAdjustment, true, true},
		{"covered by the record", muster.Dossier{Signs: []muster.SignFact{sign(true, true)}}, CoveredByRecord, false, false},
		{"covered by the file", muster.Dossier{Adjustment: true, Signs: []muster.SignFact{sign(true, false)}}, CoveredByAdjustment, false, false},
		{"a sign no adjustment covers", muster.Dossier{Adjustment: true, Signs: []muster.SignFact{sign(true, false)}}, CoveredByRecord, true, true},
		{"nothing recorded", muster.Dossier{}, CoveredByRecord, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := Seen(&tt.dossier, muster.SignVideoDeclined, tt.coverage)
			if ok != tt.seen || ok && got.Confirmed != tt.confirmed {
				t.Errorf("got %v, confirmed %v; want %v, %v", ok, got.Confirmed, tt.seen, tt.confirmed)
			}
		})
	}
	if got := Unconfirmed(5, false); got != 4 {
		t.Errorf("an unconfirmed 5 counts %d, want 4", got)
	}
}

func TestNumbersAreWrittenForPeople(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1204: "1,204", 1234567: "1,234,567", -1204: "-1,204"} {
		if got := Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
	if got := Count(1, "record", "records") + ", " + Count(1500, "record", "records"); got != "one record, 1,500 records" {
		t.Errorf("Count gives %q", got)
	}
}
