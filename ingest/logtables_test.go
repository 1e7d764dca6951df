package ingest_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"muster"
	"muster/ingest"
)

func TestAgreementsAndDevices(t *testing.T) {
	b := readLogs(t, map[string]string{
		"people.csv":  logPeople,
		"devices.csv": logDevices,
		"agreements.csv": `Employee ID,What was agreed,From,Until,Country,UTC offset,Start time,End time,Tool
E1,Business trip,2026-03-02,2026-03-09,Spain,,,,
E1,Working hours,2026-03-02,,,+05:30,09:15,17:00,
E2,own laptop,2026-03-02,,,UTC-3,,,
E2,Remote tool,2026-03-02,,,,,,RustDesk
E3,whatever,2026-03-02,,,,,,
E3,hours,2026-03-02,,,+05:75,,,
`,
	}, ingest.Options{})
	minutes := func(n int) *int { return &n }
	var agreed []muster.Agreed
	issued := 0
	for i := range b.Len() {
		list, err := b.Observations(i, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list {
			switch d := o.Data.(type) {
			case *muster.Agreed:
				d.From, d.Until = muster.Time{}, muster.Time{}
				agreed = append(agreed, *d)
			case *muster.Issued:
				issued++
			}
		}
	}
	want := []muster.Agreed{
		{What: muster.AgreedHours},
		{What: muster.AgreedHours, Offset: minutes(330), Start: minutes(555), End: minutes(1020)},
		{What: muster.AgreedDevice, Offset: minutes(-180)},
		{What: muster.AgreedTool, Name: "RustDesk"},
		{What: muster.AgreedTravel, Country: "Spain"},
	}
	slices.SortFunc(agreed, func(a, b muster.Agreed) int {
		return cmp.Or(strings.Compare(string(a.What), string(b.What)), deref(a.Offset)-deref(b.Offset))
	})
	if d := diff.Diff(want, agreed); d != "" {
		t.Error(d)
	}
	if issued != 2 || len(b.Rejects) != 2 {
		t.Errorf("%d devices, rejects %+v", issued, b.Rejects)
	}
}

func deref(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}
