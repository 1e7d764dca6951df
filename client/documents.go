package client

import (
	"context"
	"encoding/json"
	"net/http"

	"muster"
)

// Documents is what sources and documents state of a person, side by side.
type Documents struct {
	Facts     []Fact    `json:"facts"`          // what each source says, thing by thing
	Documents []Stating `json:"documents"`      // the latest documents; none where there are not two
	Claims    []Claim   `json:"claims"`         // what these documents state, each with a cell for every document
	More      int       `json:"more_documents"` // documents that are not listed
}

// Fact is one thing with what each source says of it.
type Fact struct {
	Name    string `json:"name"`
	Says    []Said `json:"says"`
	Differs bool   `json:"differs"`
	Why     string `json:"why"` // what a difference may be
}

// Said is what one source says.
type Said struct {
	Source  string `json:"source"`
	Value   string `json:"value"`   // as the key may see it
	Differs bool   `json:"differs"` // from the first source named
}

// Stating is one document.
type Stating struct {
	Name   string      `json:"name"`
	Source string      `json:"source"` // missing where the key may not see it
	When   muster.Time `json:"when"`
}

// Claim is one thing that documents state.
type Claim struct {
	Claim   string      `json:"claim"`
	Cells   []ClaimCell `json:"cells"`
	Differs bool        `json:"differs"`
}

// ClaimCell is what one document states.
type ClaimCell struct {
	Text string `json:"text"` // empty where it states nothing to this caller
	Mark string `json:"mark"` // how it stands to the others, in words
}

// Moment is one record on the timeline.
type Moment struct {
	At     muster.Time `json:"at"`
	Kind   muster.Kind `json:"kind"`
	Source string      `json:"source"`
	Cited  bool        `json:"cited"` // a finding cites it

	// Of a check: what was checked, and what it said, where the caller may know.
	Check   muster.CheckType    `json:"check"`
	Outcome muster.CheckOutcome `json:"outcome"`
}

// Imported is what became of files that were brought in.
type Imported struct {
	Says      string           `json:"says"`
	Entry     int64            `json:"entry"`
	Files     []ImportedFile   `json:"files"` // how each file was read; files of a zip archive each for itself
	MoreFiles int              `json:"more_files"`
	Rejects   []ImportReject   `json:"rejects"` // rows that were set aside, with their places
	Notes     []string         `json:"notes"`   // what holds for all of it
	More      int              `json:"more_rejects"`
	Questions []ImportQuestion `json:"questions"` // what a configuration could say to read the files better
}

// ImportedFile is how one file, or one sheet of a workbook, was read.
type ImportedFile struct {
	File     string         `json:"file"`
	Sheet    string         `json:"sheet"`   // of a workbook
	What     string         `json:"what"`    // what it is about, in words
	Kind     string         `json:"kind"`    // what a table is about, as SaidTable says it; "" where nothing says it
	Columns  []ImportColumn `json:"columns"` // of a table of which something may be said
	Rows     int            `json:"rows"`
	Aside    int            `json:"aside"`           // rows set aside
	Unknown  []string       `json:"unknown_columns"` // columns that are not known, and so not read
	Warnings []string       `json:"warnings"`
	Problem  string         `json:"problem"` // why it was not read
}

// ImportColumn is a column of a table with what it is read as.
type ImportColumn struct {
	Header string `json:"header"`
	Field  string `json:"field"`  // what it is read as; "" for a column that is not known, and so not read
	Looks  string `json:"looks"`  // what its values look like
	Sample string `json:"sample"` // one value, masked
}

// SaidTable says what a table is about and what its columns hold, where its
// headers do not. It is remembered for the caller's next import of a table with
// the same headers.
type SaidTable struct {
	File    string            `json:"file"`              // its name as it is sent
	Sheet   string            `json:"sheet,omitempty"`   // of a workbook
	Kind    string            `json:"kind,omitempty"`    // as muster.yaml writes it; "" as the headers say; "none" takes back what was said
	Columns map[string]string `json:"columns,omitempty"` // header to field, or ignore
}

// ImportReject is a row that was set aside.
type ImportReject struct {
	File   string `json:"file"`
	Row    int    `json:"row"`
	Column string `json:"column"`
	Reason string `json:"reason"`
}

// ImportQuestion is something the files leave open.
type ImportQuestion struct {
	Ask  string `json:"ask"`
	Line string `json:"line"`
}

// Documents reads what sources and documents state of a person, side by side.
func (c *Client) Documents(ctx context.Context, id muster.SubjectID) (*Documents, error) {
	return one[Documents](ctx, c, "/v1/subjects/"+segment(string(id))+"/documents")
}

// Timeline reads a person's records in the order in which they happened.
func (c *Client) Timeline(ctx context.Context, id muster.SubjectID) ([]Moment, error) {
	var list struct {
		Moments []Moment `json:"moments"`
	}
	err := c.get(ctx, "/v1/subjects/"+segment(string(id))+"/timeline", nil, &list)
	return list.Moments, err
}

// Import brings files in, by their names: exports, CVs, pictures, archives of
// them. Sent again, nothing is added twice. tables says what those are that nobody
// recognises.
func (c *Client) Import(ctx context.Context, files map[string][]byte, tables ...SaidTable) (*Imported, error) {
	fields := map[string]string{}
	if len(tables) > 0 {
		text, err := json.Marshal(tables)
		if err != nil {
			return nil, err
		}
		fields["tables"] = string(text)
	}
	kind, body, err := form(fields, "files", files)
	if err != nil {
		return nil, err
	}
	out := &Imported{}
	_, err = c.do(ctx, &request{method: http.MethodPost, path: "/v1/imports", kind: kind, body: body, header: http.Header{"Idempotency-Key": {newKey()}}}, out)
	return out, err
}
