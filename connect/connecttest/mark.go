package connecttest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/connect"
)

// Mark is how a system is told of the one neutral field.
type Mark struct {
	Path   string // behind the address of the account, "" for most
	Mark   connect.Mark
	Answer string   // what the system answers to a change it takes
	Header string   // a header of the request that is looked at
	Put    []string // the request that puts it: method, path with query, header, body
	Take   []string // the request that takes it away
}

// Marks holds what a system writes to the contract: the request as the vendor
// documents it, no word of why, the same request when it is made again, and an
// error for whatever is no success.
func Marks(t *testing.T, system connect.System, cases ...Mark) {
	t.Helper()
	if system.Mark == nil {
		t.Fatal("the system takes no mark")
	}
	for _, c := range cases {
		t.Run(c.Path+c.Mark.Application+c.Mark.Candidate, func(t *testing.T) { c.run(t, &system) })
	}
}

func (c *Mark) run(t *testing.T, system *connect.System) {
	status, answer, got := http.StatusOK, c.Answer, []string(nil)
	place := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		user, _, _ := r.BasicAuth()
		if !strings.Contains(r.Header.Get("Authorization"), password) && user != password {
			t.Error("it comes without the secret")
		}
		got = []string{r.Method, r.URL.RequestURI(), r.Header.Get(c.Header), string(body)}
		if status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "7")
		}
		w.WriteHeader(status)
		fmt.Fprint(w, answer)
	}))
	defer place.Close()
	to := &connect.Account{Client: place.Client(), URL: place.URL + c.Path, Secret: password}
	for _, due := range []bool{true, true, false, false} {
		want := c.Take
		if due {
			want = c.Put
		}
		m := c.Mark
		m.Due = due
		if err := system.Mark(t.Context(), to, &m); err != nil {
			t.Fatalf("due %v: %v", due, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("due %v:\n%s", due, diff)
		}
	}
	var slower *connect.Slower
	for _, one := range []struct {
		status int
		says   func(error) bool
	}{
		{http.StatusUnauthorized, func(err error) bool { return errors.Is(err, connect.ErrRevoked) }},
		{http.StatusForbidden, func(err error) bool { return errors.Is(err, connect.ErrRevoked) }},
		{http.StatusNotFound, func(err error) bool { return errors.Is(err, connect.ErrGone) }},
		{http.StatusTooManyRequests, func(err error) bool { return errors.As(err, &slower) && slower.Seconds == 7 }},
		{http.StatusInternalServerError, func(err error) bool { return err != nil }},
		{http.StatusUnprocessableEntity, func(err error) bool { return err != nil }},
	} {
		status, answer = one.status, "{}"
		if err := system.Mark(t.Context(), to, &c.Mark); !one.says(err) {
			t.Errorf("%d gives %v", one.status, err)
		}
	}
	nobody := connect.Mark{Field: c.Mark.Field, Due: true}
	got = nil
	if err := system.Mark(t.Context(), to, &nobody); !errors.Is(err, connect.ErrGone) || got != nil {
		t.Errorf("a mark of nothing gives %v and asks %v", err, got)
	}
}
