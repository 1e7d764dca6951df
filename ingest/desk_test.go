package ingest

import (
	"strings"
	"testing"

	"muster"
)

// TestNoFileIsTheDesk: what people record in the program itself settles for
// good, so no file may say that it is from there.
func TestNoFileIsTheDesk(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{
		"people.csv":  "Employee ID,Full name,Start date\nE1,Ada Moor,2024-05-06\n",
		"notes.jsonl": `{"subject":"E1","kind":"check","source":"muster","data":{"type":"in_person","outcome":"passed"}}` + "\n" + `{"subject":"E1","kind":"message","source":"mail","data":{"text":"Hello"}}` + "\n",
		"muster":      "Employee ID,Holder,IBAN\nE1,Ada Moor,GB82WEST12345698765432\n",
	}), Options{})
	if len(b.Rejects) != 1 || !strings.Contains(b.Rejects[0].Reason, "its own records") {
		t.Errorf("rejects: %+v", b.Rejects)
	}
	for i := range b.Len() {
		list, err := b.Observations(i, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list {
			if o.Source == muster.SourceDesk {
				t.Errorf("%s says it is from the desk", o.Kind())
			}
		}
	}
	c := Config{Files: map[string]FileConfig{"*.csv": {Source: muster.SourceDesk}}}
	if err := c.check(); err == nil {
		t.Error("muster.yaml may call a file the desk")
	}
}
