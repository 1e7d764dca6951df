package api

import (
	"bytes"
	"context"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/casework"
)

// Checkpoint is a signed statement of how far the ledger has come.
type Checkpoint struct {
	Size   int64     `json:"size" doc:"Entries it covers."`
	Root   string    `json:"root"`
	At     time.Time `json:"at,omitzero"`
	Signed string    `json:"signed,omitempty" doc:"The signed note itself: keep it elsewhere."`
	Key    string    `json:"key" doc:"The public key's name."`
}

// Verified is what reading the whole ledger gave.
type Verified struct {
	OK      bool      `json:"ok"`
	Entries int64     `json:"entries"`
	Says    string    `json:"says"`
	At      time.Time `json:"at"`
}

// ledgerEntry says that something was done, not what it holds.
type ledgerEntry struct {
	Number     int64           `json:"number"`
	At         time.Time       `json:"at"`
	Kind       string          `json:"kind"`
	By         casework.UserID `json:"by,omitempty" doc:"Who did it. Missing for what the program did by itself."`
	Commitment string          `json:"commitment" doc:"Hexadecimal."`
	Hash       string          `json:"hash" doc:"Of the entry as the tree holds it, hexadecimal."`
	Erased     bool            `json:"erased,omitempty" doc:"Its text is gone, as retention has it."`
}

// ledgerPage is some entries in order.
type ledgerPage struct {
	Entries []ledgerEntry `json:"entries"`
	Next    int64         `json:"next,omitempty" doc:"Number to go on from; missing at the end."`
}

// ledgerRequest asks for entries from a number on.
type ledgerRequest struct {
	From  int64 `query:"from" minimum:"0" doc:"Number of the first entry."`
	Limit int   `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

func registerLedger(h *Handler) {
	register(h, get("/v1/ledger/entries", "ledger.list", "Ledger", LedgerRead, "Entries in order, without their texts", "They are of the whole organisation: a role for a part of it reads none, and may verify. The act ledger.open shows a text, for a reason."), h.ledger)
	register(h, get("/v1/ledger/checkpoint", "ledger.checkpoint", "Ledger", LedgerRead, "The latest signed checkpoint", "Keep its signed text elsewhere: with it a later ledger is shown to go on from this one."), func(ctx context.Context, _ *nothing) (*body[Checkpoint], error) {
		if err := h.ledgerReader(ctx); err != nil {
			return nil, err
		}
		c, err := h.Record.Checkpoint(ctx)
		if err != nil {
			return nil, err
		}
		return &body[Checkpoint]{*c}, nil
	})
	verify := operation(http.MethodPost, "/v1/ledger/verify", "ledger.verify", "Ledger", LedgerRead, "Read the whole ledger and say whether anything was altered, removed or moved", "It reads every entry, which takes a while in a long ledger. What is wrong is said, with its place.")
	register(h, verify, func(ctx context.Context, _ *nothing) (*body[Verified], error) {
		v, err := h.Record.Verify(ctx)
		if err != nil {
			return nil, err
		}
		return &body[Verified]{*v}, nil
	})
	bundle := operation(http.MethodPost, "/v1/ledger/bundle", "ledger.bundle", "Ledger", LedgerRead, "A bundle that a third party checks offline", "That it was made is entered. It holds no texts but those of the entries in open, which are opened for the reason as by the act ledger.open: to show somebody what was written, and that it is what was entered then. No key opens any.")
	bundle.Responses["200"] = &huma.Response{Description: "A ZIP archive with the bundle and how to check it", Content: map[string]*huma.MediaType{"application/zip": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
	register(h, bundle, h.bundle)
}

// ledgerReader asks for either of the actions that the ledger's size and root
// are open to.
func (h *Handler) ledgerReader(ctx context.Context) error {
	if h.somewhere(actorOf(ctx), []casework.Action{casework.LedgerView}) {
		return nil
	}
	return h.Desk.May(ctx, actorOf(ctx), casework.LedgerVerify, "")
}

func (h *Handler) ledger(ctx context.Context, in *ledgerRequest) (*body[ledgerPage], error) {
	list, err := h.Desk.Ledger(ctx, actorOf(ctx), in.From, in.Limit)
	if err != nil {
		return nil, err
	}
	out := ledgerPage{Entries: []ledgerEntry{}}
	for i := range list {
		l := &list[i]
		hash := l.Hash()
		out.Entries = append(out.Entries, ledgerEntry{l.Seq, l.At, l.Kind, l.By, hex.EncodeToString(l.Commitment[:]), hex.EncodeToString(hash[:]), l.Erased})
	}
	if n := len(list); n == in.Limit {
		out.Next = list[n-1].Seq + 1
	}
	return &body[ledgerPage]{out}, nil
}

// archive is a file to be kept.
type archive struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// bundleRequest says whose words go into a bundle.
type bundleRequest struct {
	Body *bundleBody // nil: nobody's
}

type bundleBody struct {
	Open   []int64 `json:"open,omitempty" maxItems:"200" doc:"Numbers of entries whose texts go in." example:"[12]"`
	Reason string  `json:"reason,omitempty" maxLength:"2000" doc:"Why they are opened; needed with open."`
}

func (h *Handler) bundle(ctx context.Context, in *bundleRequest) (*archive, error) {
	var b bytes.Buffer
	if in.Body == nil {
		in.Body = &bundleBody{}
	}
	if err := h.Record.Bundle(ctx, &b, in.Body.Open, in.Body.Reason); err != nil {
		return nil, err
	}
	return &archive{"application/zip", `attachment; filename="ledger-bundle.zip"`, b.Bytes()}, nil
}
