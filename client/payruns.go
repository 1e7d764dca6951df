package client

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"muster"
)

// PayRunRow is one pay run in a list.
type PayRunRow struct {
	ID         string        `json:"id"`
	File       string        `json:"file"`
	Format     string        `json:"format"`
	Entity     string        `json:"entity"`
	Payments   int           `json:"payments"`
	Shown      int           `json:"shown"`      // lines for a person to look at
	Open       []int         `json:"open"`       // shown lines that nobody has decided on
	Unreleased []int         `json:"unreleased"` // lines with a changed account that wait for a second person
	Totals     []PayRunTotal `json:"totals"`
	PayDay     muster.Time   `json:"pay_day"`
	SubmitBy   muster.Time   `json:"submit_by"` // the last working day to hand the file in. Holidays count as far as they are entered for the legal entity
	By         string        `json:"by"`
	At         time.Time     `json:"at"` // of the latest look
	Exported   time.Time     `json:"exported"`
}

// PayRunTotal is the sum of a run in one currency, as exact decimals.
type PayRunTotal struct {
	Currency string `json:"currency"`
	Amount   string `json:"amount"`
	Shown    string `json:"shown"`   // of it, on lines that are shown
	Waiting  string `json:"waiting"` // of it, on lines that nobody decided on
}

// PayRun is one pay run with the lines that are shown.
type PayRun struct {
	PayRunRow
	Lines []PayRunLine `json:"lines"`
}

// PayRunLine is a line for a person to decide on.
type PayRunLine struct {
	Line     int            `json:"line"`
	Subject  string         `json:"subject"` // missing when the line leads to nobody on record
	Payee    string         `json:"payee"`
	Amount   string         `json:"amount"`
	Currency string         `json:"currency"`
	Account  string         `json:"account"`       // masked
	Last     string         `json:"last_verified"` // the last verified account where it is another one, masked
	Reasons  []PayRunReason `json:"reasons"`
	Proposal string         `json:"proposal"` // pay_as_given, pay_last_verified
	Decided  *Decision      `json:"decided"`
	Second   *Decision      `json:"second"` // the second person's release
	Basis    bool           `json:"basis"`  // counsel's legal basis for withholding this person's pay is on record
}

// PayRunReason is why a line is shown.
type PayRunReason struct {
	Code    string `json:"code"`
	Says    string `json:"says"`
	Rival   string `json:"rival"` // the honest or victim's explanation, to be read first
	Settles string `json:"settles"`
}

// PayBasis is the legal basis on which one person's pay may be withheld.
type PayBasis struct {
	Subject string    `json:"subject"`
	Basis   string    `json:"basis"` // the law, order or clause
	Reason  string    `json:"reason"`
	Until   time.Time `json:"until"`  // it ends by itself
	Stands  bool      `json:"stands"` // whether it holds now
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// PayRuns lists pay runs that were looked at, the latest first.
func (c *Client) PayRuns(ctx context.Context) ([]PayRunRow, error) {
	var list struct {
		Runs []PayRunRow `json:"runs"`
	}
	err := c.get(ctx, "/v1/payruns", nil, &list)
	return list.Runs, err
}

// PayRun reads one pay run. People decide about its lines by the act
// "payrun.decide", signed in.
func (c *Client) PayRun(ctx context.Context, id string) (*PayRun, error) {
	return one[PayRun](ctx, c, "/v1/payruns/"+segment(id))
}

// PayBases lists the legal bases for withholding pay that are on record.
func (c *Client) PayBases(ctx context.Context) ([]PayBasis, error) {
	var list struct {
		Bases []PayBasis `json:"bases"`
	}
	err := c.get(ctx, "/v1/paybases", nil, &list)
	return list.Bases, err
}

// CheckPayFile has a pay file looked at before it is paid. The file is not
// changed, and the same file again is the same run. entity is the legal entity
// whose run it is, "" where there is one.
func (c *Client) CheckPayFile(ctx context.Context, name, entity string, content []byte) (*PayRun, error) {
	kind, body, err := form(map[string]string{"entity": entity}, "file", map[string][]byte{name: content})
	if err != nil {
		return nil, err
	}
	run := &PayRun{}
	_, err = c.do(ctx, &request{method: http.MethodPost, path: "/v1/payruns", kind: kind, body: body, header: http.Header{"Idempotency-Key": {newKey()}}}, run)
	return run, err
}

// PayFile copies the pay file as it was decided, after the act "payrun.export".
func (c *Client) PayFile(ctx context.Context, run string, to io.Writer) error {
	return c.copyTo(ctx, "/v1/payruns/"+segment(run)+"/replacement", to)
}

// PaySameDay copies what is paid the same day by other means, as CSV.
func (c *Client) PaySameDay(ctx context.Context, run string, to io.Writer) error {
	return c.copyTo(ctx, "/v1/payruns/"+segment(run)+"/same-day", to)
}

// form writes a form with files, in memory so that it can be sent again.
func form(fields map[string]string, part string, files map[string][]byte) (kind string, body []byte, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, text := range fields {
		if text != "" {
			if err := w.WriteField(name, text); err != nil {
				return "", nil, err
			}
		}
	}
	for name, content := range files {
		f, err := w.CreateFormFile(part, name)
		if err == nil {
			_, err = f.Write(content)
		}
		if err != nil {
			return "", nil, err
		}
	}
	if err := w.Close(); err != nil {
		return "", nil, err
	}
	return w.FormDataContentType(), b.Bytes(), nil
}
