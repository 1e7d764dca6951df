package server

import (
	"cmp"
	"context"
	"crypto/x509"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/casework"
	"muster/internal/outward"
	"muster/notify"
)

// MessagesConfig says where messages and findings go. What stands in a file
// here is the names of files with secrets, never a secret.
type MessagesConfig struct {
	Targets []TargetConfig `yaml:"targets"`
	Allow   []string       `yaml:"allow"` // hosts, addresses and ranges inside the own network that may be reached
	Plain   bool           `yaml:"plain"` // also without TLS, to what Allow names
	Roots   string         `yaml:"roots"` // PEM file of issuers to trust beside the system's
}

// TargetConfig is one target with what it is told.
type TargetConfig struct {
	notify.Target `yaml:",inline"`
	Events        []notify.Kind `yaml:"events"` // kinds of message; empty: all
	Title         string        `yaml:"title"`  // as the settings page calls it
}

// messages is what goes out: by what, and where to.
type messages struct {
	notifier *notify.Notifier
	targets  []TargetConfig
}

// messages makes the notifier and checks the targets of the configuration.
func (s *Server) messages() (*messages, error) {
	c := &s.config.Messages
	var roots *x509.CertPool
	if c.Roots != "" {
		text, err := os.ReadFile(c.Roots)
		if err != nil {
			return nil, configError("messages.roots: "+err.Error(), "name a PEM file of certificates")
		}
		if roots, err = x509.SystemCertPool(); err != nil {
			roots = x509.NewCertPool()
		}
		if !roots.AppendCertsFromPEM(text) {
			return nil, configError("messages.roots: no certificate is in the file", "name a PEM file of certificates")
		}
	}
	guard, err := outward.New(outward.Config{Allow: c.Allow, Plain: c.Plain, Roots: roots})
	if err != nil {
		return nil, configError("messages.allow: "+err.Error(), "write hosts, addresses or ranges such as 10.20.0.0/16")
	}
	base := strings.TrimRight(s.baseAddress(), "/")
	host := "muster"
	if u, err := url.Parse(base); err == nil {
		host = cmp.Or(u.Hostname(), host)
	}
	n, err := notify.New(notify.Config{Guard: guard, Now: s.now, Base: base, Host: host, Version: s.config.Version})
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for i := range c.Targets {
		t := &c.Targets[i]
		if t.ID == "" || len(t.ID) > 40 || seen[t.ID] {
			return nil, configError(fmt.Sprintf("messages.targets: %q is no id of its own", t.ID), "give each target a short id")
		}
		seen[t.ID] = true
		if err := n.Validate(&t.Target); err != nil {
			return nil, configError("messages.targets: "+err.Error(), "see docs/server.md for each type")
		}
	}
	return &messages{notifier: n, targets: c.Targets}, nil
}

// target is where one message goes: a target of the configuration, or a webhook
// with the secrets it is signed with.
type target struct {
	TargetConfig
	keys []string
}

func (t *target) wants(k notify.Kind) bool {
	return !t.Type.Streams() && (len(t.Events) == 0 || slices.Contains(t.Events, k))
}

// targets are the targets of the configuration and the webhooks, by id.
func (s *Server) targets(ctx context.Context) (map[string]*target, error) {
	out := map[string]*target{}
	for _, t := range s.out.targets {
		out[t.ID] = &target{TargetConfig: t}
	}
	hooks, err := s.desk.Webhooks(ctx)
	if err != nil {
		return nil, err
	}
	for i := range hooks {
		h := &hooks[i]
		t := &target{TargetConfig: TargetConfig{Target: notify.Target{ID: h.ID, Type: notify.TypeWebhook, Address: h.URL}}, keys: s.desk.WebhookSecrets(h, s.now())}
		for _, e := range h.Events {
			t.Events = append(t.Events, notify.Kind(e))
		}
		out[h.ID] = t
	}
	return out, nil
}

// deliver tries once.
func (s *Server) deliver(ctx context.Context, t *target, m notify.Message) notify.Outcome {
	if len(t.keys) > 0 {
		return s.out.notifier.DeliverSigned(ctx, t.Target, t.keys, m)
	}
	return s.out.notifier.Deliver(ctx, t.Target, m)
}

// messageOf is what outsiders are told about an act; false for most, which
// concern nobody outside.
func messageOf(a *casework.ActLine) (notify.Message, bool) {
	person := "/people/" + url.PathEscape(string(a.Subject))
	m := notify.Message{ID: fmt.Sprintf("entry-%010d", a.Entry), Subject: a.Subject, At: a.At}
	switch a.Name {
	case "check.request":
		m.Kind, m.Path = notify.CheckDue, person
	case "escalation.open":
		m.Kind, m.Path = notify.EscalationOpened, person
	case "gate.override":
		m.Kind, m.Path = notify.SignatureNeeded, "/today"
	case "case.propose":
		m.Kind, m.Path = notify.SignatureNeeded, "/today"
	case "case.open", "case.readers":
		m.Kind, m.Subject, m.Path = notify.CaseAssigned, "", "/cases"
	case "complaint.open":
		m.Kind, m.Path = notify.ComplaintArrived, person
	case "answer.record":
		m.Kind, m.Path = notify.AnswerArrived, person
	case "policy.publish":
		m.Kind, m.Subject, m.Path = notify.PolicyPublished, "", "/rules"
	default:
		return m, false
	}
	return m, true
}

// reminder is a message that a clock causes and no act.
func reminder(kind notify.Kind, about string, subject muster.SubjectID, now, due time.Time, path string) notify.Message {
	return notify.Message{ID: clip(about, 64), Kind: kind, Subject: subject, At: now, Due: due, Path: path}
}

func clip(s string, most int) string { return s[:min(len(s), most)] }
