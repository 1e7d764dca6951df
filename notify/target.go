package notify

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
)

// Type says what stands at a target.
type Type string

// The types of target.
const (
	TypeMail       Type = "mail"
	TypeSlack      Type = "slack"
	TypeTeams      Type = "teams"
	TypeWebhook    Type = "webhook" // Standard Webhooks
	TypeJira       Type = "jira"
	TypeServiceNow Type = "servicenow"
	TypeSplunk     Type = "splunk"   // HTTP Event Collector
	TypeSentinel   Type = "sentinel" // Logs Ingestion API
	TypeSyslog     Type = "syslog"   // RFC 5424 over TLS
	TypeFile       Type = "file"     // JSON lines
)

// Streams reports whether targets of this type take findings (Stream) instead
// of messages (Deliver).
func (t Type) Streams() bool {
	return slices.Contains([]Type{TypeSplunk, TypeSentinel, TypeSyslog, TypeFile}, t)
}

// Target is where messages or findings go. It is data the administrator enters
// and holds no secret, only the names of files with secrets.
type Target struct {
	ID      string   `json:"id" yaml:"id"`
	Type    Type     `json:"type" yaml:"type"`
	Address string   `json:"address,omitempty" yaml:"address"` // URL; host:port for mail and syslog; empty for Slack and Teams, whose URL is their secret
	User    string   `json:"user,omitempty" yaml:"user"`       // mail, Jira in the cloud, ServiceNow; the client id for Sentinel
	Secrets []string `json:"secrets,omitempty" yaml:"secrets"` // files; a webhook has one or, while it is rotated, two, the new one first

	From     string   `json:"from,omitempty" yaml:"from"`         // mail: sender
	To       []string `json:"to,omitempty" yaml:"to"`             // mail: recipients, at most 50
	Implicit bool     `json:"implicit,omitempty" yaml:"implicit"` // mail: TLS from the first byte instead of STARTTLS

	Project string `json:"project,omitempty" yaml:"project"` // Jira: project key; ServiceNow: table, "task" when empty
	Issue   string `json:"issue,omitempty" yaml:"issue"`     // Jira: issue type, "Task" when empty; ServiceNow: assignment group
	Cloud   bool   `json:"cloud,omitempty" yaml:"cloud"`     // Jira: the vendor's cloud, not a data centre

	Index    string `json:"index,omitempty" yaml:"index"`         // Splunk
	Rule     string `json:"rule,omitempty" yaml:"rule"`           // Sentinel: immutable id of the data collection rule
	Stream   string `json:"stream,omitempty" yaml:"stream"`       // Sentinel: Custom-NAME
	TokenURL string `json:"token_url,omitempty" yaml:"token_url"` // Sentinel: the tenant's token endpoint

	Certificate string `json:"certificate,omitempty" yaml:"certificate"` // syslog: PEM file with a client certificate and its key

	Path string `json:"path,omitempty" yaml:"path"` // file
	Size int64  `json:"size,omitempty" yaml:"size"` // file: bytes before it is rotated; 0 is 64 MiB
	Keep int    `json:"keep,omitempty" yaml:"keep"` // file: rotated files kept; 0 is 7
}

var (
	projectForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{1,79}$`)
	segmentForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
)

// Validate reports what a target lacks, in words for whoever typed it. It does
// not look at the network; secrets are read when something is delivered.
func (n *Notifier) Validate(t *Target) error {
	var err error
	switch t.Type {
	case TypeMail:
		err = n.validateMail(t)
	case TypeSlack, TypeTeams:
		if t.Address != "" {
			err = errors.New("the address of a chat webhook is a secret: put it in a file")
		}
	case TypeSyslog:
		var host string
		if host, _, err = net.SplitHostPort(t.Address); err == nil {
			err = n.config.Guard.CheckHost(host)
		}
	case TypeFile:
		if t.Path == "" {
			err = errors.New("it names no file")
		}
	case TypeWebhook, TypeJira, TypeServiceNow, TypeSplunk:
		_, err = n.url(t.Address)
	case TypeSentinel:
		if _, err = n.url(t.Address); err == nil {
			_, err = n.url(t.TokenURL)
		}
	default:
		err = fmt.Errorf("type %q is not known", t.Type)
	}
	if err == nil {
		err = t.validateFields()
	}
	if err != nil {
		return fmt.Errorf("target %s: %w", t.ID, err)
	}
	return nil
}

func (t *Target) validateFields() error {
	wants := map[Type][2]int{TypeMail: {0, 1}, TypeWebhook: {1, 2}, TypeSyslog: {0, 0}, TypeFile: {0, 0}}
	span, ok := wants[t.Type]
	if !ok {
		span = [2]int{1, 1}
	}
	switch {
	case len(t.Secrets) < span[0] || len(t.Secrets) > span[1]:
		return fmt.Errorf("it names %d files with secrets instead of %d to %d", len(t.Secrets), span[0], span[1])
	case t.Type == TypeJira && !projectForm.MatchString(t.Project):
		return errors.New("the project must be a project's key, such as HR")
	case t.Type == TypeServiceNow && t.Project != "" && !projectForm.MatchString(t.Project):
		return errors.New("the table must be a table's name, such as task")
	case t.Type == TypeSentinel && (!segmentForm.MatchString(t.Rule) || !segmentForm.MatchString(t.Stream)):
		return errors.New("it needs the immutable id of a data collection rule and the name of a stream")
	case t.Size < 0 || t.Keep < 0 || t.Keep > 100:
		return errors.New("size and number of files must not be negative, and at most 100 files are kept")
	}
	return nil
}

func (n *Notifier) validateMail(t *Target) error {
	host, _, err := net.SplitHostPort(t.Address)
	if err != nil {
		return errors.New("the address of a mail server is host:port")
	}
	if err := n.config.Guard.CheckHost(host); err != nil {
		return err
	}
	if len(t.To) == 0 || len(t.To) > 50 {
		return errors.New("mail goes to 1 to 50 recipients")
	}
	for _, s := range append([]string{t.From}, t.To...) {
		if _, err := mailAddress(s); err != nil {
			return err
		}
	}
	return nil
}

// mailAddress reads one address and refuses what could begin a new header.
func mailAddress(s string) (*mail.Address, error) {
	a, err := mail.ParseAddress(s)
	if err != nil || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 127 }) || !ascii(a.Address) {
		return nil, errors.New("an e-mail address is malformed")
	}
	return a, nil
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// url reads an address that requests go to.
func (n *Notifier) url(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the address is not a URL") // the parser would quote it
	}
	if err := n.config.Guard.CheckURL(u); err != nil {
		return nil, err
	}
	return u, nil
}

// maxSecret bounds a file with a secret, in bytes.
const maxSecret = 4 << 10

// secret is a value that no verb of fmt, no logger and no encoder writes out.
type secret struct{ value string }

// Format and MarshalText write a placeholder.
func (secret) Format(f fmt.State, _ rune)   { _, _ = io.WriteString(f, "[secret]") }
func (secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

// secretsOf reads a target's secrets, without the line break at their end.
func secretsOf(t *Target) ([]secret, error) {
	var list []secret
	for i, name := range t.Secrets {
		info, err := os.Stat(name)
		if err != nil {
			return nil, fmt.Errorf("secret %d of target %s cannot be read: %w", i+1, t.ID, err)
		}
		if !info.Mode().IsRegular() || info.Size() > maxSecret {
			return nil, fmt.Errorf("secret %d of target %s is no file of at most %d bytes", i+1, t.ID, maxSecret)
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("secret %d of target %s cannot be read: %w", i+1, t.ID, err)
		}
		b = bytes.TrimRight(b, "\r\n")
		if len(b) == 0 || bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' || r == 127 }) {
			return nil, fmt.Errorf("secret %d of target %s is empty or has more than one line", i+1, t.ID)
		}
		list = append(list, secret{string(b)})
	}
	return list, nil
}

// value returns secret i, or nothing.
func value(list []secret, i int) string {
	if i < len(list) {
		return list[i].value
	}
	return ""
}
