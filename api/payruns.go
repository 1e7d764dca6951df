package api

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster"
	"muster/casework"
)

// PayRuns looks at pay files. What people decide about a run are acts.
type PayRuns interface {
	// Runs lists the pay runs the actor may see, the latest first.
	Runs(ctx context.Context) (*PayRunList, error)
	// Run is one run with every line that is shown.
	Run(ctx context.Context, id string) (*PayRun, error)
	// Look compares the lines of a pay file with the accounts on record.
	Look(ctx context.Context, key, name, entity string, content []byte) (*PayRun, error)
	// Written is what an exported run gives: the replacement of its file, or the
	// list of what is paid the same day by other means.
	Written(ctx context.Context, id string, sameDay bool) (name string, content []byte, err error)
	// Bases are the legal bases for withholding pay that counsel put on record.
	Bases(ctx context.Context) (*PayBasisList, error)
}

// PayBasisList is legal bases for withholding pay.
type PayBasisList struct {
	Bases []PayBasis `json:"bases"`
}

// PayBasis is the legal basis on which one person's pay may be withheld.
type PayBasis struct {
	Subject string    `json:"subject"`
	Basis   string    `json:"basis" doc:"The law, order or clause."`
	Reason  string    `json:"reason"`
	Until   time.Time `json:"until" doc:"It ends by itself."`
	Stands  bool      `json:"stands" doc:"Whether it holds now."`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// PayRunList is pay runs.
type PayRunList struct {
	Runs []PayRunRow `json:"runs"`
}

// PayRunRow is one pay run in a list.
type PayRunRow struct {
	ID         string        `json:"id"`
	File       string        `json:"file"`
	Format     string        `json:"format"`
	Entity     string        `json:"entity,omitempty"`
	Payments   int           `json:"payments"`
	Shown      int           `json:"shown" doc:"Lines for a person to look at."`
	Open       []int         `json:"open" doc:"Shown lines that nobody has decided on."`
	Unreleased []int         `json:"unreleased" doc:"Lines with a changed account that wait for a second person."`
	Totals     []PayRunTotal `json:"totals"`
	PayDay     muster.Time   `json:"pay_day,omitzero"`
	SubmitBy   muster.Time   `json:"submit_by,omitzero" doc:"The last working day to hand the file in. Holidays count as far as they are entered for the legal entity."`
	By         string        `json:"by"`
	At         time.Time     `json:"at" doc:"Of the latest look."`
	Exported   time.Time     `json:"exported,omitzero"`
}

// PayRunTotal is the sum of a run in one currency, as exact decimals.
type PayRunTotal struct {
	Currency string `json:"currency" doc:"Empty: the file states none."`
	Amount   string `json:"amount"`
	Shown    string `json:"shown" doc:"Of it, on lines that are shown."`
	Waiting  string `json:"waiting" doc:"Of it, on shown lines that nobody has decided on."`
}

// PayRun is one pay run with the lines that are shown.
type PayRun struct {
	PayRunRow
	Lines []PayRunLine `json:"lines"`
}

// PayRunLine is a line for a person to decide on.
type PayRunLine struct {
	Line     int            `json:"line"`
	Subject  string         `json:"subject,omitempty" doc:"Missing when the line leads to nobody on record."`
	Payee    string         `json:"payee"`
	Amount   string         `json:"amount"`
	Currency string         `json:"currency"`
	Account  string         `json:"account" doc:"Masked."`
	Last     string         `json:"last_verified,omitempty" doc:"The last verified account where it is another one, masked."`
	Reasons  []PayRunReason `json:"reasons"`
	Proposal string         `json:"proposal" enum:"pay_as_given,pay_last_verified"`
	Decided  *Decision      `json:"decided,omitempty"`
	Second   *Decision      `json:"second,omitempty" doc:"The second person's release."`
	Basis    bool           `json:"basis,omitempty" doc:"Counsel's legal basis for withholding this person's pay is on record."`
}

// PayRunReason is why a line is shown.
type PayRunReason struct {
	Code    string `json:"code"`
	Says    string `json:"says"`
	Rival   string `json:"rival" doc:"The honest or victim's explanation, to be read first."`
	Settles string `json:"settles"`
}

type payRunRequest struct {
	Run string `path:"run" maxLength:"100"`
}

// payFileBytes bounds a pay file that a program sends.
const payFileBytes = 64 << 20

func registerPayRuns(h *Handler) {
	register(h, get("/v1/payruns", "payruns.list", "Work", FindingsRead, "Pay runs that were looked at", "With what is open in each, the latest first."), func(ctx context.Context, _ *nothing) (*body[PayRunList], error) {
		list, err := h.PayRuns.Runs(ctx)
		if err != nil {
			return nil, err
		}
		return &body[PayRunList]{*list}, nil
	})
	register(h, get("/v1/payruns/{run}", "payruns.get", "Work", FindingsRead, "One pay run with the lines to decide on", "Decide with the act payrun.decide, and have the file written with payrun.export."), func(ctx context.Context, in *payRunRequest) (*body[PayRun], error) {
		r, err := h.PayRuns.Run(ctx, in.Run)
		if err != nil {
			return nil, hide(err)
		}
		return &body[PayRun]{*r}, nil
	})
	register(h, get("/v1/paybases", "paybases.list", "Work", FindingsRead, "Legal bases for withholding pay that are on record", "Counsel puts one on record with the act pay.basis. Without one nobody's pay can be withheld."), func(ctx context.Context, _ *nothing) (*body[PayBasisList], error) {
		list, err := h.PayRuns.Bases(ctx)
		if err != nil {
			return nil, err
		}
		return &body[PayBasisList]{*list}, nil
	})
	r := h.api.OpenAPI().Components.Schemas
	look := operation(http.MethodPost, "/v1/payruns", "payruns.check", "Work", PeopleWrite, "Look at a pay file before it is paid",
		"The act payrun.check with the file. The file is not changed. The same file again is the same run, and decisions stand as long as nothing new is seen.")
	look.Parameters = []*huma.Param{{Name: "Idempotency-Key", In: "header", Required: true, Description: "Fresh for each act.", Schema: &huma.Schema{Type: huma.TypeString, Pattern: "^[0-9A-Za-z_-]{16,64}$"}}}
	look.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{"file"},
		Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary"}, "entity": {Type: huma.TypeString, Description: "Legal entity whose run it is."}},
	}}}}
	look.Responses["200"] = &huma.Response{Description: "The run", Content: map[string]*huma.MediaType{jsonType: {Schema: r.Schema(reflect.TypeFor[PayRun](), true, "")}}}
	h.raw(look, h.lookAtPayFile)
	for _, file := range []struct {
		path, id, summary string
		sameDay           bool
	}{
		{"/v1/payruns/{run}/replacement", "payruns.replacement", "The pay file as it was decided", false},
		{"/v1/payruns/{run}/same-day", "payruns.same_day", "What is paid the same day by other means, as CSV", true},
	} {
		take := get(file.path, file.id, "Work", PeopleWrite, file.summary, "After the act payrun.export; before it, there is none.")
		take.Parameters = []*huma.Param{{Name: "run", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}}
		take.Responses["200"] = &huma.Response{Description: "The file", Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
		h.raw(take, h.givePayFile(file.sameDay))
	}
}

// lookAtPayFile takes one pay file.
func (h *Handler) lookAtPayFile(w http.ResponseWriter, r *http.Request) error {
	if !h.somewhere(actorOf(r.Context()), []casework.Action{casework.PayrollSettle}) {
		return &muster.Error{Code: muster.CodePermission, Message: "your roles do not allow this (payrun.check)", Hint: "ask somebody whose role it is, or the administrator"}
	}
	r.Body = http.MaxBytesReader(w, r.Body, payFileBytes+64<<10)
	if err := readForm(r, "the pay file is larger than 64 MB"); err != nil {
		return err
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // the system's temporary folder is cleaned in any case
	files := r.MultipartForm.File["file"]
	if len(files) != 1 {
		return &muster.Error{Code: muster.CodeUsage, Message: "send one file at a time", Hint: "name its part file"}
	}
	content, err := payFileOf(files[0])
	if err != nil {
		return err
	}
	run, err := h.PayRuns.Look(r.Context(), r.Header.Get("Idempotency-Key"), files[0].Filename, r.FormValue("entity"), content)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", jsonType)
	return ended(json.NewEncoder(w).Encode(run))
}

func payFileOf(f *multipart.FileHeader) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(io.LimitReader(in, payFileBytes))
}

// givePayFile gives what an exported run gives, to be saved and not shown.
func (h *Handler) givePayFile(sameDay bool) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx, cancel := context.WithTimeout(r.Context(), requestTime)
		defer cancel()
		if !h.somewhere(actorOf(ctx), []casework.Action{casework.PayrollSettle}) {
			return &muster.Error{Code: muster.CodePermission, Message: "your roles do not allow this", Hint: "ask somebody whose role it is, or the administrator"}
		}
		name, content, err := h.PayRuns.Written(ctx, r.PathValue("run"), sameDay)
		if err != nil {
			return hide(err)
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		_, err = w.Write(content)
		return ended(err)
	}
}
