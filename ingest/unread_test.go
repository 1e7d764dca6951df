package ingest

import (
	"strings"
	"testing"
)

// A paper that cannot be read is named beside the one person it would have been
// about, not beside everybody.
func TestUnreadablePapersNameTheirPerson(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{
		"people.csv":    "Employee ID,Full name,Start date\nE1,Ada Moor,2024-05-06\nE2,Bo Fen,2024-05-07\n",
		"E2-cv.pdf":     "%PDF-1.7\nthis is where it ends\n",
		"nobody-cv.pdf": "%PDF-1.7\nthis is where it ends\n",
	}), Options{})
	got := map[string]string{}
	for _, u := range b.Unseen {
		if name, found := strings.CutPrefix(u.What, "the content of "); found {
			got[name[strings.LastIndex(name, "/")+1:]] = string(u.Subject)
		}
	}
	if len(got) != 2 || got["E2-cv.pdf"] != "E2" || got["nobody-cv.pdf"] != "file:nobody-cv.pdf" {
		t.Errorf("unread papers are about %v", got)
	}
}

// A spreadsheet's empty rows are no people and no records.
func TestBlankRowsAreNobody(t *testing.T) {
	b := mustRead(t, folder(t, map[string]string{"people.csv": "Employee ID,Full name,Start date\nE1,Ada Moor,2024-05-06\n,,\n \t, ,\nE2,Bo Fen,2024-05-07\n,,\n"}), Options{})
	if b.Len() != 2 || b.Records != 2 || b.Read != 2 || len(b.Rejects) != 0 {
		t.Errorf("%d people from %d records, %d read, rejects %v", b.Len(), b.Records, b.Read, b.Rejects)
	}
}

// Messages about single events are shown, and said not to be read.
func TestWebhookMessagesAreNotRead(t *testing.T) {
	got := inspectAll(t, folder(t, map[string]string{"hook.json": `{"action":"new_candidate_application","payload":{"application":{"id":7,"candidate":{"id":9,"first_name":"Ada","last_name":"Moor"}}}}`}))
	if len(got) != 1 || got[0].Error != nil || !strings.Contains(got[0].Metadata["not_read"], "webhook") {
		t.Errorf("inspected as %+v", got)
	}
}
