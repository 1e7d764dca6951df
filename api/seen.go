package api

import (
	"context"

	"muster"
	"muster/report/seen"
)

// Seen reads what logs showed of a person, as the actor in the context may see
// it. Somebody they may not see has CodeNotFound.
type Seen interface {
	DevicesOf(ctx context.Context, id muster.SubjectID) (*Devices, error)
	Arrived(ctx context.Context, id muster.SubjectID, record muster.ObservationID) (*Arrived, error)
}

// Devices is what logs showed of a person: places at the level of towns, hours,
// networks by who judged them, devices, what was plugged in and remote tools.
type Devices struct {
	Hidden bool       `json:"hidden,omitempty" doc:"The caller's roles do not show what logs showed."`
	NoHome bool       `json:"home_hidden,omitempty" doc:"The home claimed is not among the places: it is masked for the caller."`
	Off    []string   `json:"switched_off,omitempty" doc:"Kinds of monitoring that are off: nothing of them is taken in, so silence says nothing."`
	Seen   *seen.View `json:"seen,omitempty"`
}

// Arrived is the events behind one record that a finding cites.
type Arrived struct {
	Record string         `json:"record"`
	When   muster.Time    `json:"when,omitzero"`
	Source string         `json:"source"`
	IDs    []string       `json:"ids" doc:"The source's own ids of the first events it was counted from."`
	Masked bool           `json:"masked,omitempty" doc:"The act person.unlock shows the events for a reason, field signals.raw."`
	Events []ArrivedEvent `json:"events" doc:"Those still kept."`
}

// ArrivedEvent is an event as its source sent it.
type ArrivedEvent struct {
	System string      `json:"system"`
	ID     string      `json:"id"`
	At     muster.Time `json:"at"`
	Raw    string      `json:"raw" doc:"Its text, cut at 8 KiB."`
}

// eventsRequest names a record of a person.
type eventsRequest struct {
	SubjectPath
	Record string `query:"record" required:"true" pattern:"^[0-9a-f]{32}$" doc:"Id of the record, as findings.jsonl and the page of the finding name it."`
}

func registerSeen(h *Handler) {
	register(h, get("/v1/subjects/{subject}/devices", "subjects.devices", "People", SubjectsRead, "What logs showed of a person",
		"Claimed beside seen: towns, hours against those agreed, networks by who judged them, devices, what was plugged in, remote tools, and who else's devices stand there."), h.devices)
	register(h, get("/v1/subjects/{subject}/events", "subjects.events", "People", SubjectsRead, "The events behind a cited record, as they arrived", "Kept for at most 90 days. They are masked for most roles."), h.arrived)
}

func (h *Handler) devices(ctx context.Context, in *subjectRequest) (*one[Devices], error) {
	d, err := h.Seen.DevicesOf(ctx, in.Subject)
	if err != nil {
		return nil, hide(err)
	}
	return tagged(&in.UnlessSame, "d", *d)
}

func (h *Handler) arrived(ctx context.Context, in *eventsRequest) (*body[Arrived], error) {
	var record muster.ObservationID
	if err := record.UnmarshalText([]byte(in.Record)); err != nil {
		return nil, &muster.Error{Code: muster.CodeUsage, Message: "this is no id of a record", Hint: "it has 32 hexadecimal digits", Err: err}
	}
	a, err := h.Seen.Arrived(ctx, in.Subject, record)
	if err != nil {
		return nil, hide(err)
	}
	return &body[Arrived]{*a}, nil
}
