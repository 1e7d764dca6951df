package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"muster/api"
	"muster/connect"
	"muster/ingest/records"
	"muster/store"
)

// deliveryTime bounds how long a delivery may take to arrive.
const deliveryTime = 30 * time.Second

// pushed takes what a system sends. The signature is looked at before anything
// else of the body; the answer comes when everything is durable.
func (s *Server) pushed(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Cache-Control", "no-store")
	head.Set("X-Content-Type-Options", "nosniff")
	c := s.systems.byID[r.PathValue("id")]
	if c == nil || c.SecretFile == "" {
		api.Refuse(w, http.StatusNotFound, "nothing is listened for here", "name the system in the configuration, with the file of its secret")
		return
	}
	select {
	case s.systems.taking <- struct{}{}:
		defer func() { <-s.systems.taking }()
	default:
		head.Set("Retry-After", "5")
		api.Refuse(w, http.StatusServiceUnavailable, "too many deliveries at once", "send it again in a moment")
		return
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(deliveryTime)) // writers of tests have none
	secret, err := secretOf(c.SecretFile)
	if err != nil {
		s.log.Error("the secret of a system cannot be read", "system", c.ID, "error", err)
		head.Set("Retry-After", "60")
		api.Refuse(w, http.StatusServiceUnavailable, "this system is not set up yet", "send it again later")
		return
	}
	if r.Method == http.MethodGet { // a question, not a delivery
		answer, ok := map[string]any(nil), false
		if c.system.Challenge != nil {
			answer, ok = c.system.Challenge(secret, r.Header, nil)
		}
		if !ok {
			head.Set("Allow", http.MethodPost)
			api.Refuse(w, http.StatusMethodNotAllowed, "nothing is asked for here", "send records with POST")
			return
		}
		answerPush(w, answer)
		return
	}
	answer, refused := s.deliveredBy(c, secret, r, http.MaxBytesReader(w, r.Body, mostDelivery))
	if refused == nil {
		answerPush(w, answer)
		return
	}
	if refused.status == http.StatusServiceUnavailable {
		head.Set("Retry-After", "30")
	}
	api.Refuse(w, refused.status, refused.says, refused.hint)
}

func answerPush(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer) // a sender that has gone away sends again
}

// notTaken is why a delivery was not taken.
type notTaken struct {
	status     int
	says, hint string
}

// deliveredBy verifies and takes in one delivery.
func (s *Server) deliveredBy(c *connector, secret []byte, r *http.Request, in io.Reader) (any, *notTaken) {
	body, err := io.ReadAll(in)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, &notTaken{http.StatusRequestEntityTooLarge, "more than 16 MiB at once", "send less at a time"}
	case err != nil:
		return nil, &notTaken{http.StatusBadRequest, "it did not arrive whole", "send it again"}
	}
	if err := c.verify(secret, r.Header, body, s.now()); err != nil {
		c.refused.Add(1)
		c.refusedAt.Store(s.now().UnixMicro())
		return nil, &notTaken{http.StatusUnauthorized, "the signature does not fit", "compare the secret on both sides, and the clocks"}
	}
	if r.Header.Get("Content-Encoding") == "gzip" {
		switch body, err = unpacked(body); {
		case errors.Is(err, errUnpacked):
			return nil, &notTaken{http.StatusRequestEntityTooLarge, "more than 16 MiB at once, unpacked", "send less at a time"}
		case err != nil:
			return nil, &notTaken{http.StatusBadRequest, "the body cannot be unpacked", "pack it with gzip"}
		}
	}
	if c.system.Challenge != nil {
		if answer, ok := c.system.Challenge(secret, http.Header{}, body); ok {
			return answer, nil
		}
	}
	list, bad := cutBody(c.system, body)
	sum, err := s.takeIn(r.Context(), &delivery{from: c, records: list, bad: bad})
	if err != nil {
		s.log.ErrorContext(r.Context(), "a delivery could not be kept", "system", c.ID, "error", err)
		return nil, &notTaken{http.StatusServiceUnavailable, "it could not be kept", "send it again"}
	}
	if c.tells() && c.URL != "" { // what only prompts to ask again is asked for now
		if err := s.pollSoon(r.Context(), c); err != nil {
			s.log.ErrorContext(r.Context(), "asking again", "system", c.ID, "error", err)
		}
	}
	return &api.Delivered{Records: sum.Records, Used: sum.Used, NotNeeded: sum.Unneeded, NotUnderstood: sum.Unknown, Bad: sum.Bad, Again: sum.Replayed, Nobody: sum.Nobody}, nil
}

// verify looks at the system's own signature, else at what collectors agree on.
func (c *connector) verify(secret []byte, header http.Header, body []byte, now time.Time) error {
	if c.system.Verify != nil {
		if err := c.system.Verify(secret, header, body, now); err == nil {
			return nil
		}
	}
	return connect.Agreed(secret, header, body, now)
}

// errUnpacked says that a body is larger unpacked than one may be.
var errUnpacked = errors.New("the body unpacks to more than 16 MiB")

// unpacked unpacks a body to at most the size of one that is not packed.
func unpacked(body []byte) ([]byte, error) {
	in, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(in, mostDelivery+1))
	if err == nil && len(out) > mostDelivery {
		err = errUnpacked
	}
	return out, err
}

// cutBody cuts a body into records: one object, lines, a list, or a list inside
// of a wrapper. A body that is a record of the system as a whole is one.
func cutBody(system *connect.System, body []byte) (list [][]byte, bad int) {
	if r, err := connect.ParseUpTo(body, len(body)); err == nil {
		if system.Parts != "" && r.Has(system.Parts) {
			return r.Raws(system.Parts), 0
		}
		if system.Mine(r) {
			return [][]byte{body}, 0
		}
	}
	in, err := records.New(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, 1
	}
	for {
		raw, _, err := in.Next()
		var wrong *records.Bad
		switch {
		case errors.As(err, &wrong):
			bad++
		case errors.Is(err, io.EOF):
			return list, bad
		case err != nil:
			return list, bad + 1
		default:
			list = append(list, bytes.Clone(raw))
		}
	}
}

// pollSoon lets a system be asked at the next round.
func (s *Server) pollSoon(ctx context.Context, c *connector) error {
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("update server_jobs set due = 0 where organisation = $1 and id = $2", pollJob(c))
		return err
	})
}
