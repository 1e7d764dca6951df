package server

import (
	"context"

	"muster"
	"muster/api"
)

// DevicesOf is what logs showed of a person.
func (p *programs) DevicesOf(ctx context.Context, id muster.SubjectID) (*api.Devices, error) {
	d, err := p.DevicePage(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &api.Devices{Hidden: d.Blind, NoHome: d.NoHome, Off: d.Off}
	if !d.Blind && !d.Seen.Empty() {
		out.Seen = d.Seen
	}
	return out, nil
}

// Arrived is the events behind one record.
func (p *programs) Arrived(ctx context.Context, id muster.SubjectID, record muster.ObservationID) (*api.Arrived, error) {
	a, err := p.EventsOf(ctx, id, record)
	if err != nil {
		return nil, err
	}
	out := &api.Arrived{Record: a.Record, When: a.When, Source: a.Source, IDs: a.IDs, Masked: a.Masked, Events: []api.ArrivedEvent{}}
	for _, e := range a.Events {
		out.Events = append(out.Events, api.ArrivedEvent(e))
	}
	return out, nil
}
