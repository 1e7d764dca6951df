package web

import (
	"context"
	"net/http"
	"net/url"

	"muster"
	"muster/report/seen"
)

// DeviceReader reads what logs showed of one person.
type DeviceReader interface {
	DevicePage(ctx context.Context, id muster.SubjectID) (*Devices, error)
	// EventsOf shows the events behind one cited record as they arrived, where
	// they are still kept and the viewer may see them.
	EventsOf(ctx context.Context, id muster.SubjectID, record muster.ObservationID) (*Arrived, error)
}

// Devices is the page of a person's devices and sign-ins.
type Devices struct {
	Ref    PersonRef
	Blind  bool // not for the viewer's roles
	Seen   *seen.View
	Off    []string // kinds of monitoring that are off, in words
	Switch bool     // the viewer may switch them
	NoHome bool     // the home claimed is masked for the viewer
	Cited  []Cited  // records of logs that findings rest on
}

// Cited is a finding with the records of logs it rests on.
type Cited struct {
	Title    string
	Key      muster.FindingKey
	Evidence []Evidence
}

// Arrived is the events behind one record.
type Arrived struct {
	Ref    PersonRef
	Record string // "Sign-ins of one day"
	When   muster.Time
	Source string   // file and row, or the system
	IDs    []string // the source's ids of the events
	Events []ArrivedEvent
	Masked bool // to be unlocked with a reason on the person's page
	Gone   bool // not kept any more, or never kept
}

// ArrivedEvent is an event as its source sent it.
type ArrivedEvent struct {
	System, ID string
	At         muster.Time
	Raw        string // as it arrived, cut where it is very long
}

func (d *Devices) head() head {
	return head{template: "devices", title: "Devices and sign-ins of " + d.Ref.Label(), section: "people"}
}

func (a *Arrived) head() head {
	return head{template: "events", title: "Events as they arrived", section: "people"}
}

// Covered says whether no log can say anything, because nothing is taken in.
func (d *Devices) Covered() bool { return len(d.Off) == 0 }

// EventsHref is where the events behind a record are shown.
func EventsHref(id muster.SubjectID, record muster.ObservationID) string {
	return personPath(id) + "/events?" + url.Values{"record": {record.String()}}.Encode()
}

func (h *Handler) devices(r *http.Request) (*Devices, error) {
	return h.Devices.DevicePage(r.Context(), muster.SubjectID(r.PathValue("id")))
}

func (h *Handler) events(r *http.Request) (*Arrived, error) {
	var record muster.ObservationID
	if err := record.UnmarshalText([]byte(r.URL.Query().Get("record"))); err != nil {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no such record.", Hint: "Open it from the finding that cites it.", Err: err}
	}
	return h.Devices.EventsOf(r.Context(), muster.SubjectID(r.PathValue("id")), record)
}
