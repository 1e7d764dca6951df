package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"muster"
	"muster/casework"
	"muster/notify"
	"muster/report"
	"muster/store"
	"muster/web"
)

// The kinds of row that messages have among the jobs. A message that arrived
// stays for a while as sent, so that a reminder is not made twice; one that did
// not is set aside as failed, to be sent again by hand.
const (
	rowMessage = "message"
	rowSent    = "sent"
	rowFailed  = "failed"
	rowTarget  = "target" // how a target stands: a notify.Circuit
	rowCursor  = "cursor"
)

// never is when a row that is no job is due.
const never = int64(1) << 62

// Bounds of one round of messages, and how long those done with are kept.
const (
	enqueueStep  = 500
	deliverStep  = 50
	keepMessages = 30 * 24 * time.Hour
	deliverTime  = 2 * time.Minute // how long a message is held by one server
	deliverTry   = time.Minute     // of that, what one try may take

	deliverBeside = 16               // targets tried at once
	roundTime     = 10 * time.Second // after which a round begins no further try
)

// parcel is a message on its way to one target.
type parcel struct {
	Target  string         `json:"target"`
	Message notify.Message `json:"message"`
}

// enqueue makes messages of the acts since the last round. Where it stands and
// what it made are one transaction, so that none is lost or made twice.
func (s *Server) enqueue(ctx context.Context) error {
	targets, err := s.targets(ctx)
	if err != nil || len(targets) == 0 {
		return err
	}
	for {
		n, err := s.enqueueSome(ctx, targets)
		if err != nil || n < enqueueStep {
			return err
		}
	}
}

func (s *Server) enqueueSome(ctx context.Context, targets map[string]*target) (int, error) {
	at, found, err := s.cursor(ctx, "acts")
	if err != nil {
		return 0, err
	}
	if !found { // nobody wants to hear of what was before there was a target
		return 0, s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
			var last int64
			if err := tx.QueryRow("select coalesce(max(entry), -1) from acts where organisation = $1").Scan(&last); err != nil {
				return err
			}
			return putCursor(tx, "acts", strconv.FormatInt(last, 10))
		})
	}
	after, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return 0, err
	}
	acts, err := s.desk.Acts(ctx, after, enqueueStep)
	if err != nil || len(acts) == 0 {
		return 0, err
	}
	return len(acts), s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		for i := range acts {
			if m, ok := messageOf(&acts[i]); ok {
				if err := put(tx, targets, m, s.now()); err != nil {
					return err
				}
			}
		}
		return putCursor(tx, "acts", strconv.FormatInt(acts[len(acts)-1].Entry, 10))
	})
}

// put lays a message out for every target that wants it, once.
func put(tx *store.Tx, targets map[string]*target, m notify.Message, now time.Time) error {
	for id, t := range targets {
		if !t.wants(m.Kind) {
			continue
		}
		body, err := json.Marshal(parcel{id, m})
		if err != nil {
			return err
		}
		_, err = tx.Exec("insert into server_jobs (organisation, id, kind, body, due, leased, holder, tries, failure) values ($1, $2, $3, $4, $5, 0, $6, 0, '') on conflict (organisation, id) do nothing",
			"message "+id+" "+m.ID, rowMessage, body, now.UnixMicro(), id)
		if err != nil {
			return err
		}
	}
	return nil
}

// cursor is how far a follower came; false when it never began.
func (s *Server) cursor(ctx context.Context, name string) (at string, found bool, err error) {
	err = s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		at, found = "", false
		rows, err := tx.Query("select body from server_jobs where organisation = $1 and id = $2", "cursor "+name)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var body []byte
			if err := rows.Scan(&body); err != nil {
				return err
			}
			at, found = string(body), true
		}
		return rows.Err()
	})
	return at, found, err
}

func putCursor(tx *store.Tx, name, at string) error {
	return putRow(tx, "cursor "+name, rowCursor, []byte(at))
}

// putRow keeps a row that is no job.
func putRow(tx *store.Tx, id, kind string, body []byte) error {
	_, err := tx.Exec("insert into server_jobs (organisation, id, kind, body, due, leased, holder, tries, failure) values ($1, $2, $3, $4, $5, 0, '', 0, '') on conflict (organisation, id) do update set body = excluded.body",
		id, kind, body, never)
	return err
}

// waiting is one message this server holds.
type waiting struct {
	id    string
	tries int
	until int64 // the end of its hold, as its row says
	parcel
}

// dispatch brings out what is due. Targets are tried beside each other, so that
// one which does not answer holds up its own messages and no others; those of
// one target go one after another.
func (s *Server) dispatch(ctx context.Context) error { return s.dispatchFor(ctx, roundTime) }

// dispatchFor begins no further try at a target once a round has lasted that
// long: the clocks of escalations wait for its end.
func (s *Server) dispatchFor(ctx context.Context, bound time.Duration) error {
	list, err := s.takeDue(ctx)
	if err != nil || len(list) == 0 {
		return err
	}
	targets, err := s.targets(ctx)
	if err != nil {
		return err
	}
	of := map[string][]*waiting{}
	for i := range list {
		of[list[i].Target] = append(of[list[i].Target], &list[i])
	}
	began := time.Now() // as it passes, whatever the clock says
	var beside errgroup.Group
	beside.SetLimit(deliverBeside)
	for id, mine := range of {
		beside.Go(func() error {
			for i, w := range mine {
				if i > 0 && time.Since(began) > bound {
					return s.putBack(ctx, mine[i:])
				}
				if err := s.bringHeld(ctx, targets[id], w); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return beside.Wait()
}

// bringHeld tries a message that this server still holds: one whose turn came
// late is held anew, unless another server has it by then.
func (s *Server) bringHeld(ctx context.Context, t *target, w *waiting) error {
	ours, err := s.holds(ctx, w)
	if err != nil || !ours {
		return err
	}
	return s.bring(ctx, t, w)
}

// putBack lets go of messages whose turn did not come; that was no try.
func (s *Server) putBack(ctx context.Context, list []*waiting) error {
	return s.store.Update(context.WithoutCancel(ctx), s.config.Organisation, func(tx *store.Tx) error {
		for _, w := range list {
			if _, err := tx.Exec("update server_jobs set leased = 0, tries = tries - 1 where organisation = $1 and id = $2 and leased = $3", w.id, w.until); err != nil {
				return err
			}
		}
		return nil
	})
}

// holds reports whether this server still holds a message for long enough to try
// it.
func (s *Server) holds(ctx context.Context, w *waiting) (ours bool, err error) {
	now := s.now()
	if now.Add(deliverTry).UnixMicro() < w.until {
		return true, nil
	}
	err = s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		until := now.Add(deliverTime).UnixMicro()
		n, err := tx.Exec("update server_jobs set leased = $3 where organisation = $1 and id = $2 and leased = $4", w.id, until, w.until)
		if ours = n == 1; ours {
			w.until = until
		}
		return err
	})
	return ours, err
}

// takeDue holds messages that are due.
func (s *Server) takeDue(ctx context.Context) ([]waiting, error) {
	var list []waiting
	err := s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		list = nil
		now := s.now()
		rows, err := tx.Query("select id, tries, body from server_jobs where organisation = $1 and kind = $2 and due <= $3 and leased <= $3 order by due, id limit $4", rowMessage, now.UnixMicro(), deliverStep)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var w waiting
			var body []byte
			if err := rows.Scan(&w.id, &w.tries, &body); err != nil {
				return err
			}
			if err := json.Unmarshal(body, &w.parcel); err != nil {
				return fmt.Errorf("message %s: %w", w.id, err)
			}
			list = append(list, w)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		kept := list[:0]
		for _, w := range list {
			w.until = now.Add(deliverTime).UnixMicro()
			n, err := tx.Exec("update server_jobs set leased = $3, tries = tries + 1 where organisation = $1 and id = $2 and leased <= $4", w.id, w.until, now.UnixMicro())
			if err != nil {
				return err
			}
			if w.tries++; n == 1 {
				kept = append(kept, w)
			}
		}
		list = kept
		return nil
	})
	return list, err
}

// bring tries one message and keeps what came of it.
func (s *Server) bring(ctx context.Context, t *target, w *waiting) error {
	if t == nil { // its target is gone
		return s.finish(ctx, w, rowFailed, "its target is no longer set")
	}
	circuit, err := s.circuit(ctx, w.Target)
	if err != nil {
		return err
	}
	if !circuit.Allows(s.now()) {
		return s.again(ctx, w, max(time.Minute, circuit.Until.Sub(s.now())), string(circuit.Reason), false)
	}
	o := s.deliver(ctx, t, w.Message)
	if err := s.keepCircuit(ctx, w.Target, circuit.After(o, s.now())); err != nil {
		return err
	}
	if o.State == notify.Done {
		return s.finish(ctx, w, rowSent, "")
	}
	s.log.WarnContext(ctx, "a message did not get through", "target", w.Target, "kind", string(w.Message.Kind), "reason", string(o.Reason), "try", w.tries, "error", o.Err)
	if wait, more := notify.Next(o, w.tries, rand.Float64()); more {
		return s.again(ctx, w, wait, string(o.Reason), true)
	}
	return s.finish(ctx, w, rowFailed, string(o.Reason))
}

func (s *Server) finish(ctx context.Context, w *waiting, kind, failure string) error {
	return s.store.Update(context.WithoutCancel(ctx), s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("update server_jobs set kind = $3, failure = $4, leased = 0, due = $5 where organisation = $1 and id = $2", w.id, kind, failure, s.now().Add(keepMessages).UnixMicro())
		return err
	})
}

// again puts a message back. One that was not tried does not count as a try.
func (s *Server) again(ctx context.Context, w *waiting, wait time.Duration, failure string, tried bool) error {
	tries := w.tries
	if !tried {
		tries--
	}
	return s.store.Update(context.WithoutCancel(ctx), s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("update server_jobs set leased = 0, tries = $3, failure = $4, due = $5 where organisation = $1 and id = $2", w.id, tries, failure, s.now().Add(wait).UnixMicro())
		return err
	})
}

// circuit is how a target stands.
func (s *Server) circuit(ctx context.Context, target string) (notify.Circuit, error) {
	var c notify.Circuit
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		rows, err := tx.Query("select body from server_jobs where organisation = $1 and id = $2", "target "+target)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var body []byte
			if err := rows.Scan(&body); err != nil {
				return err
			}
			if err := json.Unmarshal(body, &c); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	return c, err
}

func (s *Server) keepCircuit(ctx context.Context, target string, c notify.Circuit) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return s.store.Update(context.WithoutCancel(ctx), s.config.Organisation, func(tx *store.Tx) error { return putRow(tx, "target "+target, rowTarget, body) })
}

// sweepMessages forgets messages that are long done with.
func (s *Server) sweepMessages(ctx context.Context) error {
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("delete from server_jobs where organisation = $1 and kind in ($2, $3) and due <= $4", rowSent, rowFailed, s.now().UnixMicro())
		return err
	})
}

// tryTarget sends a trial message to one target at once.
func (s *Server) tryTarget(ctx context.Context, actor *casework.Actor, id string) (*web.Receipt, error) {
	t, err := s.managedTarget(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	var o notify.Outcome
	if t.Type.Streams() {
		o = s.out.notifier.TryStream(ctx, t.Target, "trial-"+newKey())
	} else {
		o = s.deliver(ctx, t, notify.Message{ID: "trial-" + newKey(), Kind: notify.Trial, At: s.now(), Path: "/settings"})
	}
	if o.State == notify.Done {
		if err := s.keepCircuit(ctx, id, notify.Circuit{}); err != nil {
			return nil, err
		}
		return &web.Receipt{Says: "The trial message got through."}, nil
	}
	s.log.WarnContext(ctx, "a trial message did not get through", "target", id, "reason", string(o.Reason), "error", o.Err)
	return nil, &muster.Error{Code: muster.CodeConflict, Message: "The trial message did not get through: " + reasonWord(o.Reason) + ".", Hint: "Correct the target and try again. Nothing else was changed."}
}

// managedTarget is a target for who may manage webhooks.
func (s *Server) managedTarget(ctx context.Context, actor *casework.Actor, id string) (*target, error) {
	if err := s.desk.May(ctx, actor, casework.WebhooksManage, ""); err != nil {
		return nil, err
	}
	targets, err := s.targets(ctx)
	if err != nil {
		return nil, err
	}
	if targets[id] == nil {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no such target.", Hint: "Open the settings again."}
	}
	return targets[id], nil
}

// replay puts what was set aside for a target in line again.
func (s *Server) replay(ctx context.Context, actor *casework.Actor, id string) (*web.Receipt, error) {
	n, err := s.sendAgain(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return &web.Receipt{Says: report.Count(n, "message is", "messages are") + " on the way again."}, nil
}

func (s *Server) sendAgain(ctx context.Context, actor *casework.Actor, id string) (int, error) {
	if _, err := s.managedTarget(ctx, actor, id); err != nil {
		return 0, err
	}
	var n int64
	err := s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) (err error) {
		if n, err = tx.Exec("update server_jobs set kind = $3, tries = 0, failure = '', due = $4, leased = 0 where organisation = $1 and kind = $2 and holder = $5", rowFailed, rowMessage, s.now().UnixMicro(), id); err != nil {
			return err
		}
		body, err := json.Marshal(notify.Circuit{})
		if err != nil {
			return err
		}
		return putRow(tx, "target "+id, rowTarget, body)
	})
	return int(n), err
}

// targetStanding is how a target stands in words, with what waits and what was
// set aside.
type targetStanding struct {
	says            string
	well            bool
	waiting, failed int
}

func (s *Server) standingOf(ctx context.Context, id string) (targetStanding, error) {
	out := targetStanding{says: "Nothing was sent yet", well: true}
	c, err := s.circuit(ctx, id)
	if err != nil {
		return out, err
	}
	var sent int
	var why string // of one that was set aside
	err = s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		return tx.QueryRow("select coalesce(sum(case when kind = $3 then 1 else 0 end), 0), coalesce(sum(case when kind = $4 then 1 else 0 end), 0), coalesce(sum(case when kind = $5 then 1 else 0 end), 0), coalesce(max(case when kind = $4 then failure else '' end), '') from server_jobs where organisation = $1 and holder = $2",
			id, rowMessage, rowFailed, rowSent).Scan(&out.waiting, &out.failed, &sent, &why)
	})
	switch {
	case c.Off:
		out.says, out.well = "The other side wants nothing more", false
	case c.Failures > 0:
		out.says, out.well = "Failing since "+c.Since.UTC().Format("2 January 2006 15:04")+" UTC: "+reasonWord(c.Reason), false
	case sent == 0 && out.failed > 0: // such as an address that leads on to another: each message is refused for good at once
		out.says, out.well = "Nothing got through: "+reasonWord(notify.Reason(why)), false
	case sent > 0:
		out.says = report.Count(sent, "message", "messages") + " delivered in the last 30 days"
	}
	return out, err
}

// reasonWord says why a try failed.
func reasonWord(r notify.Reason) string {
	if w, ok := map[notify.Reason]string{
		notify.ReasonTarget: "the target is not set as it must be", notify.ReasonSecret: "a file with a secret cannot be read", notify.ReasonForbidden: "the address is not allowed",
		notify.ReasonCertificate: "the certificate is not trusted", notify.ReasonUnreachable: "no connection", notify.ReasonTimeout: "no answer in time", notify.ReasonCredentials: "the secret is not accepted",
		notify.ReasonBusy: "the other side is busy", notify.ReasonTheirs: "the other side failed", notify.ReasonRejected: "the other side does not accept it", notify.ReasonGone: "the other side wants nothing more",
	}[r]; ok {
		return w
	}
	return strings.ReplaceAll(string(r), "_", " ")
}
