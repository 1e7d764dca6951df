package ingest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"muster"
	"muster/ingest/table"
	"muster/internal/plainyaml"
	"muster/stream/programs"
)

// Config is what the muster.yaml beside the inputs says. Each part may be
// left out; what is not known is an error with the place.
type Config struct {
	Organisation string                `yaml:"organisation,omitempty"` // whose data this is
	Policy       string                `yaml:"policy,omitempty"`       // name of a policy file, beside muster.yaml
	Modulus      ModulusFiles          `yaml:"modulus,omitempty"`      // names of the files British account numbers are checked with
	Files        map[string]FileConfig `yaml:"files,omitempty"`        // by name or pattern: payroll*.csv, hr/*.xlsx
	Crosswalk    []CrosswalkLine       `yaml:"crosswalk,omitempty"`    // ids of one person in several systems
	Attachments  map[string]string     `yaml:"attachments,omitempty"`  // file name or pattern to subject id
	Programs     map[string]string     `yaml:"programs,omitempty"`     // what a program seen in logs is for, by its name
	Approved     []ApprovedTool        `yaml:"approved,omitempty"`     // tools everybody may use, each for its time
	Monitoring   Monitoring            `yaml:"monitoring,omitempty"`   // on what grounds logs may be kept

	Messages MessageGrounds `yaml:"messages,omitempty"` // on what grounds the texts of messages may be read

	dir string // folder it was read from
}

// ApprovedTool is a program, device or service that everybody may use for a time.
// What is used afterwards is no longer approved, so that the list is looked at again.
type ApprovedTool struct {
	Tool  string `yaml:"tool"`
	From  string `yaml:"from,omitempty"` // the first day, such as 2026-01-31; empty: always
	Until string `yaml:"until"`          // the last day
}

// agreed reads an approved tool.
func (a *ApprovedTool) agreed() (muster.Agreed, error) {
	out := muster.Agreed{What: muster.AgreedTool, Name: muster.Text(a.Tool)}
	for _, d := range []struct {
		text string
		to   *muster.Time
	}{{a.From, &out.From}, {a.Until, &out.Until}} {
		t, err := time.Parse(time.DateOnly, d.text)
		if d.text == "" && d.to == &out.From {
			continue
		}
		if err != nil {
			return out, fmt.Errorf("approved: %s: write the days from (may be left out) and until as 2026-01-31", a.Tool)
		}
		*d.to = muster.Date(t.Year(), t.Month(), t.Day())
	}
	if strings.TrimSpace(a.Tool) == "" || out.Until.Before(out.From) {
		return out, fmt.Errorf("approved: %q: name a tool, and a last day not before the first", a.Tool)
	}
	return out, nil
}

// ApprovedTools are the approved tools of a configuration that was checked.
func (c *Config) ApprovedTools() (list []muster.Agreed) {
	for i := range c.Approved {
		if tool, err := c.Approved[i].agreed(); err == nil {
			list = append(list, tool)
		}
	}
	return list
}

// Monitoring names the papers without which nothing that logs show about
// people is kept.
type Monitoring struct {
	Notice     string `yaml:"notice,omitempty"`            // reference of the notice given to the people concerned
	Assessment string `yaml:"impact_assessment,omitempty"` // reference of the impact assessment
}

// MessageGrounds are the grounds on which the texts of proposals and messages are
// read and compared. Without both they are not looked at.
type MessageGrounds struct {
	Purpose string `yaml:"purpose,omitempty"`
	Basis   string `yaml:"lawful_basis,omitempty"`
}

// ModulusFiles names the table with which the banks' clearing house has British
// account numbers checked, and its substitution table, both beside muster.yaml.
// They change several times a year, so none is built in.
type ModulusFiles struct {
	Weights       string `yaml:"weights,omitempty"`       // valacdos.txt
	Substitutions string `yaml:"substitutions,omitempty"` // scsubtab.txt; may be left out
}

// FileConfig says how the files of a name or pattern are read.
type FileConfig struct {
	Kind      TableKind         `yaml:"kind,omitempty"`       // one of Kinds, or for documents cv, letter, advert, identity
	Source    string            `yaml:"source,omitempty"`     // name of the source, if not the file's own
	Columns   map[string]string `yaml:"columns,omitempty"`    // header to field; "ignore" leaves a column out
	DateOrder DateOrder         `yaml:"date_order,omitempty"` // dmy, mdy or ymd
	Delimiter string            `yaml:"delimiter,omitempty"`  // one character, or tab
	Encoding  string            `yaml:"encoding,omitempty"`   // utf-8, utf-16le, utf-16be or windows-1252
	Ignore    bool              `yaml:"ignore,omitempty"`     // do not read the file
}

// CrosswalkLine says that an id in a system is that of a subject. System is a
// source's name (a file name or what source says), or one of the words
// person, candidate and application.
type CrosswalkLine struct {
	Subject string `yaml:"subject"`
	System  string `yaml:"system"`
	ID      string `yaml:"id"`
}

// ConfigName is the name of the file beside the inputs.
const ConfigName = "muster.yaml"

// The parser's time grows with the square of what it reads, so a muster.yaml
// stays a file that people write; long lists of ids belong into a table.
const (
	maxConfig = 512 << 10
)

// LoadConfig reads a muster.yaml. It may hold several YAML documents: answers
// given on a terminal are appended as documents of their own, so that what
// people wrote stays as it is. A key that stands there again, as when lines of
// a report were pasted below each other, starts a document too. Later ones win.
func LoadConfig(file string) (*Config, error) {
	raw, err := readSmall(file)
	if err != nil {
		return nil, err
	}
	c, err := parseConfig(raw)
	if err != nil {
		return nil, configError(file, err)
	}
	c.dir = filepath.Dir(file)
	return c, nil
}

// readSmall reads a file that somebody wrote by hand. A pipe or device in its
// place is refused before it is opened: opening a pipe waits for its writer.
func readSmall(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, pathError(file, err)
	}
	if !info.Mode().IsRegular() {
		return nil, special(file)
	}
	handle, err := os.Open(file)
	if err != nil {
		return nil, pathError(file, err)
	}
	defer handle.Close()
	raw, err := io.ReadAll(io.LimitReader(handle, maxConfig+1))
	if err != nil {
		return nil, pathError(file, err)
	}
	if len(raw) > maxConfig {
		return nil, configError(file, errors.New("it is larger than 512 kB; a long crosswalk can be a table of its own, such as crosswalk.csv"))
	}
	return raw, nil
}

func configError(file string, err error) *muster.Error {
	return &muster.Error{Code: muster.CodeUsage, Message: "the file does not say what it should: " + yaml.FormatError(err, false, true),
		Hint: "correct the line shown; the keys are " + strings.Join(configKeys(), ", "), Place: muster.Place{File: filepath.ToSlash(file)}, Err: err}
}

func parseConfig(raw []byte) (*Config, error) {
	c := &Config{Files: map[string]FileConfig{}, Attachments: map[string]string{}}
	if err := plainyaml.Check(raw); err != nil {
		return nil, err // of the whole, so that cutting does not loosen the bounds
	}
	for _, part := range pasted(raw) {
		if err := c.decode(part.text); err != nil {
			return nil, below(part.line, err)
		}
	}
	return c, nil
}

// decode merges the documents of a text.
func (c *Config) decode(raw []byte) error {
	d := plainyaml.NewDecoder(raw)
	for {
		var part Config
		err := d.Decode(&part)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := part.check(); err != nil {
			return err
		}
		c.merge(&part)
	}
}

// part is some of a file: its text, and how many lines stand above it.
type part struct {
	text []byte
	line int
}

// pasted cuts a text before each top-level key that its document has already.
func pasted(raw []byte) []part {
	var parts []part
	seen := map[string]bool{}
	last := part{}
	from, keys := 0, configKeys()
	for at, line := 0, 0; at < len(raw); line++ {
		text, _, _ := bytes.Cut(raw[at:], []byte("\n"))
		key, _, isKey := strings.Cut(string(text[:min(len(text), 40)]), ":")
		switch {
		case strings.HasPrefix(key, "---"):
			clear(seen)
		case isKey && slices.Contains(keys, key):
			if seen[key] {
				last.text = raw[from:at]
				parts = append(parts, last)
				last, from = part{line: line}, at
				clear(seen)
			}
			seen[key] = true
		}
		at = min(at+len(text)+1, len(raw))
	}
	last.text = raw[from:]
	return append(parts, last)
}

// below makes an error of a part count its lines as the whole file does.
func below(lines int, err error) error {
	var e yaml.Error
	if lines == 0 || !errors.As(err, &e) || e.GetToken() == nil {
		return err
	}
	at := e.GetToken()
	for t := at; t != nil; t = t.Prev {
		t.Position.Line += lines
	}
	for t := at.Next; t != nil; t = t.Next {
		t.Position.Line += lines
	}
	return err
}

// configKeys lists the keys of a muster.yaml.
func configKeys() []string {
	t := reflect.TypeFor[Config]()
	var keys []string
	for i := range t.NumField() {
		if key, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

func (c *Config) merge(part *Config) {
	if part.Organisation != "" {
		c.Organisation = part.Organisation
	}
	if part.Policy != "" {
		c.Policy = part.Policy
	}
	if part.Modulus.Weights != "" {
		c.Modulus.Weights = part.Modulus.Weights
	}
	if part.Modulus.Substitutions != "" {
		c.Modulus.Substitutions = part.Modulus.Substitutions
	}
	for glob, f := range part.Files {
		c.Files[glob] = c.Files[glob].with(f)
	}
	c.Crosswalk = append(c.Crosswalk, part.Crosswalk...)
	if len(part.Programs) > 0 && c.Programs == nil {
		c.Programs = map[string]string{}
	}
	maps.Copy(c.Programs, part.Programs)
	c.Approved = append(c.Approved, part.Approved...)
	c.Messages.Purpose = cmp.Or(part.Messages.Purpose, c.Messages.Purpose)
	c.Messages.Basis = cmp.Or(part.Messages.Basis, c.Messages.Basis)
	c.Monitoring.Notice = cmp.Or(part.Monitoring.Notice, c.Monitoring.Notice)
	c.Monitoring.Assessment = cmp.Or(part.Monitoring.Assessment, c.Monitoring.Assessment)
	for glob, subject := range part.Attachments {
		c.Attachments[glob] = subject
	}
}

// with returns f with what g states.
func (f FileConfig) with(g FileConfig) FileConfig {
	if g.Kind != "" {
		f.Kind = g.Kind
	}
	if g.Source != "" {
		f.Source = g.Source
	}
	if g.DateOrder != "" {
		f.DateOrder = g.DateOrder
	}
	if g.Delimiter != "" {
		f.Delimiter = g.Delimiter
	}
	if g.Encoding != "" {
		f.Encoding = g.Encoding
	}
	f.Ignore = f.Ignore || g.Ignore
	if len(g.Columns) > 0 {
		columns := map[string]string{}
		for _, from := range []map[string]string{f.Columns, g.Columns} {
			for header, field := range from {
				columns[header] = field
			}
		}
		f.Columns = columns
	}
	return f
}

// paperKinds are the kinds muster.yaml may give a document.
func paperKinds() []string { return []string{"cv", "letter", "advert", "template", "identity"} }

// check says what is wrong with the values, the keys being known.
func (c *Config) check() error {
	for glob, f := range c.Files {
		if _, err := path.Match(glob, "x"); err != nil {
			return fmt.Errorf("files: the pattern %q is not closed", glob)
		}
		if f.Kind != "" && specOf(f.Kind) == nil && !slices.Contains(paperKinds(), string(f.Kind)) {
			return fmt.Errorf("files: %s: kind %q is not known; the kinds are %v and %v", glob, f.Kind, Kinds(), paperKinds())
		}
		if f.DateOrder != "" && f.DateOrder != DMY && f.DateOrder != MDY && f.DateOrder != YMD {
			return fmt.Errorf("files: %s: date_order %q is not known; write dmy, mdy or ymd", glob, f.DateOrder)
		}
		if f.Delimiter != "" && f.Delimiter != "tab" && (len(f.Delimiter) != 1 || strings.ContainsAny(f.Delimiter, "\"\r\n")) {
			return fmt.Errorf("files: %s: delimiter %q: write one character, or tab", glob, f.Delimiter)
		}
		if f.Source == muster.SourceDesk {
			return fmt.Errorf("files: %s: source %q is what the program calls its own records; write another name", glob, f.Source)
		}
		if f.Encoding != "" && !slices.Contains(table.Encodings(), f.Encoding) {
			return fmt.Errorf("files: %s: encoding %q is not known; write one of %v", glob, f.Encoding, table.Encodings())
		}
	}
	if c.Policy != "" && !filepath.IsLocal(filepath.FromSlash(c.Policy)) {
		return fmt.Errorf("policy: %q is not beside this file; copy it here, or name it with --policy", c.Policy)
	}
	for _, name := range []string{c.Modulus.Weights, c.Modulus.Substitutions} {
		if name != "" && !filepath.IsLocal(filepath.FromSlash(name)) {
			return fmt.Errorf("modulus: %q is not beside this file; copy it here", name)
		}
	}
	for i, line := range c.Crosswalk {
		if line.Subject == "" || line.System == "" || line.ID == "" {
			return fmt.Errorf("crosswalk: line %d needs subject, system and id", i+1)
		}
	}
	for name, class := range c.Programs {
		if class != notKept && !slices.Contains(programs.Classes(), muster.ProgramClass(class)) {
			return fmt.Errorf("programs: %s: %q is not known; write %s or one of %v", name, class, notKept, programs.Classes())
		}
	}
	for i := range c.Approved {
		if _, err := c.Approved[i].agreed(); err != nil {
			return err
		}
	}
	for glob := range c.Attachments {
		if _, err := path.Match(glob, "x"); err != nil {
			return fmt.Errorf("attachments: the pattern %q is not closed", glob)
		}
	}
	return nil
}

// loadConfigs reads the muster.yaml in each folder given, or beside each file
// given, once. unread lists those that lie where somebody may have thought they
// would be read: above a folder given, and in the working folder.
func loadConfigs(paths []string) (configs []*Config, unread []string, err error) {
	seen := map[string]bool{}
	var near []string
	for _, p := range paths {
		dir := filepath.Clean(p)
		if info, err := os.Stat(p); err != nil || !info.IsDir() {
			dir = filepath.Dir(dir)
		} else {
			near = append(near, filepath.Join(dir, ".."))
		}
		for _, file := range configsIn(dir, seen) {
			c, err := LoadConfig(file)
			if err != nil {
				return nil, nil, err
			}
			configs = append(configs, c)
		}
	}
	for _, dir := range append(near, ".") {
		unread = append(unread, configsIn(dir, seen)...)
	}
	return configs, unread, nil
}

// configsIn lists the configuration files of a folder that were not seen yet.
func configsIn(dir string, seen map[string]bool) []string {
	var out []string
	for _, name := range []string{ConfigName, "muster.yml"} {
		file := filepath.Join(dir, name)
		abs, err := filepath.Abs(file)
		if _, statErr := os.Stat(file); err != nil || statErr != nil || seen[abs] {
			continue
		}
		seen[abs] = true
		out = append(out, file)
	}
	return out
}

// forFile returns what the configurations say about a file; longer patterns
// are more exact and win.
func (r *run) forFile(in input) FileConfig {
	var out FileConfig
	for _, c := range r.configs {
		rel := c.relative(in)
		globs := make([]string, 0, len(c.Files))
		for glob := range c.Files {
			if matches(glob, rel) {
				globs = append(globs, glob)
			}
		}
		slices.SortFunc(globs, func(a, b string) int {
			if len(a) != len(b) {
				return len(a) - len(b)
			}
			return strings.Compare(a, b)
		})
		for _, glob := range globs {
			out = out.with(c.Files[glob])
		}
	}
	return out
}

// relative returns the path of an input seen from the configuration's folder.
func (c *Config) relative(in input) string {
	if c.dir != "" {
		if rel, err := filepath.Rel(c.dir, in.file); err == nil && !strings.HasPrefix(rel, "..") {
			return filepath.ToSlash(rel)
		}
	}
	return in.rel
}

// matches reports whether a pattern names a path: as a whole, or its last part.
func matches(glob, rel string) bool {
	if ok, _ := path.Match(glob, rel); ok {
		return true
	}
	ok, _ := path.Match(glob, path.Base(rel))
	return ok
}
