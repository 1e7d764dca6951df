package lists

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"muster"
)

// listName is what a list may be called: it is the name of its folder.
var listName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// History returns the versions of a list that were in use, the latest first,
// each once. It is empty for a list that was never fetched.
func (s *Store) History(name string) ([]muster.ListProvenance, error) {
	if !listName.MatchString(name) {
		return nil, fmt.Errorf("%q: %w", name, fs.ErrNotExist)
	}
	f, err := os.Open(filepath.Join(s.Dir, name, "history.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []muster.ListProvenance
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var p muster.ListProvenance
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil || len(p.SHA256) != 64 {
			continue // a line cut by a full disk; the version it names was never in use
		}
		all = slices.DeleteFunc(all, func(had muster.ListProvenance) bool { return had.SHA256 == p.SHA256 })
		all = append(all, p)
	}
	slices.Reverse(all)
	return all, lines.Err()
}

// Version reads one version of a list by the SHA-256 of its bytes, and checks
// that it still is what was fetched. The error wraps fs.ErrNotExist when there is
// none.
func (s *Store) Version(name, sha256 string) (*muster.SanctionsList, error) {
	all, err := s.History(name)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(all, func(p muster.ListProvenance) bool { return p.SHA256 == sha256 })
	if at < 0 {
		return nil, fmt.Errorf("version %q of %s: %w", sha256, name, fs.ErrNotExist)
	}
	list, err := readFile(filepath.Join(s.Dir, name, versionFile(all[at])), name)
	if err != nil {
		return nil, err
	}
	if list.SHA256 != sha256 {
		return nil, fmt.Errorf("version %s of %s: the file is not the one that was fetched", sha256[:12], name)
	}
	list.URL, list.Fetched = all[at].URL, all[at].Fetched
	return &list, nil
}
