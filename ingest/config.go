package ingest

// Config is what muster.yaml says about the files beside it.
type Config struct {
	Organisation string                `yaml:"organisation,omitempty"`
	Policy       string                `yaml:"policy,omitempty"`
	Files        map[string]FileConfig `yaml:"files,omitempty"`
	Crosswalk    []CrosswalkLine       `yaml:"crosswalk,omitempty"`
	Attachments  map[string]string     `yaml:"attachments,omitempty"`

	path string // of the file it was read from
}

// FileConfig says how the files matching a glob are read.
type FileConfig struct {
	Kind      TableKind         `yaml:"kind,omitempty"`
	Source    string            `yaml:"source,omitempty"`
	Columns   map[string]string `yaml:"columns,omitempty"`
	DateOrder DateOrder         `yaml:"date_order,omitempty"`
	Delimiter string            `yaml:"delimiter,omitempty"`
	Encoding  string            `yaml:"encoding,omitempty"`
	Ignore    bool              `yaml:"ignore,omitempty"`
}

// CrosswalkLine says that an id in a system is that of a subject.
type CrosswalkLine struct {
	Subject string `yaml:"subject"`
	System  string `yaml:"system"`
	ID      string `yaml:"id"`
}
