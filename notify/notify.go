package notify

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"muster/internal/outward"
)

// Config is what all deliveries have in common.
type Config struct {
	Guard   *outward.Guard   // which addresses may be reached
	Now     func() time.Time // the clock
	Base    string           // address of the app, such as "https://muster.example.org", for links
	Host    string           // name of this installation in syslog, Splunk and e-mail ids, such as "muster.example.org"
	Version string           // of the program
	Zone    *time.Location   // for times people read; nil is UTC
}

// Notifier delivers. It is safe for several goroutines and keeps nothing
// between deliveries.
type Notifier struct {
	config Config
	files  sync.Mutex // one writer at a time to log files
}

// New checks the configuration.
func New(config Config) (*Notifier, error) {
	base, err := url.Parse(config.Base)
	switch {
	case config.Guard == nil || config.Now == nil:
		return nil, errors.New("notify: guard and clock are needed")
	case err != nil || base.Scheme != "https" && base.Scheme != "http" || base.Host == "" || base.RawQuery != "" || base.Fragment != "" || base.User != nil:
		return nil, errors.New("notify: the address of the app must be a URL such as https://muster.example.org")
	case config.Host == "" || !ascii(config.Host) || len(config.Host) > 255 || strings.ContainsAny(config.Host, "<>@"):
		return nil, errors.New("notify: the host must be the installation's name such as muster.example.org")
	}
	config.Base = strings.TrimRight(config.Base, "/")
	config.Zone = cmp.Or(config.Zone, time.UTC)
	return &Notifier{config: config}, nil
}

// Deliver tries once to bring a message to a target that takes messages.
func (n *Notifier) Deliver(ctx context.Context, t Target, m Message) Outcome {
	if err := m.validate(); err != nil {
		return permanent(ReasonTarget, err)
	}
	if m.Once && (t.Type != TypeMail || len(t.To) != 1) {
		return permanent(ReasonTarget, fmt.Errorf("message %s: a one-time link goes by mail to one recipient", m.ID))
	}
	secrets, o := n.prepare(&t, false)
	if o.State != Done {
		return o
	}
	switch t.Type {
	case TypeMail:
		return n.mail(ctx, &t, secrets, &m)
	case TypeSlack:
		return n.post(ctx, value(secrets, 0), n.slack(&m), nil)
	case TypeTeams:
		return n.post(ctx, value(secrets, 0), n.teams(&m), nil)
	case TypeWebhook:
		return n.webhook(ctx, &t, secrets, &m)
	case TypeJira:
		return n.jira(ctx, &t, secrets, &m)
	}
	return n.serviceNow(ctx, &t, secrets, &m)
}

// DeliverSigned is Deliver for a webhook whose secrets the caller holds instead
// of files: one, or while it is rotated two, the new one first.
func (n *Notifier) DeliverSigned(ctx context.Context, t Target, keys []string, m Message) Outcome {
	if err := m.validate(); err != nil {
		return permanent(ReasonTarget, err)
	}
	if _, err := n.url(t.Address); err != nil || t.Type != TypeWebhook || len(keys) == 0 || len(keys) > 2 || len(t.Secrets) > 0 || m.Once {
		return permanent(ReasonForbidden, cmp.Or(err, errors.New("a webhook with one or two secrets of the caller's is wanted")))
	}
	secrets := make([]secret, 0, len(keys))
	for _, k := range keys {
		secrets = append(secrets, secret{k})
	}
	return n.webhook(ctx, &t, secrets, &m)
}

// prepare validates a target and reads its secrets.
func (n *Notifier) prepare(t *Target, streams bool) ([]secret, Outcome) {
	if err := n.Validate(t); err != nil {
		var refused *outward.Refused
		if errors.As(err, &refused) {
			return nil, permanent(ReasonForbidden, err)
		}
		return nil, permanent(ReasonTarget, err)
	}
	if t.Type.Streams() != streams {
		return nil, permanent(ReasonTarget, fmt.Errorf("target %s takes messages or findings, not the other", t.ID))
	}
	secrets, err := secretsOf(t)
	if err != nil {
		// A file may be put in place at any time.
		return nil, retry(ReasonSecret, err)
	}
	return secrets, Outcome{State: Done}
}

// post sends JSON to an address and takes any 2xx for success.
func (n *Notifier) post(ctx context.Context, address string, body any, header http.Header) Outcome {
	b, err := json.Marshal(body)
	if err != nil {
		return permanent(ReasonTarget, err)
	}
	_, o := n.call(ctx, http.MethodPost, address, "application/json", b, header)
	return o
}

// call makes one request. The answer's body is returned with 2xx only.
func (n *Notifier) call(ctx context.Context, method, address, form string, body []byte, header http.Header) ([]byte, Outcome) {
	if _, err := n.url(address); err != nil {
		return nil, permanent(ReasonForbidden, err)
	}
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(string(body)))
	if err != nil {
		return nil, permanent(ReasonTarget, errors.New("the address cannot be requested"))
	}
	for name, values := range header {
		req.Header[name] = values
	}
	if len(body) > 0 {
		req.Header.Set("Content-Type", form)
	}
	req.Header.Set("User-Agent", "Muster")
	resp, err := n.config.Guard.Client().Do(req)
	if err != nil {
		return nil, failed(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	o := n.judge(resp)
	if o.State != Done {
		return nil, o
	}
	if err != nil && !errors.Is(err, outward.ErrTooLarge) {
		return nil, failed(err)
	}
	return answer, o
}

// judge makes an outcome of a status code.
func (n *Notifier) judge(resp *http.Response) Outcome {
	o := Outcome{State: Retry, Status: resp.StatusCode, RetryAfter: retryAfter(resp.Header.Get("Retry-After"), n.config.Now()),
		Err: fmt.Errorf("the other side answered with status %d", resp.StatusCode)}
	switch code := resp.StatusCode; {
	case code >= 200 && code < 300:
		return done(code, "")
	case code == http.StatusGone:
		o.State, o.Reason = Permanent, ReasonGone
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		o.State, o.Reason = Permanent, ReasonCredentials
	case code == http.StatusTooManyRequests || code == http.StatusTooEarly:
		o.Reason = ReasonBusy
	case code == http.StatusRequestTimeout:
		o.Reason = ReasonTimeout
	case code >= 500 && code != http.StatusNotImplemented:
		o.Reason = ReasonTheirs
	default: // a redirect is an answer too: the address should be corrected
		o.State, o.Reason = Permanent, ReasonRejected
	}
	return o
}

// failed makes an outcome of an error on the way. The address that a url.Error
// quotes is left out, because it may be a secret.
func failed(err error) Outcome {
	if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	var (
		refused  *outward.Refused
		untested *tls.CertificateVerificationError
		unknown  x509.UnknownAuthorityError
		other    x509.HostnameError
		slow     net.Error
		said     *net.OpError
	)
	switch {
	case errors.As(err, &refused):
		return permanent(ReasonForbidden, err)
	case errors.As(err, &untested), errors.As(err, &unknown), errors.As(err, &other),
		errors.As(err, &said) && said.Op == "remote error": // how crypto/tls reports the other side's alert
		// Worth other tries: certificates run out and are renewed.
		return retry(ReasonCertificate, err)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return retry(ReasonTimeout, err)
	}
	return retry(ReasonUnreachable, err)
}
