package muster_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// row says what a folder may import of ours, and whether it is pure: no
// network, no files, no database, no clock.
type row struct {
	folder string // "x/*" matches everything below x
	pure   bool
	may    []string
}

// importTable is the one in ARCHITECTURE.md. A folder without a row fails.
var importTable = []row{
	{".", true, nil},
	{"normal", true, nil},
	{"normal/*", true, []string{"normal"}},
	{"internal/answer", false, []string{"."}},
	{"internal/*", false, []string{"internal/*"}},
	{"resolve", true, []string{".", "normal", "resolve/*"}},
	{"resolve/*", true, []string{".", "normal", "resolve/*"}},
	{"watchlist", true, []string{".", "normal"}},
	{"dossier", true, []string{".", "normal", "resolve", "resolve/*", "stream/clock"}},
	{"detect", true, []string{".", "normal"}},
	{"detect/all", true, []string{"detect", "detect/*"}},
	{"docs", true, nil},
	{"docs/catalogue", true, nil},
	{"detect/*", true, []string{".", "normal", "detect"}},
	{"policy", true, []string{"."}},
	{"stream", true, []string{".", "normal", "stream/*"}},
	{"stream/*", true, []string{".", "normal"}},
	{"connect", false, []string{"."}},
	{"connect/all", false, []string{"connect", "connect/*"}},
	{"connect/*", false, []string{".", "normal", "ingest/*", "connect"}},
	{"ingest", false, []string{".", "normal", "stream", "stream/*", "connect", "ingest/*", "store"}},
	{"ingest/*", false, []string{".", "normal"}},
	{"payrun", true, []string{".", "normal", "ingest/*"}},
	{"ledger", true, nil},
	{"store", false, []string{".", "ledger"}},
	{"store/storetest", false, []string{".", "ledger", "store"}},
	{"assess", false, []string{".", "normal", "resolve", "resolve/*", "watchlist", "dossier", "detect", "detect/all", "policy", "ledger", "store"}},
	{"casework", false, []string{".", "policy", "ledger", "store"}},
	{"report", false, []string{".", "resolve", "report/*"}},
	{"report/*", false, []string{".", "normal", "resolve", "resolve/*", "report"}},
	{"evaluate", false, []string{".", "resolve"}},
	{"simulate", false, []string{".", "normal"}},
	{"notify", false, []string{"."}},
	{"web", false, []string{".", "store", "casework", "report", "report/seen"}},
	{"api", false, []string{".", "store", "casework", "report", "report/seen"}},
	{"client", false, []string{"."}},
	{"examples/*", false, []string{".", "client"}},
	{"server", false, []string{"*"}},
	{"cmd/*", false, []string{"*"}},
}

// impure lists what a pure package may not import.
var impure = []string{"net", "net/http", "os", "os/exec", "database/sql", "io/ioutil", "log", "log/slog", "math/rand"}

func rowOf(folder string) *row {
	for i := range importTable {
		if importTable[i].folder == folder {
			return &importTable[i]
		}
	}
	var best *row
	for i := range importTable {
		prefix, wild := strings.CutSuffix(importTable[i].folder, "/*")
		if wild && strings.HasPrefix(folder, prefix+"/") && (best == nil || len(best.folder) < len(importTable[i].folder)) {
			best = &importTable[i]
		}
	}
	return best
}

func (r *row) allows(folder string) bool {
	for _, may := range r.may {
		prefix, wild := strings.CutSuffix(may, "/*")
		if may == "*" || may == folder || wild && strings.HasPrefix(folder, prefix+"/") {
			return true
		}
	}
	// Plumbing without domain words may be used by all but the root package.
	return r.folder != "." && strings.HasPrefix(folder, "internal/")
}

func TestImports(t *testing.T) {
	_, files := tree(t)
	used := map[string]bool{}
	for _, f := range files {
		r := rowOf(f.folder)
		if r == nil {
			t.Errorf("%s: folder %s has no row in the import table", f.path, f.folder)
			continue
		}
		used[r.folder] = true
		if f.test {
			continue // tests may reach further; what ships may not
		}
		for _, spec := range f.syntax.Imports {
			checkImport(t, &f, r, spec.Path.Value)
		}
	}
	for _, r := range importTable {
		if !strings.Contains(r.folder, "*") && !used[r.folder] {
			t.Logf("folder %s of the import table does not exist yet", r.folder)
		}
	}
}

func checkImport(t *testing.T, f *goFile, r *row, quoted string) {
	t.Helper()
	target, err := strconv.Unquote(quoted)
	if err != nil {
		t.Fatal(err)
	}
	ours, isOurs := strings.CutPrefix(target, "muster/")
	if target == "muster" {
		ours, isOurs = ".", true
	}
	switch {
	case isOurs && !r.allows(ours):
		t.Errorf("%s: %s may not import %s", f.path, r.folder, target)
	case !isOurs && r.folder == "." && strings.Contains(strings.Split(target, "/")[0], "."):
		t.Errorf("%s: the root package imports the standard library only, not %s", f.path, target)
	case !isOurs && r.pure && slices.Contains(impure, target):
		t.Errorf("%s: %s is pure and may not import %s", f.path, r.folder, target)
	}
}
