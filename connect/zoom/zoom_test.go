package zoom_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/connect"
	"muster/connect/connecttest"
	"muster/connect/zoom"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{
		System: zoom.New(), Poll: asked(),
		Push: &connecttest.Push{Stamped: true, Sign: func(secret, body []byte, now time.Time) http.Header {
			stamp := strconv.FormatInt(now.Unix(), 10)
			return http.Header{"X-Zm-Request-Timestamp": {stamp}, "X-Zm-Signature": {"v0=" + connect.Sign(secret, []byte("v0:"+stamp+":"), body)}}
		}},
	})
}

// asked answers as Zoom does: a list of three meetings, then who was in each.
func asked() *connecttest.Poll {
	return &connecttest.Poll{
		Tokens: true,
		Besides: func(w http.ResponseWriter, r *http.Request) bool {
			switch {
			case r.URL.Path == "/v2/metrics/meetings":
				fmt.Fprint(w, `{"next_page_token":"","meetings":[{"uuid":"m/0","end_time":"2026-06-01T09:30:00Z"},{"uuid":"m/1"},{"uuid":"m/2"}]}`)
			case strings.HasSuffix(r.URL.Path, "/qos"):
				w.WriteHeader(http.StatusNotFound)
			default:
				return false
			}
			return true
		},
		Page: func(r *http.Request) int {
			_, rest, _ := strings.Cut(r.URL.Path, "/meetings/m%2F")
			n, err := strconv.Atoi(rest[:1])
			if err != nil {
				return -1
			}
			return n
		},
		Answer: func(w http.ResponseWriter, records []string, _ string, _ int, _ bool) {
			fmt.Fprintf(w, `{"participants":[%s]}`, strings.Join(records, ","))
		},
	}
}

// TestRounds reads a list of two pages and every meeting on it once, with the
// quality of the line beside who was there; begins anew where the token of a next
// page has ended; and asks the next round only about what is new.
func TestRounds(t *testing.T) {
	var about []string
	ended, days := true, []string(nil)
	place := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		switch {
		case r.URL.Path == "/v2/metrics/meetings" && query.Get("next_page_token") == "":
			days = append(days, query.Get("from")+" "+query.Get("to"))
			fmt.Fprint(w, `{"next_page_token":"t1","meetings":[{"uuid":"new","end_time":"2026-06-10T09:30:00Z"},{"uuid":"older","end_time":"2026-06-10T08:00:00Z"}]}`)
		case r.URL.Path == "/v2/metrics/meetings" && ended:
			ended = false
			w.WriteHeader(http.StatusBadRequest)
		case r.URL.Path == "/v2/metrics/meetings":
			fmt.Fprint(w, `{"next_page_token":"","meetings":[{"uuid":"oldest","end_time":"2026-06-01T09:30:00Z"}]}`)
		case strings.HasSuffix(r.URL.Path, "/qos"):
			fmt.Fprint(w, `{"participants":[{"user_id":"7","join_time":"2026-06-10T09:00:00Z","user_qos":[{"audio_output":{"avg_latency":"212 ms"}}]}]}`)
		default:
			about = append(about, strings.Split(r.URL.Path, "/")[4])
			fmt.Fprint(w, `{"participants":[{"user_id":"7","user_name":"Ann Hill","email":"ann@harbour.example","camera":"c","join_time":"2026-06-10T09:00:00Z"}]}`)
		}
	}))
	defer place.Close()
	system := zoom.New()
	from := &connect.Account{Client: place.Client(), URL: place.URL, Secret: "s", Now: time.Date(2026, 6, 10, 10, 0, 0, 0, time.UTC), Since: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	cursor := ""
	round := func() (latencies []int32) {
		for more := true; more; {
			page, err := system.Fetch(t.Context(), from, cursor)
			if err != nil {
				t.Fatal(err)
			}
			for _, raw := range page.Records {
				r, err := connect.Parse(raw)
				if err != nil || !system.Mine(r) {
					t.Fatalf("%v: %s", err, raw)
				}
				system.Read(r, func(s *muster.Signal) { latencies = append(latencies, s.Data.(*muster.Met).Latency) })
			}
			cursor, more = page.Cursor, page.More
		}
		return latencies
	}
	if got := round(); !slices.Equal(got, []int32{212, 212, 212}) {
		t.Errorf("%v", got)
	}
	if want := []string{"new", "older", "oldest"}; !slices.Equal(about, want) {
		t.Errorf("asked about %v, want %v", about, want)
	}
	about = nil
	round()
	if !slices.Equal(about, []string{"new"}) {
		t.Errorf("asked again about %v", about)
	}
	if want := []string{"2026-05-12 2026-06-10", "2026-05-12 2026-06-10", "2026-06-10 2026-06-10"}; !slices.Equal(days, want) {
		t.Errorf("asked of the days %v, want %v", days, want)
	}
}
