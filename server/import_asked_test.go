package server

import (
	"io"
	"strings"
	"testing"

	"muster/casework"
	"muster/web"
)

// TestAFileNobodyKnowsIsAskedAbout drops a table alone whose headers say nothing:
// the page asks what it is about, and the answer takes effect; an answer that it
// is nothing leaves it out.
func TestAFileNobodyKnowsIsAskedAbout(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	in.link(t, "Admin", casework.Administrator, casework.HRLead)
	ctx := in.as(t, "Admin")
	const text = "Ref,Who,Applied on,Colour of door\n9001,Nell Farrow,2026-11-02,green\n9002,Omar Selby,2026-11-04,blue\n"
	file := []web.Upload{{Name: "list.csv", Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}}
	told := func() *web.Imported {
		p, err := in.People(ctx, web.PeopleQuery{})
		if err != nil || p.Import == nil {
			t.Fatal(p, err)
		}
		return p.Import
	}
	answer := func(label string) web.ImportAnswers {
		q := told().Questions
		if len(q) != 1 || q[0].Ask != "What is the table list.csv about?" {
			t.Fatalf("asked: %+v", q)
		}
		for _, a := range q[0].Answers {
			if strings.ContainsAny(a.Label, "{}#") {
				t.Errorf("an answer is %q", a.Label)
			}
			if a.Label == label {
				return web.ImportAnswers{q[0].ID: a.Value}
			}
		}
		t.Fatalf("no answer %q: %+v", label, q[0].Answers)
		return nil
	}
	bring := func(a web.ImportAnswers) string {
		r, err := in.Import(ctx, newKey(), file, a)
		if err != nil {
			t.Fatal(err)
		}
		return r.Says
	}
	if says := bring(web.ImportAnswers{}); !strings.HasPrefix(says, "0 people") {
		t.Error(says)
	}
	applications, nothing := answer("Applications"), answer("Nothing to read: leave it out")
	if _, err := in.Import(ctx, newKey(), file, nothing); err == nil || !strings.Contains(err.Error(), "it is left out, as you answered") {
		t.Error(err)
	}
	if says := bring(applications); !strings.HasPrefix(says, "2 people") || len(told().Questions) > 0 {
		t.Errorf("%s, and asked anew: %+v", says, told().Questions)
	}
}
