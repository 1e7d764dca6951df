package api

import (
	"context"
	"time"
)

// Connector is a system whose records are read, with how it stands.
type Connector struct {
	ID        string          `json:"id"`
	System    string          `json:"system"`
	Title     string          `json:"title"`
	Polled    bool            `json:"polled"`
	Pushed    bool            `json:"pushed"`
	State     string          `json:"state" enum:"new,well,behind,waiting,failing,revoked,switched_off"`
	Says      string          `json:"says" doc:"The state in one sentence, with what to do."`
	Last      time.Time       `json:"last,omitzero" doc:"When something came last."`
	Behind    bool            `json:"behind,omitempty" doc:"Older records are still being read."`
	Progress  time.Time       `json:"progress,omitzero" doc:"Up to when they have been read."`
	Failing   time.Time       `json:"failing,omitzero" doc:"Since when it fails."`
	Counts    ConnectorCounts `json:"counts"`
	Unmatched []Unmatched     `json:"unmatched,omitempty" doc:"Accounts that nobody is declared for, those with the most records first."`
}

// The states of a connector.
const (
	ConnectorNew     = "new"
	ConnectorWell    = "well"
	ConnectorBehind  = "behind"
	ConnectorWaiting = "waiting"
	ConnectorFailing = "failing"
	ConnectorRevoked = "revoked"
	ConnectorOff     = "switched_off"
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
}

// connectorList is the connectors.
type connectorList struct {
	Connectors []Connector `json:"connectors"`
}

func registerSignals(h *Handler) {
	register(h, get("/v1/connectors", "connectors.list", "Settings", RulesRead, "Systems whose records are read, and how they stand",
		"Accounts that are nobody's are for who manages webhooks. Systems send to POST /v1/signals/{id}, signed in their own way: see the manual of connectors."), func(ctx context.Context, _ *nothing) (*body[connectorList], error) {
		list, err := h.Systems.Connectors(ctx)
		if list == nil {
			list = []Connector{}
		}
		return &body[connectorList]{connectorList{list}}, err
	})
}
