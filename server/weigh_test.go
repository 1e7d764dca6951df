package server

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"muster/casework"
)

// TestWeighing takes evidence through a case: filed with its digest, handed
// over, weighed against two explanations, weighed anew; shown to its readers
// and to nobody else, and whole in the ledger.
func TestWeighing(t *testing.T) {
	t.Parallel()
	in, sam, _ := peopled(t)
	all, err := in.desk.Cases(t.Context(), sam, false)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d cases, %v", len(all), err)
	}
	file := all[0].ID
	reader := in.signedIn(t, "reader", casework.Grant{Role: casework.HRLead})
	other := in.signedIn(t, "other", casework.Grant{Role: casework.HRLead})
	in.must(t, sam, &casework.SetReader{Case: file, User: in.user(t, "reader").User, Reason: "She met two of the applicants."})
	in.must(t, sam, &casework.AddHypothesis{Case: file, Text: "They share a landline in one house.", Innocent: true})
	content := []byte("What was said on the telephone.\n")
	sum := sha256.Sum256(content)
	in.must(t, sam, &casework.AddEvidence{Case: file, Text: "Minutes of the call with the agency.", Content: content,
		File: casework.File{Title: "minutes.txt", SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content)), Where: casework.KeptHere}})
	c, err := in.desk.Case(t.Context(), sam, file)
	if err != nil {
		t.Fatal(err)
	}
	var evidence string
	var why []string
	for _, i := range c.Items {
		switch i.Kind {
		case casework.ItemEvidence:
			evidence = i.ID
		case casework.ItemHypothesis:
			why = append(why, i.ID)
		}
	}
	do := func(b *browser, path string, form url.Values, want int) {
		t.Helper()
		form.Set("key", newKey())
		form.Set("back", "/cases/"+file)
		if status, page := b.post(path, form); status != want {
			t.Fatalf("%s: %d, want %d\n%.400s", path, status, want, page)
		}
	}
	weigh := func(hypothesis, weight, reason string) url.Values {
		return url.Values{"hypothesis": {hypothesis}, "weight": {weight}, "reason": {reason}}
	}
	do(reader, "/evidence/"+evidence+"/weigh", weigh(why[0], "for", "The agency named one caller for all three."), http.StatusSeeOther)
	do(reader, "/evidence/"+evidence+"/weigh", weigh(why[1], "for", "The agency knows the house."), http.StatusSeeOther)
	do(reader, "/evidence/"+evidence+"/weigh", weigh(why[1], "against", "The house has no landline, the agency says."), http.StatusSeeOther)
	do(reader, "/evidence/"+evidence+"/weigh", weigh("I-nowhere", "for", "No such explanation is here."), http.StatusNotFound)
	do(other, "/evidence/"+evidence+"/weigh", weigh(why[0], "for", "I am no reader of this case."), http.StatusForbidden)
	do(reader, "/evidence/"+evidence+"/custody", url.Values{"to": {"Lee Park"}, "where": {"safe on the second floor"}, "reason": {"Counsel reads the original."}}, http.StatusSeeOther)

	_, page := reader.get("/cases/" + file)
	for _, want := range []string{"Evidence against explanations", "1 for, 0 against", "0 for, 1 against", "The house has no landline, the agency says.", "From Admin to Lee Park", "safe on the second floor", hex.EncodeToString(sum[:])} {
		if !strings.Contains(page, want) {
			t.Errorf("the case lacks %q", want)
		}
	}
	if strings.Contains(page, "The agency knows the house.") {
		t.Error("a weight that was taken back still shows")
	}
	if status, _ := other.get("/cases/" + file); status != http.StatusNotFound {
		t.Errorf("no reader: %d", status)
	}
	if _, page := other.get("/cases"); strings.Contains(page, "One number on three applications") {
		t.Error("the board shows a case to somebody who is no reader")
	}
	if n := in.entries(t, "case.weigh"); n != 3 {
		t.Errorf("%d weights in the ledger, want 3", n)
	}
	c, err = in.desk.Case(t.Context(), sam, file)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(c.Views, func(l casework.Look) bool { return l.Name == "reader" }) {
		t.Error("the reader's look at the case is not listed")
	}
	if _, err := in.store.VerifyLedger(t.Context(), in.config.Organisation); err != nil {
		t.Error(err)
	}
}
