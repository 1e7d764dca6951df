package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"muster"
	"muster/internal/outward"
)

// The bounds of a batch: those of the narrowest target, the Logs Ingestion
// API, which takes 1 MB at once.
const (
	MaxBatch      = 200       // findings in one call of Stream
	maxBatchBytes = 900 << 10 // of their events
)

// Stream tries once to bring findings to a target that takes them. A batch
// arrives as a whole or is tried again as a whole: the SIEM recognises an event
// it had by metadata.uid.
func (n *Notifier) Stream(ctx context.Context, t Target, batch []Detection, names Pseudonyms) Outcome {
	if len(batch) > MaxBatch {
		return permanent(ReasonTarget, fmt.Errorf("%d findings in one batch, more than %d", len(batch), MaxBatch))
	}
	secrets, o := n.prepare(&t, true)
	if o.State != Done || len(batch) == 0 {
		return o
	}
	events := make([]json.RawMessage, 0, len(batch))
	total := 0
	for i := range batch {
		e, err := n.event(&batch[i], names)
		if err != nil {
			return permanent(ReasonTarget, err)
		}
		b, err := json.Marshal(e)
		if err != nil {
			return permanent(ReasonTarget, err)
		}
		events = append(events, b)
		total += len(b)
	}
	if total > maxBatchBytes {
		return permanent(ReasonTarget, fmt.Errorf("the batch has %d bytes, more than %d: send fewer at once", total, maxBatchBytes))
	}
	return n.hand(ctx, &t, secrets, batch, events)
}

// TryStream tries once to bring a trial event to a target that takes findings:
// an event of OCSF's base class that is about nobody. Done means that the target
// took it as it takes findings.
func (n *Notifier) TryStream(ctx context.Context, t Target, id string) Outcome {
	secrets, o := n.prepare(&t, true)
	if o.State != Done {
		return o
	}
	d := Detection{ID: id, At: n.config.Now(), Finding: &muster.Finding{}}
	event, err := n.trialEvent(&d)
	if err != nil {
		return permanent(ReasonTarget, err)
	}
	return n.hand(ctx, &t, secrets, []Detection{d}, []json.RawMessage{event})
}

// hand brings events to a target of any type.
func (n *Notifier) hand(ctx context.Context, t *Target, secrets []secret, batch []Detection, events []json.RawMessage) Outcome {
	switch t.Type {
	case TypeSplunk:
		return n.splunk(ctx, t, secrets, batch, events)
	case TypeSentinel:
		return n.sentinel(ctx, t, secrets, batch, events)
	case TypeSyslog:
		return n.syslog(ctx, t, batch, events)
	}
	return n.file(t, events)
}

// splunkEvent is an event for the HTTP Event Collector; several follow each
// other in one body.
type splunkEvent struct {
	Time       json.Number     `json:"time"` // seconds
	Host       string          `json:"host"`
	Source     string          `json:"source"`
	SourceType string          `json:"sourcetype"`
	Index      string          `json:"index,omitempty"`
	Event      json.RawMessage `json:"event"`
}

func (n *Notifier) splunk(ctx context.Context, t *Target, secrets []secret, batch []Detection, events []json.RawMessage) Outcome {
	var body bytes.Buffer
	for i, event := range events {
		ms := batch[i].At.UnixMilli()
		b, err := json.Marshal(splunkEvent{
			Time: json.Number(fmt.Sprintf("%d.%03d", ms/1000, ms%1000)), Host: n.config.Host, Source: "muster",
			SourceType: "ocsf:detection_finding", Index: t.Index, Event: event,
		})
		if err != nil {
			return permanent(ReasonTarget, err)
		}
		body.Write(append(b, '\n'))
	}
	head := http.Header{"Authorization": {"Splunk " + value(secrets, 0)}}
	answer, o := n.call(ctx, http.MethodPost, strings.TrimRight(t.Address, "/")+"/services/collector/event", "application/json", body.Bytes(), head)
	if o.State != Done {
		return o
	}
	var said struct {
		Code int `json:"code"`
	}
	if err := json.Unmarshal(answer, &said); err != nil || said.Code != 0 {
		return unreadable(o) // something else than a collector answers there
	}
	return o
}

// sentinel sends to the Logs Ingestion API, with a token for the occasion.
func (n *Notifier) sentinel(ctx context.Context, t *Target, secrets []secret, batch []Detection, events []json.RawMessage) Outcome {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {t.User}, "client_secret": {value(secrets, 0)}, "scope": {"https://monitor.azure.com/.default"}}
	answer, o := n.call(ctx, http.MethodPost, t.TokenURL, "application/x-www-form-urlencoded", []byte(form.Encode()), nil)
	if o.State != Done {
		if o.Status == http.StatusBadRequest { // how the token endpoint says that it does not know the client
			o.Reason = ReasonCredentials
		}
		return o
	}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(answer, &token); err != nil || token.AccessToken == "" || !ascii(token.AccessToken) {
		return unreadable(o)
	}
	type row struct {
		TimeGenerated time.Time       `json:"TimeGenerated"`
		UID           string          `json:"Uid"`
		Event         json.RawMessage `json:"Event"`
	}
	rows := make([]row, 0, len(events))
	for i, event := range events {
		rows = append(rows, row{batch[i].At.UTC(), batch[i].ID, event})
	}
	address := strings.TrimRight(t.Address, "/") + "/dataCollectionRules/" + t.Rule + "/streams/" + t.Stream + "?api-version=2023-01-01"
	return n.post(ctx, address, rows, http.Header{"Authorization": {"Bearer " + token.AccessToken}})
}

// syslogFacility is "log audit" of RFC 5424.
const syslogFacility = 13

// syslog sends RFC 5424 messages over TLS, each preceded by its length (RFC
// 5425, RFC 6587). The protocol has no receipts: done means that the bytes were
// handed over and the collector did not object.
func (n *Notifier) syslog(ctx context.Context, t *Target, batch []Detection, events []json.RawMessage) Outcome {
	var body bytes.Buffer
	for i, event := range events {
		line := n.syslogLine(&batch[i], event)
		fmt.Fprintf(&body, "%d %s", len(line), line)
	}
	ctx, stop := context.WithTimeout(ctx, outward.DefaultTimeout)
	defer stop()
	host, _, err := net.SplitHostPort(t.Address)
	if err != nil {
		return permanent(ReasonTarget, errors.New("the address of a collector is host:port"))
	}
	var certificate *tls.Certificate
	if t.Certificate != "" {
		pair, err := tls.LoadX509KeyPair(t.Certificate, t.Certificate)
		if err != nil {
			return retry(ReasonSecret, fmt.Errorf("target %s: client certificate: %w", t.ID, err))
		}
		certificate = &pair
	}
	raw, err := n.dial(ctx, t.Address)
	if err != nil {
		return failed(err)
	}
	defer raw.Close()
	conn, err := n.secure(ctx, raw, host, certificate)
	if err != nil {
		return failed(err)
	}
	if _, err := conn.Write(body.Bytes()); err != nil {
		return failed(err)
	}
	return goodbye(conn)
}

// goodbyeWait is how long a collector has to close its side.
const goodbyeWait = 2 * time.Second

// goodbye ends our side and listens for the other: a collector that refuses our
// certificate says so only after it was sent everything.
func goodbye(conn *tls.Conn) Outcome {
	if err := conn.CloseWrite(); err != nil {
		return failed(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(goodbyeWait)); err != nil {
		return failed(err)
	}
	if _, err := io.Copy(io.Discard, io.LimitReader(conn, 1<<10)); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		return failed(err)
	}
	return done(0, "") // one that keeps its side open took what it was sent
}

// syslogLine is one message of RFC 5424 without structured data: all of it is
// in the event.
func (n *Notifier) syslogLine(d *Detection, event json.RawMessage) string {
	severity := [...]int{6, 6, 5, 4, 3, 3}[d.Finding.Strength] // from informational to error
	return fmt.Sprintf("<%d>1 %s %s muster - finding - %s",
		syslogFacility*8+severity, d.At.UTC().Format("2006-01-02T15:04:05.000Z"), n.config.Host, event)
}
