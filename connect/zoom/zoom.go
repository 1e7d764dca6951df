// Package zoom reads who was in a meeting and how well the line held, from
// Zoom's webhooks, its reports and its dashboard. Recordings and chats are never
// looked at.
package zoom

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "zoom", Title: "Zoom", Feeds: []muster.Kind{muster.KindAttendance}, Mine: mine, Read: read, Verify: verify, Challenge: challenge, Fetch: fetch,
		Login: &connect.Login{URL: "https://zoom.us/oauth/token", Grant: "account_credentials", Basic: true, Form: []string{"account_id"}},
	}
}

// verify checks Zoom's signature of version 0, which carries its time.
func verify(secret []byte, header http.Header, body []byte, now time.Time) error {
	stamp := header.Get("X-Zm-Request-Timestamp")
	signature, ok := strings.CutPrefix(header.Get("X-Zm-Signature"), "v0=")
	if !ok {
		return connect.ErrSignature
	}
	if err := connect.Signed(secret, signature, []byte("v0:"+stamp+":"), body); err != nil {
		return err
	}
	return connect.Fresh(stamp, now)
}

// challenge answers the question Zoom asks when an address is entered, and again
// every three days: a word of its own under the secret.
func challenge(secret []byte, _ http.Header, body []byte) (map[string]any, bool) {
	r, err := connect.Parse(body)
	if err != nil || r.Text("event") != "endpoint.url_validation" {
		return nil, false
	}
	plain := r.Text("payload.plainToken")
	return map[string]any{"plainToken": plain, "encryptedToken": connect.Sign(secret, []byte(plain))}, true
}

func mine(r *connect.Record) bool {
	return r.Has("event", "payload.object") && (r.Has("event_ts") || strings.HasPrefix(r.Text("event"), "meeting.")) ||
		r.Has("join_time") && (r.Has("user_name") || r.Has("name") || r.Has("user_qos")) || r.Has("user_qos", "user_name") || r.Has("operation_detail", "operator", "category_type")
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	if r.Has("operation_detail") {
		return true // administrators' acts
	}
	if r.Has("payload.object") {
		return pushed(r, emit)
	}
	at := r.Time("join_time")
	if at.IsZero() {
		return false
	}
	s := &muster.Signal{
		System: "zoom", At: at, Account: r.Text("user_email", "email"), Event: r.Text("participant_uuid", "id", "user_id") + "/" + r.Text("join_time"),
		Origin: muster.Origin{IP: muster.Network(connect.Host(r.Text("ip_address"))), System: connect.SystemOf(r.Text("device"))},
	}
	s.Data = &muster.Met{
		Meeting: muster.Text(r.Text("meeting_id", "meeting_uuid")), Until: r.Time("leave_time"), Shown: muster.PersonName(connect.Cut(r.Text("user_name", "name"))),
		Camera: connect.Cut(r.Text("camera")), Microphone: connect.Cut(r.Text("microphone")), Latency: latency(r),
	}
	emit(s)
	return true
}

// latency is the largest of the average latencies of the minutes, of sound as
// it left the person's side.
func latency(r *connect.Record) int32 {
	var most int32
	r.Each("user_qos", func(minute *connect.Record) {
		most = max(most, milliseconds(minute.Text("audio_output.avg_latency", "audio_output.latency", "audio_input.latency")))
	})
	return most
}

// milliseconds reads "212 ms", or nothing.
func milliseconds(s string) int32 {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "ms"))
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n > 0 && n < 1e6) {
		return 0
	}
	return int32(n)
}

// pushed reads the webhooks of people joining and leaving. Only leaving gives a
// stay: it states neither camera nor line.
func pushed(r *connect.Record, emit func(*muster.Signal)) bool {
	if r.Text("event") != "meeting.participant_left" {
		return r.Text("event") != ""
	}
	p := "payload.object.participant."
	left := r.Time(p+"leave_time", "event_ts")
	if left.IsZero() {
		return false
	}
	at := r.Time(p + "join_time")
	if at.IsZero() {
		at = left
	}
	emit(&muster.Signal{
		System: "zoom", At: at, Account: r.Text(p+"email", p+"user_id"), Event: r.Text(p+"participant_uuid", p+"user_id") + "/" + r.Text(p+"leave_time", "event_ts"),
		Origin: muster.Origin{IP: muster.Network(r.Text(p + "public_ip"))},
		Data:   &muster.Met{Meeting: muster.Text(r.Text("payload.object.id", "payload.object.uuid")), Until: left, Shown: muster.PersonName(connect.Cut(r.Text(p + "user_name")))},
	})
	return true
}
