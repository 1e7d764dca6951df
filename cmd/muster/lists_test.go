package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"muster/watchlist"
)

// TestListsUpdate fetches a list from a publisher on this machine, which is
// refused until it is allowed, and shows what the next version changed.
func TestListsUpdate(t *testing.T) {
	body := "id,name,dob\n1,Tarquin Okondo,1970\n2,Zephyrin Mbala,1980\n"
	publisher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }))
	defer publisher.Close()
	dir := filepath.Join(t.TempDir(), "lists")
	call := func(want int, args ...string) (string, string) {
		t.Helper()
		var out, errOut bytes.Buffer
		if status := run(t.Context(), args, strings.NewReader("name\nTarquin Okondo\n"), &out, &errOut); status != want {
			t.Fatalf("%v: status %d: %s", args, status, &errOut)
		}
		return out.String(), errOut.String()
	}
	update := []string{"lists", "update", "own", "--url", "own=" + publisher.URL, "--dir", dir, "--json"}
	if _, said := call(exitFailed, update...); !strings.Contains(said, "refused") {
		t.Errorf("a request to this machine: %s", said)
	}
	update = append(update, "--allow", "127.0.0.1")
	call(exitDone, update...)
	body = "id,name,dob\n1,Tarquin Okondo,1971\n3,Anders Qvist,\n"
	out, _ := call(exitDone, update...)
	var line listChange
	if err := json.Unmarshal([]byte(out), &line); err != nil {
		t.Fatal(err)
	}
	if line.Same || line.Entries != 2 || len(line.Added) != 1 || line.Added[0] != "3" || len(line.Removed) != 1 || line.Removed[0] != "2" || len(line.Changed) != 1 || line.Changed[0].Fields[0] != "births" {
		t.Errorf("%s", out)
	}
	sum := sha256.Sum256([]byte(body))
	right := hex.EncodeToString(sum[:])
	call(exitDone, append(update, "--sha256", "own="+right)...)
	for given, says := range map[string]string{
		"own=" + strings.Repeat("0", 64): "do not come to the checksum that is stated for it", "own=" + right[1:]: "the 64 digits of a SHA-256", "un=" + right: "which is not fetched",
	} {
		want := exitUsage
		if strings.HasPrefix(given, "own=000") {
			want = exitFailed
		}
		if _, said := call(want, append(update, "--sha256", given)...); !strings.Contains(said, says) {
			t.Errorf("--sha256 %s: %s", given, said)
		}
	}
	if out, _ := call(exitDone, "lists", "status", "--dir", dir); !strings.Contains(out, "own: 2 entries") {
		t.Errorf("status: %s", out)
	}
	if out, _ := call(exitDone, "lists", "screen", "--list", dir, "--queries", "-", "--json"); !strings.Contains(out, `"list_id":"1"`) || !strings.Contains(out, `"level":"possible"`) {
		t.Errorf("screen: %s", out)
	}
}

// TestScreenAllKeepsOrder sends more rows than a batch through several workers.
func TestScreenAllKeepsOrder(t *testing.T) {
	var in strings.Builder
	in.WriteString("query\n")
	for i := range 3*screenBatch + 7 {
		if i%5 == 0 {
			in.WriteString("Tarquin Okondo\n")
		} else {
			fmt.Fprintf(&in, "Jane Doe %d\n", i)
		}
	}
	list := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(list, []byte("id,name\n1,Tarquin Okondo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if status := run(t.Context(), []string{"lists", "screen", "--list", list, "--queries", "-", "--json", "--workers", "3"}, strings.NewReader(in.String()), &out, &out); status != exitDone {
		t.Fatalf("status %d: %s", status, &out)
	}
	d := json.NewDecoder(&out)
	for row := 1; row <= 3*screenBatch+7; row++ {
		var line screenLine
		if err := d.Decode(&line); err != nil {
			t.Fatal(err)
		}
		if line.Row != row || (line.ListID != nil) != ((row-1)%5 == 0) {
			t.Fatalf("row %d: %+v", row, line)
		}
	}
}

// TestQueriesAreReadAsSpreadsheetsSaveThem: a name in other letters than those
// written would be found on no list, and nobody would know.
func TestQueriesAreReadAsSpreadsheetsSaveThem(t *testing.T) {
	list := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(list, []byte("id,name\n1,Grégoire Exemplé Ünvented\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const name = "Gr\xe9goire Exempl\xe9 \xdcnvented"
	wide := "\xff\xfe"
	for _, b := range []byte("name\n" + name + "\n") {
		wide += string([]byte{b, 0})
	}
	for _, test := range []struct{ name, text, want string }{
		{"Windows-1252", "name\n" + name + "\n", `"list_id":"1"`},
		{"UTF-16", wide, `"list_id":"1"`},
		{"a mark", "\ufeffname\nGrégoire Exemplé Ünvented\n", `"list_id":"1"`},
		{"semicolons", "id;name;date_of_birth\n7;" + name + ";1970\n", `"list_id":"1"`},
		{"tabs", "id\tname\n7\t" + name + "\n", `"list_id":"1"`},
		{"no rows", "name\n", ""},
		{"nothing", "", "the queries have no header: the file is empty"},
		{"no names", "id,born\n1,1970\n", "no column query, full_name or name"},
		{"quotes that stand for themselves", "id,name\n\n1,Kim \"Kimmy\" Park\n2,Kim Park\n3,Grégoire \"Greg\" Exemplé Ünvented\n", `"query_row":3,"list_id":"1"`},
		{"a quote that is never closed", "name\nKim Park\n\"Grégoire Exemplé Ünvented\nKim Park\n", "row 2 of the queries"},
		{"a quote behind which more follows", "id,name\n\"1\"x,Kim Park\n", "row 1 of the queries"},
		{"a row without end", "name\n\"" + strings.Repeat("a\n", maxQueryRow), "longer than 1 MB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			run(t.Context(), []string{"lists", "screen", "--list", list, "--queries", "-", "--json"}, strings.NewReader(test.text), &out, &out)
			if !strings.Contains(out.String(), test.want) || test.want == "" && out.Len() > 0 {
				t.Errorf("%.300s", &out)
			}
		})
	}
	var told, wrong bytes.Buffer
	dates := "name,date_of_birth\nGrégoire Exemplé Ünvented,31/31/1970\nGrégoire Exemplé Ünvented,1970|30/02/1971\nKim Park,1981-02-03\n"
	if status := run(t.Context(), []string{"lists", "screen", "--list", list, "--queries", "-", "--json"}, strings.NewReader(dates), &told, &wrong); status != exitDone || strings.Count(told.String(), `"list_id":"1"`) != 2 || strings.Contains(told.String(), "1971") {
		t.Errorf("%d: %s", status, &told)
	}
	for _, says := range []string{`row 1: the date of birth "31/31/1970" is set aside: there is no such day`, `row 2: the date of birth "30/02/1971" is set aside`} {
		if !strings.Contains(wrong.String(), says) || strings.Count(wrong.String(), "set aside") != 2 {
			t.Errorf("without %q: %s", says, &wrong)
		}
	}
	var out bytes.Buffer
	pairs := "name1;name2\n" + name + ";Grégoire Exemplé Ünvented\nKim;Kim\nBen;Ben\nKim;Park\n"
	run(t.Context(), []string{"names", "compare", "-"}, strings.NewReader(pairs), &out, &out)
	d := json.NewDecoder(&out)
	for i, want := range []string{"same", "same", "same", "different"} {
		var line nameLine
		if err := d.Decode(&line); err != nil || line.Pieces[0].Outcome != want || line.Match != (i == 0) {
			t.Errorf("pair %d: %+v, %v", i+1, line, err)
		}
	}
}

// TestQueriesKeepNoDatesSetAside reads many dates that are in no calendar: each
// goes with its batch, and none waits for the end of the file.
func TestQueriesKeepNoDatesSetAside(t *testing.T) {
	const rows = 5 * screenBatch
	r, err := newQueryReader(strings.NewReader("name,date_of_birth\n" + strings.Repeat("Kim Park,31/31/1970\n", rows)))
	if err != nil {
		t.Fatal(err)
	}
	told, last := 0, 0
	aside := func(b *queryBatch) {
		var out bytes.Buffer
		b.tell(&out, "people.csv")
		told += strings.Count(out.String(), "set aside")
		if len(b.bad) != len(b.queries) || b.bad[0].row != last+1 {
			t.Errorf("a batch of %d rows from %d has %d, from %d", len(b.queries), last+1, len(b.bad), b.bad[0].row)
		}
		last = b.bad[len(b.bad)-1].row
	}
	none := func() func(int, watchlist.Query) []watchlist.Hit {
		return func(int, watchlist.Query) []watchlist.Hit { return nil }
	}
	err = screenAll(r, none, 2, aside, func(int, watchlist.Query, []watchlist.Hit) error { return nil })
	if err != nil || told != rows || len(r.bad) > 0 {
		t.Errorf("%d of %d told, %d kept: %v", told, rows, len(r.bad), err)
	}
}
