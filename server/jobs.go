package server

import (
	"context"
	"net/url"
	"time"

	"muster/casework"
	"muster/notify"
	"muster/store"
)

// job is something done now and then by one of the servers that share a
// database.
type job struct {
	id    string
	every time.Duration
	do    func(context.Context) error
}

// jobs lists them. Each may be done again after a crash without harm.
func (s *Server) jobs() []job {
	return []job{
		{"escalations", time.Minute, func(ctx context.Context) error { _, err := s.desk.Lapse(ctx); return err }},
		{"sessions", 10 * time.Minute, s.sweepSessions},
		{"retention", 6 * time.Hour, func(ctx context.Context) error { _, err := s.desk.ApplyRetention(ctx); return err }},
		{"reminders", 10 * time.Minute, s.remind},
		{"outbox", 0, s.enqueue},
		{"stream", streamLag, s.stream},
		{"messages", 6 * time.Hour, s.sweepMessages},
		{"streams", 6 * time.Hour, s.tidyStreams},
		{"regroup", 15 * time.Minute, s.regroup},
	}
}

// leaseTime is how long a server may take for a job before another takes it
// over. A server that dies holds a job no longer than this.
const leaseTime = 10 * time.Minute

// takeBack ends what a server held that died on this database, where nobody else
// can have it open: a file has one server. On a database server its time runs out.
func (s *Server) takeBack(ctx context.Context) error {
	if s.lock == nil {
		return nil
	}
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("update server_jobs set leased = 0 where organisation = $1 and leased > 0")
		return err
	})
}

// clocks does every job that is due and that nobody else has.
func (s *Server) clocks(ctx context.Context) error {
	for _, j := range s.jobs() {
		until, err := s.lease(ctx, j.id)
		if err != nil {
			return err
		}
		if until == 0 {
			continue
		}
		failure := j.do(ctx)
		if err := s.release(context.WithoutCancel(ctx), j, until, failure); err != nil {
			return err
		}
		if failure != nil {
			s.log.Error("job failed", "job", j.id, "error", failure)
		}
		s.counters.jobs.Add(1)
	}
	return s.dispatch(ctx)
}

// endingSoon is how long before its end a clock is told of.
const endingSoon = 12 * time.Hour

// remind lays out messages for clocks that run out: checks due, escalations
// that end, gates where people wait. Each is told once for each target.
func (s *Server) remind(ctx context.Context) error {
	targets, err := s.targets(ctx)
	if err != nil || len(targets) == 0 {
		return err
	}
	due, err := s.desk.Ending(ctx, s.now().Add(endingSoon))
	if err != nil {
		return err
	}
	waits, err := s.gatesWaiting(ctx)
	if err != nil {
		return err
	}
	runs, err := s.payRunsWaiting(ctx)
	if err != nil {
		return err
	}
	waits = append(waits, runs...)
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		for i := range waits {
			if err := put(tx, targets, waits[i], s.now()); err != nil {
				return err
			}
		}
		for _, d := range due {
			kind := map[string]notify.Kind{casework.EndingCheck: notify.CheckDue, casework.EndingEscalation: notify.EscalationEnding, casework.EndingComplaint: notify.ComplaintArrived, casework.EndingNotice: notify.NoticeEnding}[d.What]
			if err := put(tx, targets, reminder(kind, d.ID, d.Subject, s.now(), d.Due, "/people/"+url.PathEscape(string(d.Subject))), s.now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// lease takes a job that is due and held by nobody, and returns until when it
// is held; 0 when it is not. A job nobody has heard of is due at once.
func (s *Server) lease(ctx context.Context, id string) (until int64, err error) {
	now := s.now()
	waiting := 0
	err = s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		return tx.QueryRow("select count(*) from server_jobs where organisation = $1 and id = $2 and (due > $3 or leased > $3)", id, now.UnixMicro()).Scan(&waiting)
	})
	if err != nil || waiting > 0 {
		return 0, err
	}
	err = s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		until = 0
		if _, err := tx.Exec("insert into server_jobs (organisation, id, kind, body, due, leased, holder, tries, failure) values ($1, $2, $2, $3, 0, 0, '', 0, '') on conflict (organisation, id) do nothing", id, []byte{}); err != nil {
			return err
		}
		n, err := tx.Exec("update server_jobs set leased = $3, tries = tries + 1 where organisation = $1 and id = $2 and due <= $4 and leased <= $4",
			id, now.Add(leaseTime).UnixMicro(), now.UnixMicro())
		if n == 1 {
			until = now.Add(leaseTime).UnixMicro()
		}
		return err
	})
	return until, err
}

// release gives a job back: due again after its time, or sooner when it failed.
// A job that took so long that another server has it by now is that one's.
func (s *Server) release(ctx context.Context, j job, until int64, failure error) error {
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		if failure == nil {
			_, err := tx.Exec("update server_jobs set leased = 0, tries = 0, failure = '', due = $3 where organisation = $1 and id = $2 and leased = $4", j.id, s.now().Add(j.every).UnixMicro(), until)
			return err
		}
		var tries int64
		if err := tx.QueryRow("select tries from server_jobs where organisation = $1 and id = $2", j.id).Scan(&tries); err != nil {
			return err
		}
		wait := min(time.Second<<min(tries, 10), j.every)
		_, err := tx.Exec("update server_jobs set leased = 0, failure = $3, due = $4 where organisation = $1 and id = $2 and leased = $5", j.id, failure.Error(), s.now().Add(wait).UnixMicro(), until)
		return err
	})
}
