package server

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"muster"
)

// bounds are those of the histogram of answers, in seconds.
var bounds = [...]float64{0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10}

// counters are what the metrics say. They name nobody and no path of a person.
type counters struct {
	mu       sync.Mutex
	requests map[string]int64 // by method and class of status
	seconds  float64
	within   [len(bounds)]int64 // requests answered within each bound
	total    int64
	assessed atomic.Int64
	refused  atomic.Int64
	jobs     atomic.Int64
	acts     atomic.Int64
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what is below.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// observe counts requests and writes a line for each, without query, which may
// hold names and tokens, and without the ids of people.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		one := &statusWriter{w, http.StatusOK}
		next.ServeHTTP(one, r)
		took := time.Since(start)
		s.counters.mu.Lock()
		if s.counters.requests == nil {
			s.counters.requests = map[string]int64{}
		}
		method := r.Method
		if !slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodPost}, method) {
			method = "other" // whoever asks must not make up series
		}
		s.counters.requests[method+" "+strconv.Itoa(one.status/100)+"xx"]++
		s.counters.seconds += took.Seconds()
		s.counters.total++
		for i, bound := range bounds {
			if took.Seconds() <= bound {
				s.counters.within[i]++
			}
		}
		s.counters.mu.Unlock()
		s.log.DebugContext(r.Context(), "request", "method", r.Method, "status", one.status, "ms", took.Milliseconds())
	})
}

// metrics answers Prometheus.
func (s *Server) metrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	line := func(name, kind, help string, value any) {
		fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n%s %v\n", name, help, name, kind, name, value)
	}
	s.counters.mu.Lock()
	fmt.Fprintln(w, "# HELP muster_requests_total Requests answered.\n# TYPE muster_requests_total counter")
	for _, key := range slices.Sorted(maps.Keys(s.counters.requests)) {
		method, class, _ := strings.Cut(key, " ")
		fmt.Fprintf(w, "muster_requests_total{method=%q,status=%q} %d\n", method, class, s.counters.requests[key])
	}
	fmt.Fprintln(w, "# HELP muster_request_seconds Time spent answering.\n# TYPE muster_request_seconds histogram")
	for i, bound := range bounds {
		fmt.Fprintf(w, "muster_request_seconds_bucket{le=\"%v\"} %d\n", bound, s.counters.within[i])
	}
	fmt.Fprintf(w, "muster_request_seconds_bucket{le=\"+Inf\"} %d\nmuster_request_seconds_sum %v\nmuster_request_seconds_count %d\n", s.counters.total, s.counters.seconds, s.counters.total)
	s.counters.mu.Unlock()
	line("muster_started_seconds", "gauge", "When this server started, in seconds since 1970.", s.started.Unix())
	line("muster_assessed_total", "counter", "People looked at again.", s.counters.assessed.Load())
	line("muster_acts_total", "counter", "Acts that took effect.", s.counters.acts.Load())
	line("muster_signins_refused_total", "counter", "Sign-ins refused.", s.counters.refused.Load())
	line("muster_jobs_total", "counter", "Jobs done.", s.counters.jobs.Load())
	live := s.live.now()
	line("muster_sequence", "gauge", "Number of the last observation taken in.", live.Seq())
	line("muster_stale_people", "gauge", "People who wait to be looked at again.", live.Stale())
	fmt.Fprintln(w, "# HELP muster_people People on record, by level.\n# TYPE muster_people gauge")
	counts := live.Count()
	for _, level := range []muster.Level{muster.Clear, muster.Verify, muster.Escalate} {
		fmt.Fprintf(w, "muster_people{level=%q} %d\n", level, counts[level])
	}
}

// serveMetrics answers on the loopback address of the metrics, where one is set.
func (s *Server) serveMetrics(failed chan<- error) (*http.Server, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", s.metrics)
	mux.HandleFunc("GET /healthz", s.health)
	one := &http.Server{Handler: s.local(mux), ReadHeaderTimeout: headerTime, WriteTimeout: time.Minute}
	if s.config.Metrics == "" {
		return one, nil
	}
	l, err := net.Listen("tcp", s.config.Metrics)
	if err != nil {
		return nil, &muster.Error{Code: muster.CodeConflict, Message: "the address " + s.config.Metrics + " of the metrics cannot be used: " + err.Error(), Hint: "name another with --metrics, or '' for none", Err: err}
	}
	go func() {
		if err := one.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	return one, nil
}
