package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster"
	"muster/casework"
)

// Event is what the stream says, as JSON in an event's data. Which fields are
// there follows from its kind.
type Event struct {
	Kind    string           `json:"kind" enum:"ready,subject,act,purge" doc:"subject: records came; told to whom records of every kind are shown. act: something was done. purge: somebody may be gone, read lists anew. ready: the stream begins."`
	At      string           `json:"at" doc:"The place in the stream: send it as Last-Event-ID to go on behind it."`
	Subject muster.SubjectID `json:"subject,omitempty"`
	Seq     int64            `json:"seq,omitempty"`
	Act     *ActDone         `json:"act,omitempty"`
}

// The times of a stream.
const (
	eventsEvery = time.Second      // between two looks
	heartbeat   = 15 * time.Second // after which a quiet stream says that it is there
	lookAgain   = 10 * time.Second // after which key and roles are read anew
	eventsTime  = 30 * time.Second // for a reader to take what was written
	eventsOnce  = 200              // of each kind in one look
)

// streams counts open streams, and ends them all.
type streams struct {
	most int

	mu    sync.Mutex
	by    map[casework.UserID]int
	n     int
	ended chan struct{}
}

// open counts a stream in, until left is called. end is closed when all
// streams end.
func (s *streams) open(who casework.UserID, each int) (left func(), end <-chan struct{}, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.by == nil {
		s.by = map[casework.UserID]int{}
	}
	if s.ended == nil {
		s.ended = make(chan struct{})
	}
	if s.n >= s.most || s.by[who] >= each {
		return nil, nil, tooMany(heartbeat, "too many event streams are open")
	}
	s.n++
	s.by[who]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.n--
		if s.by[who]--; s.by[who] == 0 {
			delete(s.by, who)
		}
	}, s.ended, nil
}

// EndStreams ends all event streams, so that a server can stop: their readers
// go on elsewhere from where they were.
func (h *Handler) EndStreams() {
	h.streams.mu.Lock()
	defer h.streams.mu.Unlock()
	if h.streams.ended != nil {
		close(h.streams.ended)
		h.streams.ended = nil
	}
}

func registerEvents(h *Handler) {
	op := operation(http.MethodGet, "/v1/events", "events.follow", "Events", EventsRead, "Follow what changes",
		"Server-sent events, each named after its kind. A quiet stream says every 15 seconds that it is there. After a break, send Last-Event-ID to go on behind what was read.")
	op.Parameters = []*huma.Param{{Name: "Last-Event-ID", In: "header", Description: "The place to go on behind; now when left out.", Schema: &huma.Schema{Type: huma.TypeString}}}
	data := h.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Event](), true, "")
	op.Responses["200"] = &huma.Response{Description: "Events as they happen; the data of each is an Event", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}, Extensions: map[string]any{"x-event-data": data}}}}
	h.raw(op, h.events)
}

// stream is one reader's stream.
type stream struct {
	h       *Handler
	w       http.ResponseWriter
	control *http.ResponseController
	c       *caller
	seq     int64 // of the store, up to which it was told
	entry   int64 // of the ledger
	quiet   time.Time
}

// events follows what changes.
func (h *Handler) events(w http.ResponseWriter, r *http.Request) error {
	s := &stream{h: h, w: w, control: http.NewResponseController(w), c: callerOf(r.Context())}
	if err := s.begin(r); err != nil {
		return err
	}
	left, end, err := h.streams.open(s.c.actor.User, h.Limits.Each)
	if err != nil {
		return err
	}
	defer left()
	_ = s.control.SetReadDeadline(time.Time{}) // nothing more is read
	defer func() { _ = s.control.SetWriteDeadline(time.Time{}) }()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // a proxy must not wait for more
	if err := s.send(&Event{Kind: "ready"}); err != nil {
		return ended(err)
	}
	return ended(s.follow(r, end))
}

// begin finds the place to begin behind.
func (s *stream) begin(r *http.Request) error {
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		if n, err := fmt.Sscanf(id, "%d-%d", &s.seq, &s.entry); n != 2 || err != nil || s.at() != id {
			return &muster.Error{Code: muster.CodeUsage, Message: "Last-Event-ID is not one of this stream", Hint: "leave it out to begin now"}
		}
		return nil
	}
	feed, err := s.h.Feed.Changes(r.Context(), s.h.Organisation, 0, 1)
	if err != nil {
		return err
	}
	s.seq = feed.Last
	s.entry, err = s.h.Desk.LastAct(r.Context())
	return err
}

func (s *stream) at() string { return fmt.Sprintf("%d-%d", s.seq, s.entry) }

// follow looks again and again until the reader goes, the key ends or the
// server stops.
func (s *stream) follow(r *http.Request, end <-chan struct{}) error {
	tick := time.NewTicker(eventsEvery)
	defer tick.Stop()
	checked := time.Now()
	for {
		if err := s.look(r.Context()); err != nil {
			return err
		}
		if time.Since(s.quiet) > heartbeat {
			if err := s.write("id: " + s.at() + "\n\n"); err != nil { // an event without data only moves the place
				return err
			}
		}
		select {
		case <-r.Context().Done():
			return r.Context().Err()
		case <-end:
			return nil
		case <-tick.C:
		}
		if time.Since(checked) > lookAgain {
			c, err := s.h.caller(r)
			if err != nil || c.actor.User != s.c.actor.User || c.key && !has(c.scopes, EventsRead) {
				return err
			}
			s.c, checked = c, time.Now()
		}
	}
}

// look tells what changed since the last look.
func (s *stream) look(ctx context.Context) error {
	feed, err := s.h.Feed.Changes(ctx, s.h.Organisation, s.seq, eventsOnce)
	if err != nil {
		return err
	}
	if feed.Purged > s.seq {
		s.seq = feed.Purged
		if err := s.send(&Event{Kind: "purge", Seq: feed.Purged}); err != nil {
			return err
		}
	}
	for _, changed := range feed.Changed {
		s.seq = max(s.seq, changed.Seq)
		sees, err := s.records(ctx, changed.Subject)
		if err != nil {
			return err
		}
		if !sees {
			continue
		}
		if err := s.send(&Event{Kind: "subject", Subject: changed.Subject, Seq: changed.Seq}); err != nil {
			return err
		}
	}
	return s.acts(ctx)
}

// records reports whether the reader may know that a record of a person came: as
// the stream does not say of which kind, only who sees records of every kind.
func (s *stream) records(ctx context.Context, subject muster.SubjectID) (bool, error) {
	shown, err := s.h.Desk.Show(ctx, s.c.actor, subject, map[casework.Field]string{casework.FieldEvidence: "x"})
	if code := muster.CodeOf(err); code == muster.CodePermission || code == muster.CodeNotFound {
		return false, nil
	}
	return shown[casework.FieldEvidence].Sight == casework.Clear, err
}

// acts tells what was done since the last look.
func (s *stream) acts(ctx context.Context) error {
	list, err := s.h.Desk.Acts(ctx, s.entry, eventsOnce)
	if err != nil || len(list) == 0 {
		return err
	}
	read := map[string]bool{}
	if !s.c.key || has(s.c.scopes, CasesRead) {
		cases, err := s.h.Desk.Cases(ctx, s.c.actor, true)
		if err != nil {
			return err
		}
		for i := range cases {
			read[cases[i].ID] = true
		}
	}
	for i := range list {
		a := &list[i]
		s.entry = a.Entry
		sees, err := s.sees(ctx, a, read)
		if err != nil {
			return err
		}
		if !sees {
			continue
		}
		done := Done(a)
		if err := s.send(&Event{Kind: "act", Subject: a.Subject, Act: &done}); err != nil {
			return err
		}
	}
	return nil
}

// sees reports whether the reader may know that an act was done.
func (s *stream) sees(ctx context.Context, a *casework.ActLine, read map[string]bool) (bool, error) {
	switch {
	case a.Case != "":
		return read[a.Case], nil
	case a.Subject == "":
		return s.h.somewhere(s.c.actor, []casework.Action{casework.LedgerView}), nil
	}
	tells := casework.TellsOf(a.Name)
	shown, err := s.h.Desk.Show(ctx, s.c.actor, a.Subject, map[casework.Field]string{casework.FieldFinding: "x", tells: "x"})
	if code := muster.CodeOf(err); code == muster.CodePermission || code == muster.CodeNotFound {
		return false, nil
	}
	return shown[casework.FieldFinding].Sight != casework.Hidden && shown[tells].Sight != casework.Hidden, err
}

// Done puts a line of what was done in the words of the API.
func Done(a *casework.ActLine) ActDone {
	return ActDone{Entry: a.Entry, At: a.At, Act: a.Name, By: a.Actor, Subject: a.Subject, Case: a.Case, Made: a.Made}
}

// send writes one event.
func (s *stream) send(e *Event) error {
	e.At = s.at()
	data, err := json.Marshal(e)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "id: %s\nevent: %s\ndata: %s\n\n", e.At, e.Kind, data)
	return s.write(b.String())
}

func (s *stream) write(text string) error {
	s.quiet = time.Now()
	_ = s.control.SetWriteDeadline(s.quiet.Add(eventsTime)) // writers of tests have none
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}
