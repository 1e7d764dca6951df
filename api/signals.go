package api

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Connector is a system whose records are read, with how it stands.
type Connector struct {
	ID        string          `json:"id"`
	System    string          `json:"system"`
	Title     string          `json:"title"`
	Polled    bool            `json:"polled"`
	Pushed    bool            `json:"pushed"`
	State     string          `json:"state" enum:"new,well,behind,waiting,failing,revoked,wrong_signature,not_understood,switched_off"`
	Says      string          `json:"says" doc:"The state in one sentence, with what to do."`
	Last      time.Time       `json:"last,omitzero" doc:"When something came last."`
	Behind    bool            `json:"behind,omitempty" doc:"Older records are still being read."`
	Progress  time.Time       `json:"progress,omitzero" doc:"Up to when they have been read."`
	Failing   time.Time       `json:"failing,omitzero" doc:"Since when it fails."`
	Counts    ConnectorCounts `json:"counts"`
	Unmatched []Unmatched     `json:"unmatched,omitempty" doc:"Accounts that nobody is declared for, those with the most records first."`
	WriteBack *WriteBack      `json:"write_back,omitempty" doc:"The one neutral field of an applicant system, where it is set up."`
}

// WriteBack is how writing back to an applicant system stands.
type WriteBack struct {
	On      bool      `json:"on"`
	By      string    `json:"by,omitempty" doc:"Who switched it last."`
	At      time.Time `json:"at,omitzero"`
	Marked  int       `json:"marked" doc:"Applications where it says that a check is due."`
	Waiting int       `json:"waiting" doc:"That do not say yet what they should."`
	Failure string    `json:"failure,omitempty"`
}

// The states of a connector.
const (
	ConnectorNew      = "new"
	ConnectorWell     = "well"
	ConnectorBehind   = "behind"
	ConnectorWaiting  = "waiting"
	ConnectorFailing  = "failing"
	ConnectorRevoked  = "revoked"
	ConnectorUnsigned = "wrong_signature"
	ConnectorDrifted  = "not_understood"
	ConnectorOff      = "switched_off"
)

// ConnectorCounts is what became of all records. Every record is used, not
// needed, not understood or bad; the others say more of those that were read.
type ConnectorCounts struct {
	Records       int64            `json:"records"`
	Used          int64            `json:"used"`
	NotNeeded     int64            `json:"not_needed" doc:"Understood, and nothing that is weighed."`
	NotUnderstood int64            `json:"not_understood"`
	Bad           int64            `json:"bad" doc:"No JSON object, too large or too deep."`
	Again         int64            `json:"again" doc:"Came before; they count once."`
	Late          int64            `json:"late" doc:"More than a day after their day ended, or older than what is known."`
	Clock         int64            `json:"clock" doc:"Without a time, or from the future."`
	Past          int64            `json:"past" doc:"Past the days their kind is kept."`
	Crowded       int64            `json:"crowded" doc:"Beyond what one day may hold."`
	Nobody        int64            `json:"nobody" doc:"Under an account that nobody is declared for."`
	Refused       int64            `json:"refused" doc:"Deliveries with a wrong or missing signature since this server started."`
	Off           map[string]int64 `json:"off,omitempty" doc:"Not kept, by the kind of monitoring that is not switched on."`
}

// Unmatched is an account that is nobody's.
type Unmatched struct {
	Account string `json:"account"`
	Events  int64  `json:"events"`
}

// Systems reads how connectors stand, as the actor in the context may see them.
type Systems interface {
	Connectors(ctx context.Context) ([]Connector, error)
	// FactLists are the lists of facts in use, and whether they cannot be read.
	FactLists(ctx context.Context) (list []FactList, unread bool)
}

// FactList is a published list of facts in use: networks, countries, places, mail
// hosts, remote tools.
type FactList struct {
	Name    string    `json:"name"`
	Fetched time.Time `json:"fetched"`
	Days    int       `json:"days" doc:"How old it is."`
	Entries int       `json:"entries"`
	Old     bool      `json:"old,omitempty" doc:"So old that what it says may no longer hold."`
	Brought bool      `json:"brought,omitempty" doc:"Somebody put it there; it is not fetched."`
}

// connectorList is the connectors, and the lists of facts they are read with.
type connectorList struct {
	Connectors []Connector `json:"connectors"`
	Lists      []FactList  `json:"lists"`
	Unread     bool        `json:"lists_unread,omitempty" doc:"The lists are set up and cannot be read; the log says why."`
}

func registerSignals(h *Handler) {
	register(h, get("/v1/connectors", "connectors.list", "Settings", RulesRead, "Systems whose records are read, and how they stand",
		"Accounts that are nobody's are for who manages webhooks. Systems send to POST /v1/signals/{id}, signed in their own way: see the manual of connectors."), func(ctx context.Context, _ *nothing) (*body[connectorList], error) {
		list, err := h.Systems.Connectors(ctx)
		if list == nil {
			list = []Connector{}
		}
		if err != nil {
			return nil, err
		}
		facts, unread := h.Systems.FactLists(ctx)
		if facts == nil {
			facts = []FactList{}
		}
		return &body[connectorList]{connectorList{list, facts, unread}}, nil
	})
}

// Delivered is what became of what a system sent. It is durable.
type Delivered struct {
	Records       int64 `json:"records"`
	Used          int64 `json:"used"`
	NotNeeded     int64 `json:"not_needed"`
	NotUnderstood int64 `json:"not_understood"`
	Bad           int64 `json:"bad"`
	Again         int64 `json:"again" doc:"Came before; they count once."`
	Nobody        int64 `json:"nobody" doc:"Under an account that nobody is declared for."`
	NodeInvalid   bool  `json:"node_invalid" doc:"Always false: osquery asks whether it has to enrol anew."`
}

// describeOpen puts into the document what package server answers without a
// key: what systems send under a signature of their own, and whether the
// program is well.
func describeOpen(h *Handler) {
	doc := h.api.OpenAPI()
	push := operation(http.MethodPost, "/v1/signals/{id}", "signals.push", "Observations", NoKey, "Take what a system sends",
		"Signed in the system's own way, or as collectors agree on: Authorization: Bearer and the secret, or Muster-Signature. At most 16 MiB, packed with gzip or not. Asked with GET, it answers a system's one-time question.")
	push.Security = []map[string][]string{{"signature": {}}}
	push.Parameters = []*huma.Param{{Name: "id", In: "path", Required: true, Description: "As the configuration names the system.", Example: "okta", Schema: &huma.Schema{Type: huma.TypeString}}}
	push.RequestBody = &huma.RequestBody{Required: true, Description: "Records as the system writes them.", Content: map[string]*huma.MediaType{jsonType: {Schema: &huma.Schema{}}}}
	push.Responses["200"] = &huma.Response{Description: "What became of the records", Content: map[string]*huma.MediaType{jsonType: {Schema: doc.Components.Schemas.Schema(reflect.TypeFor[Delivered](), true, "")}}}
	doc.AddOperation(&push)
	health := get("/healthz", "health.get", "Settings", NoKey, "Whether the program answers and its database too", "For what sends requests on. /livez says only that the program runs.")
	health.Security = []map[string][]string{{}}
	plain := map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}}}
	health.Responses = map[string]*huma.Response{"200": {Description: "It is well", Content: plain}, "4XX": problemResponse(), "503": {Description: "It is not, or it is stopping", Content: plain}}
	doc.AddOperation(&health)
}
