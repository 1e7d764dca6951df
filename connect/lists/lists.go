package lists

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/ingest/lists"
)

// Source is a list that is published for everybody.
type Source struct {
	Name string // how it is called here: "un"
	What string // in words, for people
	URL  string // https, as its publisher gives it
}

// Sources returns the lists that are fetched by default.
func Sources() []Source {
	return []Source{
		{"ofac-sdn", "United States: Specially Designated Nationals and Blocked Persons", "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN_ADVANCED.XML"},
		{"ofac-consolidated", "United States: consolidated list beside the SDN list", "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/CONS_ADVANCED.XML"},
		{"uk", "United Kingdom: UK sanctions list", "https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml"},
		{"un", "United Nations: Security Council consolidated list", "https://scsanctions.un.org/resources/xml/en/consolidated.xml"},
		{"eu", "European Union: consolidated list of financial sanctions", "https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content?token=dG9rZW4tMjAxNw"},
	}
}

// Store is a folder of lists.
type Store struct {
	Dir string
	// Client makes the requests: one that cannot be aimed at the inside of a network.
	Client *http.Client
	// Now gives the time a list was fetched.
	Now func() time.Time
	// Force takes a list that is less than half as long as the one before, or has
	// less than half of its entries.
	Force bool
	// Stated are checksums (SHA-256) that somebody read at the publisher's, by source.
	Stated map[string][]byte
}

// Update is what fetching one source came to.
type Update struct {
	muster.ListProvenance
	Before *muster.SanctionsList // the version in use until now; nil for the first
	After  *muster.SanctionsList // the version in use from now on
	Same   bool                  // the publisher's file has not changed
}

// ErrShrank is wrapped when a list lost more than half of its entries.
var ErrShrank = errors.New("the new list is less than half as long as the one in use")

// ErrOther is wrapped when more than half of the entries are gone though the list is
// as long as before: a mirror that gives another publisher's list under this name.
var ErrOther = errors.New("more than half of the entries in use are not in the new list")

const maxListBytes = 2 << 30

// Update fetches one source and, if it reads well, puts it in use.
func (s *Store) Update(ctx context.Context, source Source) (Update, error) {
	dir := filepath.Join(s.Dir, source.Name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Update{}, err
	}
	path, err := s.fetch(ctx, source, dir)
	if err != nil {
		return Update{}, err
	}
	defer os.Remove(path)
	after, err := readFile(path, source.Name)
	if err != nil {
		return Update{}, fmt.Errorf("%w; the list in use stays as it was", err)
	}
	after.URL, after.Fetched = source.URL, s.Now().UTC().Truncate(time.Second)
	before, err := s.Current(source.Name)
	if err != nil && !errors.Is(err, os.ErrNotExist) && !s.Force {
		return Update{}, fmt.Errorf("the list in use cannot be read: %w", err)
	}
	u := Update{ListProvenance: after.ListProvenance, Before: before, After: &after}
	if before != nil {
		u.Same = before.SHA256 == after.SHA256
		if len(after.Entries)*2 < len(before.Entries) && !s.Force {
			return Update{}, fmt.Errorf("%s: %w: %d entries, now %d; that one stays, and --force takes the new one", source.Name, ErrShrank, len(before.Entries), len(after.Entries))
		}
		if gone := lost(before, &after); gone*2 > len(before.Entries) && !s.Force {
			return Update{}, fmt.Errorf("%s: %w: %d of %d are gone; it may be another list. That one stays, and --force takes the new one", source.Name, ErrOther, gone, len(before.Entries))
		}
	}
	return u, s.keep(dir, path, after.ListProvenance, u.Same)
}

// lost counts the entries of a list that the next one does not have.
func lost(before, after *muster.SanctionsList) (n int) {
	has := make(map[string]bool, len(after.Entries))
	for i := range after.Entries {
		has[string(after.Entries[i].ID)] = true
	}
	for i := range before.Entries {
		if !has[string(before.Entries[i].ID)] {
			n++
		}
	}
	return n
}

// fetch downloads a source to a file beside those in use. An address that begins
// with file: is a file of this computer, as a package of the system puts it there.
func (s *Store) fetch(ctx context.Context, source Source, dir string) (path string, err error) {
	if local, ok := strings.CutPrefix(source.URL, "file:"); ok {
		return s.copied(source.Name, strings.TrimPrefix(local, "//"), dir)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, source.URL, nil)
	if err != nil {
		return "", fmt.Errorf("%s: %w", source.Name, err)
	}
	req.Header.Set("User-Agent", "muster (list update)")
	resp, err := s.Client.Do(req)
	if err != nil {
		return "", fmt.Errorf("%s: %w", source.Name, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: %s answered %s; the list in use stays as it was", source.Name, req.URL.Host, resp.Status)
	}
	f, err := os.CreateTemp(dir, ".fetching-*")
	if err != nil {
		return "", err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			os.Remove(f.Name())
		}
	}()
	sums := append(s.given(source.Name), stated(resp)...)
	n, err := io.Copy(summing(f, sums), io.LimitReader(resp.Body, maxListBytes+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("%s: it did not arrive whole: %w; the list in use stays as it was", source.Name, err)
	case n > maxListBytes:
		return "", fmt.Errorf("%s: the list is larger than %d bytes", source.Name, int64(maxListBytes))
	case resp.ContentLength > 0 && n != resp.ContentLength:
		return "", fmt.Errorf("%s: %d of %d bytes arrived", source.Name, n, resp.ContentLength)
	}
	if err := agree(source.Name, sums); err != nil {
		return "", err
	}
	return f.Name(), f.Sync()
}

// copied copies a file of this computer beside those in use.
func (s *Store) copied(name, from, dir string) (path string, err error) {
	in, err := os.Open(from)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	defer in.Close()
	f, err := os.CreateTemp(dir, ".fetching-*")
	if err != nil {
		return "", err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			os.Remove(f.Name())
		}
	}()
	sums := s.given(name)
	n, err := io.Copy(summing(f, sums), io.LimitReader(in, maxListBytes+1))
	if err == nil && n > maxListBytes {
		err = fmt.Errorf("%s: the list is larger than %d bytes", name, int64(maxListBytes))
	}
	if err == nil {
		err = agree(name, sums)
	}
	return f.Name(), errors.Join(err, f.Sync())
}

// keep puts a fetched file in use: the version first, then what points to it.
func (s *Store) keep(dir, path string, p muster.ListProvenance, same bool) error {
	if !same {
		if err := os.Rename(path, filepath.Join(dir, versionFile(p))); err != nil {
			return err
		}
		if err := appendLine(filepath.Join(dir, "history.jsonl"), p); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	next := filepath.Join(dir, ".current.json")
	if err := os.WriteFile(next, append(text, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(next, filepath.Join(dir, "current.json"))
}

func versionFile(p muster.ListProvenance) string { return "version-" + p.SHA256[:16] + ".list" }

func appendLine(path string, p muster.ListProvenance) error {
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	return errors.Join(err, f.Close())
}

// Status returns the provenance of every list in use, ordered by name.
func (s *Store) Status() ([]muster.ListProvenance, error) {
	folders, err := os.ReadDir(s.Dir)
	if err != nil {
		return nil, err
	}
	var all []muster.ListProvenance
	for _, f := range folders {
		p, err := s.provenance(f.Name())
		if errors.Is(err, os.ErrNotExist) || !f.IsDir() {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b muster.ListProvenance) int { return strings.Compare(a.Source, b.Source) })
	return all, nil
}

func (s *Store) provenance(name string) (muster.ListProvenance, error) {
	var p muster.ListProvenance
	text, err := os.ReadFile(filepath.Join(s.Dir, name, "current.json"))
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(text, &p); err != nil || len(p.SHA256) != 64 {
		return p, fmt.Errorf("%s: current.json cannot be read: %w", name, errors.Join(err, lists.ErrFormat))
	}
	return p, nil
}

// Current reads the version of a list in use and checks that its bytes are those
// that were fetched. The error wraps os.ErrNotExist when there is none.
func (s *Store) Current(name string) (*muster.SanctionsList, error) {
	p, err := s.provenance(name)
	if err != nil {
		return nil, err
	}
	list, err := readFile(filepath.Join(s.Dir, name, versionFile(p)), name)
	if err != nil {
		return nil, err
	}
	if list.SHA256 != p.SHA256 {
		return nil, fmt.Errorf("%s: the file is not the one that was fetched; fetch it again", name)
	}
	list.URL, list.Fetched = p.URL, p.Fetched
	return &list, nil
}

func readFile(path, name string) (muster.SanctionsList, error) {
	f, err := os.Open(path)
	if err != nil {
		return muster.SanctionsList{}, err
	}
	defer f.Close()
	return lists.Read(f, name)
}
