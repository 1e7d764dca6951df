package lists

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/ingest/networks"
	"muster/ingest/remotetools"
)

// Places opens the databases of places that the operator put into the folder: files
// that end in .mmdb, in the order of their names. Muster fetches none, since their
// publishers ask for an account or a licence.
func (s *Store) Places() ([]*networks.Places, error) {
	files, err := filepath.Glob(filepath.Join(s.Dir, "*.mmdb"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	out := make([]*networks.Places, 0, len(files))
	for _, file := range files {
		p, err := networks.OpenPlaces(file)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// placesFormat is the format of databases of places in their provenance.
const placesFormat = "mmdb"

// PlacesStatus says what each database of places is; with verify it reads all of
// it. Its age counts from when it was built, which it states itself.
func (s *Store) PlacesStatus(verify bool) ([]muster.ListProvenance, error) {
	files, err := filepath.Glob(filepath.Join(s.Dir, "*.mmdb"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var all []muster.ListProvenance
	for _, file := range files {
		one, err := placesStatus(file, verify)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func placesStatus(file string, verify bool) (muster.ListProvenance, error) {
	one := muster.ListProvenance{Source: filepath.Base(file), Format: placesFormat, URL: "the operator"}
	p, err := networks.OpenPlaces(file)
	if err != nil {
		return one, err
	}
	defer p.Close()
	one.Entries = p.Size()
	if verify {
		if err := p.Verify(); err != nil {
			return one, err
		}
	}
	f, err := os.Open(file)
	if err != nil {
		return one, err
	}
	defer f.Close()
	sum := sha256.New()
	if one.Bytes, err = io.Copy(sum, f); err != nil {
		return one, err
	}
	one.SHA256, one.Fetched, one.Published = hex.EncodeToString(sum.Sum(nil)), p.Date, p.Date.Format("2006-01-02")
	return one, nil
}

// MailFolder is the folder inside of a folder of lists that holds those of mail
// hosts.
const MailFolder = "mail"

// MailSource returns the list of throw-away mail hosts that is fetched by default.
func MailSource() Source {
	return Source{"disposable-mail", "the public list of disposable e-mail domains", "https://raw.githubusercontent.com/disposable-email-domains/disposable-email-domains/main/disposable_email_blocklist.conf"}
}

// mailFormat is the format of lists of mail hosts in their provenance.
const mailFormat = "mail_hosts"

// UpdateMail fetches the list of throw-away mail hosts and, if it reads well, puts
// it in use: the rules of Update hold.
func (s *Store) UpdateMail(ctx context.Context, source Source) (now muster.ListProvenance, before *muster.ListProvenance, err error) {
	return s.updateText(ctx, source, mailFormat, func(text []byte) (int, int, error) {
		hosts, rejected, err := readHosts(bytes.NewReader(text))
		return len(hosts), rejected, err
	})
}

// Disposable reads the list of throw-away mail hosts in use, nil where there is
// none, checking that its bytes are those that were fetched.
func (s *Store) Disposable() (map[string]bool, error) {
	name := MailSource().Name
	p, err := s.provenance(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	text, err := s.textOf(p)
	if err != nil {
		return nil, err
	}
	hosts, _, err := readHosts(bytes.NewReader(text))
	return hosts, err
}

// ToolsFolder is the folder inside of a folder of lists that holds those of
// programs.
const ToolsFolder = "programs"

// ToolSource returns the list of remote tools that is fetched by default.
func ToolSource() Source {
	return Source{"lolrmm", "LOLRMM, a list of remote tools", "https://lolrmm.io/api/rmm_tools.json"}
}

// toolsFormat is the format of lists of remote tools in their provenance.
const toolsFormat = "remote_tools"

// UpdateTools fetches the list of remote tools and, if it reads well, puts it in
// use: the rules of Update hold.
func (s *Store) UpdateTools(ctx context.Context, source Source) (now muster.ListProvenance, before *muster.ListProvenance, err error) {
	return s.updateText(ctx, source, toolsFormat, func(text []byte) (int, int, error) {
		tools, leftOut, err := remotetools.Read(text)
		return len(tools), leftOut, err
	})
}

// Tools reads the list of remote tools in use as the names of each one's files,
// nil where there is none, checking that its bytes are those that were fetched.
func (s *Store) Tools() (map[string][]string, error) {
	p, err := s.provenance(ToolSource().Name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	text, err := s.textOf(p)
	if err != nil {
		return nil, err
	}
	list, _, err := remotetools.Read(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Source, err)
	}
	out := map[string][]string{}
	for _, t := range list {
		out[t.Name] = append(out[t.Name], t.Files...)
	}
	return out, nil
}

// The bounds of a list of hosts.
const (
	maxHosts = 1_000_000
	maxHost  = 253 // bytes of a name
)

// readHosts reads one domain a line; what stands behind a # is left out. A text
// most of whose lines are no domains is no list.
func readHosts(r io.Reader) (hosts map[string]bool, rejected int, err error) {
	hosts = map[string]bool{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<12)
	for lines.Scan() {
		host, _, _ := strings.Cut(lines.Text(), "#")
		host = strings.ToLower(strings.TrimSpace(host))
		switch {
		case host == "":
		case !isHost(host):
			rejected++
		case len(hosts) >= maxHosts:
			return nil, rejected, fmt.Errorf("%w: more than %d hosts", networks.ErrFormat, maxHosts)
		default:
			hosts[host] = true
		}
	}
	if err := lines.Err(); err != nil {
		return nil, rejected, fmt.Errorf("%w: %w", networks.ErrFormat, err)
	}
	if len(hosts) == 0 || rejected > len(hosts)/10 {
		return nil, rejected, fmt.Errorf("%w: %d hosts, and %d lines that are none", networks.ErrFormat, len(hosts), rejected)
	}
	return hosts, rejected, nil
}

// isHost reports whether a text is a name of at least two labels: a whole
// top-level domain is never throw-away.
func isHost(s string) bool {
	if len(s) > maxHost || !strings.Contains(s, ".") {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || strings.ContainsFunc(label, func(r rune) bool { return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && r < 0x80 }) {
			return false
		}
	}
	return true
}

// OldAfter is the age from which a list of facts is said to be old.
const OldAfter = 30 * 24 * time.Hour

// Facts lists what is in use below a folder of lists beside the sanctions: lists
// of networks and of countries, databases of places, lists of mail hosts and of
// remote tools. With verify the databases are read as a whole. A folder that is
// not there holds none.
func Facts(dir string, verify bool) ([]muster.ListProvenance, error) {
	var all []muster.ListProvenance
	for _, folder := range []string{NetworksFolder, MailFolder, ToolsFolder} {
		s := &Store{Dir: filepath.Join(dir, folder)}
		some, err := s.Status()
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		all = append(all, some...)
		if folder != NetworksFolder {
			continue
		}
		places, err := s.PlacesStatus(verify)
		if err != nil {
			return nil, err
		}
		all = append(all, places...)
	}
	return all, nil
}

// Intact checks that the bytes of a list in use below a folder of lists, of
// sanctions or of facts, are those that were fetched. Databases of places have
// nothing to compare with: Facts reads them.
func Intact(dir string, p muster.ListProvenance) error {
	if p.Format == placesFormat {
		return nil
	}
	var err error
	for _, folder := range []string{"", NetworksFolder, MailFolder, ToolsFolder} {
		s := &Store{Dir: filepath.Join(dir, folder)}
		if _, err = s.textOf(p); !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return err
}

// Title is how people call a list of facts, its own name where it is none of those
// that are fetched by default.
func Title(source string) string {
	known := []Source{MailSource(), ToolSource()}
	for _, k := range slices.Concat(NetworkSources(), CountrySources()) {
		known = append(known, k.Source)
	}
	for _, k := range known {
		if k.Name == source {
			return k.What
		}
	}
	return source
}
