package ingest

import (
	"strings"
	"testing"
)

// A header that speaks of a value is not read as the value.
func TestHeadersAboutAValue(t *testing.T) {
	for header, want := range map[string]string{
		"Phone":                        "contact.phones",
		"Phone (mobile)":               "contact.phones",
		"Email (personal)":             "contact.emails",
		"Start date (dd/mm/yyyy)":      "started",
		"Start date (local, not UTC)":  "started",
		"Phone Verified On":            "contact.phone_verified",
		"Phone (verified on)":          "contact.phone_verified",
		"Phone (checked)":              "",
		"Mobile - verified":            "",
		"Mobile (verified by)":         "",
		"Email Type":                   "",
		"Email Source":                 "",
		"Email (source)":               "",
		"Phone Status":                 "",
		"Phone (added at)":             "",
		"Address (updated on)":         "",
		"Address Created By":           "",
		"LinkedIn (checked)":           "",
		"National ID (issued on)":      "",
		"Employee.Phone.Type":          "",
		"Employee > Phone > Verified":  "contact.phone_verified",
		"candidate.email.source":       "",
		"candidate.email":              "contact.emails",
		"recruiter.email":              "",
		"Home Address: Effective date": "",
	} {
		if got := matchHeaders(People, []string{header})[0].path; got != want {
			t.Errorf("%q is read as %q, want %q", header, got, want)
		}
	}
}

// Only words of a dictionary as a whole are known: a word before or after them
// makes another header.
func TestNoHeaderIsKnownByAPart(t *testing.T) {
	read := 0
	for kind, words := range dictionaries() {
		for h, e := range words {
			if e.path[0] == '@' {
				continue
			}
			for _, suffix := range []string{" Verified On", " Checked By", " Source", " Status Code", " (verified)"} {
				got := matchHeaders(kind, []string{h + suffix})[0].path
				if got == e.path {
					t.Errorf("%s: %q is read as %s", kind, h+suffix, got)
				}
				read++
			}
		}
	}
	if read < 1000 {
		t.Fatalf("only %d headers tried", read)
	}
}

// A wrapper around a list on one line is no JSON Lines of one record.
func TestWrappedListOnOneLine(t *testing.T) {
	row := `{"Employee ID":"E%d","Full name":"Ada Moor","Start date":"2024-05-06"}`
	list := strings.ReplaceAll(row, "%d", "1") + "," + strings.ReplaceAll(row, "%d", "2")
	b := mustRead(t, folder(t, map[string]string{"people.json": `{"employees":[` + list + `]}` + "\n"}), Options{})
	if b.Len() != 2 || b.Files[0].Type != TypeJSON {
		t.Errorf("%d people, read as %s", b.Len(), b.Files[0].Type)
	}
	lines := strings.ReplaceAll(list, "},{", "}\n{")
	if b = mustRead(t, folder(t, map[string]string{"people.json": lines}), Options{}); b.Len() != 2 || b.Files[0].Type != TypeJSONL {
		t.Errorf("%d people, read as %s", b.Len(), b.Files[0].Type)
	}
}
