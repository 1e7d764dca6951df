package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/connect"
	"muster/store"
	"muster/web"
)

// WriteBackConfig is where the one neutral field of an applicant system is: see
// docs/connectors.md. It is written only once somebody has switched it on.
type WriteBackConfig struct {
	Field     string `yaml:"field"`      // the field as the system names it; Lever's tag, empty for the usual one
	TokenFile string `yaml:"token_file"` // with what it is written; empty: with what the system is asked
	// Login is for token_file what it is for the system's own; nil: it holds what is sent.
	Login *LoginConfig `yaml:"login"`
	User  string       `yaml:"user"` // the system's user in whose name, where it asks for one
}

// rowMark is the kind of row that holds what stands in an applicant system.
const rowMark = "mark"

// How marks are written.
const (
	markEvery   = 20 * time.Second // between two looks at who has a check due
	markStep    = 50               // in one go
	markTry     = 30 * time.Second // for one
	markGivesUp = 5                // failures one after the other: the rest waits for the next go
)

// markRow is one application, or candidate, and what is said there.
type markRow struct {
	Application string `json:"application,omitempty"`
	Candidate   string `json:"candidate,omitempty"`
	Want        bool   `json:"want"`             // a check is due
	Is          bool   `json:"is"`               // the system says so
	Gone        bool   `json:"gone,omitempty"`   // the system does not know it any more
	Unsure      bool   `json:"unsure,omitempty"` // it was asked to say something else, and nobody knows whether it does
}

// settled reports whether the system says what it should.
func (m *markRow) settled() bool { return (m.Want == m.Is || m.Gone) && !m.Unsure }

// checkWriteBack checks what the configuration says of writing back.
func (c *SystemConfig) checkWriteBack(system *connect.System) error {
	switch {
	case c.WriteBack == nil:
		return nil
	case system.Mark == nil:
		return configError("systems: nothing can be written back to "+c.ID, "docs/connectors.md says which systems take the field")
	case c.URL == "":
		return configError("systems: "+c.ID+" is written back to and has no address", "name url and token_file")
	case c.WriteBack.Field == "" && system.Name != "lever":
		return configError("systems: "+c.ID+" is written back to and names no field", "name it as write_back.field; docs/connectors.md says of which kind")
	case c.WriteBack.Login != nil && c.WriteBack.TokenFile == "":
		return configError("systems: write_back of "+c.ID+" has a login and no secret", "name the client's secret as write_back.token_file")
	}
	return c.WriteBack.Login.check(c.ID, system)
}

// writeBacks looks after the marks of every system that is set up for them, each
// for itself, so that one that hangs holds up no other. It returns when ctx ends.
func (s *Server) writeBacks(ctx context.Context) {
	var all sync.WaitGroup
	for _, id := range s.systems.order {
		c := s.systems.byID[id]
		if c.WriteBack == nil {
			continue
		}
		all.Go(func() {
			tick := time.NewTicker(pollTick)
			defer tick.Stop()
			for {
				if err := s.writeBackDue(ctx, c); err != nil && ctx.Err() == nil {
					s.log.Error("a system could not be written back to", "system", c.ID, "error", err)
				}
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
				}
			}
		})
	}
	all.Wait()
}

// writeBackDue looks after one system's marks when that is due and nobody else does.
func (s *Server) writeBackDue(ctx context.Context, c *connector) error {
	j := job{id: "writeback " + c.ID, every: markEvery}
	until, err := s.lease(ctx, j.id)
	if err != nil || until == 0 {
		return err
	}
	failure := s.writeBackOne(ctx, c)
	return errors.Join(failure, s.release(context.WithoutCancel(ctx), j, until, failure))
}

// writeBackOne lays out what should stand in a system and brings it there.
func (s *Server) writeBackOne(ctx context.Context, c *connector) error {
	if err := s.layOutMarks(ctx, c); err != nil {
		return err
	}
	return s.bringMarks(ctx, c)
}

// layOutMarks compares who has a check due with what was said last.
func (s *Server) layOutMarks(ctx context.Context, c *connector) error {
	choices, err := s.desk.WriteBacks(ctx)
	if err != nil {
		return err
	}
	due := map[muster.SubjectID]bool{}
	if choices[c.ID].On {
		if due, err = s.desk.Checked(ctx); err != nil {
			return err
		}
	}
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		want, err := marksOf(tx, c.system.Name, due)
		if err != nil {
			return err
		}
		rows, err := markRows(tx, c.ID)
		if err != nil {
			return err
		}
		now := s.now().UnixMicro()
		for id, m := range rows {
			_, wanted := want[id]
			delete(want, id)
			switch {
			case m.Want == wanted && (wanted || !m.settled()):
			case !wanted && !m.Is && !m.Unsure:
				err = dropMark(tx, c.ID, id)
			default:
				m.Want = wanted
				err = putMark(tx, c.ID, id, m, now)
			}
			if err != nil {
				return err
			}
		}
		for id, m := range want {
			m.Want = true
			if err := putMark(tx, c.ID, id, m, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// marksOf finds where a system knows people: the applications they have there
// that are neither turned down nor withdrawn.
func marksOf(tx *store.Tx, system string, due map[muster.SubjectID]bool) (map[string]markRow, error) {
	out := map[string]markRow{}
	for who := range due {
		list, _, err := tx.Observations(who)
		if err != nil {
			return nil, err
		}
		for _, o := range standing(list) {
			a, ok := o.Data.(*muster.Application)
			if !ok || o.Source != system || a.Status == muster.ApplicationRejected || a.Status == muster.ApplicationWithdrawn {
				continue
			}
			record, _, _ := strings.Cut(o.Record, againMark)
			if id, is := strings.CutPrefix(record, "application "); is {
				out[record] = markRow{Application: id}
			} else if id, is := strings.CutPrefix(record, "candidate "); is {
				out[record] = markRow{Candidate: id}
			}
		}
	}
	return out, nil
}

func markID(connector, record string) string { return "mark " + connector + " " + record }

// markRows reads what stands of a system's marks, by record.
func markRows(tx *store.Tx, connector string) (map[string]markRow, error) {
	rows, err := tx.Query("select id, body from server_jobs where organisation = $1 and kind = $2 and holder = $3", rowMark, connector)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]markRow{}
	for rows.Next() {
		var id string
		var body []byte
		if err := rows.Scan(&id, &body); err != nil {
			return nil, err
		}
		var m markRow
		if err := json.Unmarshal(body, &m); err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		out[strings.TrimPrefix(id, markID(connector, ""))] = m
	}
	return out, rows.Err()
}

// putMark keeps a mark; it is brought at due.
func putMark(tx *store.Tx, connector, record string, m markRow, due int64) error {
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into server_jobs (organisation, id, kind, body, due, leased, holder, tries, failure) values ($1, $2, $3, $4, $5, 0, $6, 0, '')
		on conflict (organisation, id) do update set body = excluded.body, due = excluded.due, tries = 0, failure = ''`, markID(connector, record), rowMark, body, due, connector)
	return err
}

func dropMark(tx *store.Tx, connector, record string) error {
	_, err := tx.Exec("delete from server_jobs where organisation = $1 and id = $2", markID(connector, record))
	return err
}

// dueMark is a mark to be brought.
type dueMark struct {
	record string
	tries  int
	markRow
}

// bringMarks brings what is due. A mark is noted as unsure before it is tried, so
// that a server that dies in between leaves nothing behind that nobody takes away.
func (s *Server) bringMarks(ctx context.Context, c *connector) error {
	list, err := s.dueMarks(ctx, c)
	if err != nil || len(list) == 0 {
		return err
	}
	failed := 0
	for i := range list {
		m := &list[i]
		failure := s.bringMark(ctx, c, m)
		if ctx.Err() != nil {
			return nil // it is brought again by whoever comes next
		}
		wait, err := s.settleMark(ctx, c, m, failure)
		if err != nil {
			return err
		}
		if failed++; failure == nil {
			failed = 0
		}
		if wait || failed == markGivesUp {
			return nil
		}
	}
	return nil
}

func (s *Server) dueMarks(ctx context.Context, c *connector) (list []dueMark, err error) {
	err = s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		list = nil
		rows, err := tx.Query("select id, tries, body from server_jobs where organisation = $1 and kind = $2 and holder = $3 and due <= $4 order by due, id limit $5", rowMark, c.ID, s.now().UnixMicro(), markStep)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var m dueMark
			var id string
			var body []byte
			if err := rows.Scan(&id, &m.tries, &body); err != nil {
				return err
			}
			if err := json.Unmarshal(body, &m.markRow); err != nil {
				return fmt.Errorf("%s: %w", id, err)
			}
			m.record = strings.TrimPrefix(id, markID(c.ID, ""))
			list = append(list, m)
		}
		return errors.Join(rows.Err(), rows.Close())
	})
	return list, err
}

// bringMark tries one, and once more with another token where tokens are issued
// and this one is not taken.
func (s *Server) bringMark(ctx context.Context, c *connector, m *dueMark) error {
	m.Unsure = true
	if err := s.changeMark(ctx, c, m, s.now(), m.tries+1, ""); err != nil {
		return err
	}
	ctx, done := context.WithTimeout(ctx, markTry)
	defer done()
	what := &connect.Mark{Application: m.Application, Candidate: m.Candidate, Field: c.WriteBack.Field, By: c.WriteBack.User, Due: m.Want}
	for again := true; ; again = false {
		token, err := s.secret(ctx, c, c.writes)
		if err != nil {
			return err
		}
		err = c.system.Mark(ctx, &connect.Account{Client: s.systems.client, URL: c.URL, Secret: token}, what)
		if !again || !c.writes.refused(token, err) {
			return err
		}
	}
}

// settleMark keeps what came of a try, and says whether the system is to be left
// alone for now.
func (s *Server) settleMark(ctx context.Context, c *connector, m *dueMark, failure error) (wait bool, err error) {
	var slower *connect.Slower
	gone := errors.Is(failure, connect.ErrGone)
	switch {
	case (failure == nil || gone) && !m.Want:
		return false, s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error { return dropMark(tx, c.ID, m.record) })
	case failure == nil || gone:
		m.Is, m.Gone, m.Unsure = !gone, gone, false
		return false, s.changeMark(ctx, c, m, time.UnixMicro(never), 0, "")
	case errors.As(failure, &slower):
		return true, s.holdMarks(ctx, c, time.Duration(slower.Seconds)*time.Second, "")
	case errors.Is(failure, connect.ErrRevoked):
		s.log.Error("the token for writing back is not taken", "system", c.ID)
		return true, s.holdMarks(ctx, c, revokedWait, connect.ErrRevoked.Error())
	}
	s.log.Warn("a mark did not get through", "system", c.ID, "error", failure, "try", m.tries+1)
	var why connectorState
	why.fails(s.now(), failure, false)
	return false, s.changeMark(ctx, c, m, s.now().Add(min(time.Second<<min(m.tries+1, 12), mostBackOff)), m.tries+1, why.Failure)
}

// changeMark keeps how far a mark has come. Laying out and bringing are one
// server's in turn, so nothing was laid out anew meanwhile.
func (s *Server) changeMark(ctx context.Context, c *connector, m *dueMark, due time.Time, tries int, failure string) error {
	return s.store.Update(context.WithoutCancel(ctx), s.config.Organisation, func(tx *store.Tx) error {
		body, err := json.Marshal(m.markRow)
		if err != nil {
			return err
		}
		_, err = tx.Exec("update server_jobs set body = $3, due = $4, tries = $5, failure = $6 where organisation = $1 and id = $2", markID(c.ID, m.record), body, due.UnixMicro(), tries, failure)
		return err
	})
}

// holdMarks leaves a system alone for a while.
func (s *Server) holdMarks(ctx context.Context, c *connector, wait time.Duration, failure string) error {
	until := s.now().Add(wait).UnixMicro()
	return s.store.Update(context.WithoutCancel(ctx), s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("update server_jobs set due = $4, failure = $5 where organisation = $1 and kind = $2 and holder = $3 and due < $4", rowMark, c.ID, until, failure)
		return err
	})
}

// switchWriteBack is the act that lets a system be written back to, or no longer.
func (s *Server) switchWriteBack(c *web.SwitchWriteBack) (*doing, error) {
	one := s.systems.byID[c.System]
	if one == nil || one.WriteBack == nil {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "Nothing is set up to be written back to this system.", Hint: "Name the field as write_back in the server's configuration."}
	}
	says := "Switched off. What was written is taken away."
	if c.On {
		says = "Switched on. Applications at which a check is due say so within a minute."
	}
	return &doing{act: &casework.SwitchWriteBack{System: c.System, On: c.On, Reason: c.Reason}, says: says}, nil
}

// writtenBack says how the marks of a system stand, nil where it has none.
func (s *Server) writtenBack(ctx context.Context, c *connector) (*api.WriteBack, error) {
	if c.WriteBack == nil {
		return nil, nil
	}
	choices, err := s.desk.WriteBacks(ctx)
	if err != nil {
		return nil, err
	}
	choice := choices[c.ID]
	out := &api.WriteBack{On: choice.On, By: choice.By, At: choice.At}
	err = s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		out.Marked, out.Waiting, out.Failure = 0, 0, ""
		rows, err := markRows(tx, c.ID)
		if err != nil {
			return err
		}
		for _, m := range rows {
			if m.Is {
				out.Marked++
			}
			if !m.settled() {
				out.Waiting++
			}
		}
		return tx.QueryRow("select coalesce(max(failure), '') from server_jobs where organisation = $1 and kind = $2 and holder = $3 and failure <> ''", rowMark, c.ID).Scan(&out.Failure)
	})
	return out, err
}
