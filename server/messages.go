package server

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/notify"
	"muster/store"
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
	guard, err := s.guard(0, 0)
	if err != nil {
		return nil, err
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

// lookTime bounds how long a form waits for a name server.
const lookTime = 3 * time.Second

// mayCall refuses an address that messages would not be sent to: one inside the
// own network that messages.allow does not name, by itself or by what its name
// leads to now. What a name leads to later is looked at with each message.
func (s *Server) mayCall(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return nil // told by the act itself
	}
	guard, err := s.guard(0, 0)
	if err != nil {
		return err
	}
	if err = guard.CheckURL(u); err == nil {
		ctx, stop := context.WithTimeout(ctx, lookTime)
		defer stop()
		err = guard.Look(ctx, u.Hostname())
	}
	if err != nil {
		return &muster.Error{Code: muster.CodeUsage, Message: "url: " + err.Error(), Hint: "if it is a system of your own, whoever looks after the server names it under messages.allow first", Err: err}
	}
	return nil
}

// roots are the issuers trusted for what goes out, nil for the system's alone.
func (s *Server) roots() (*x509.CertPool, error) {
	return issuers("messages.roots", s.config.Messages.Roots)
}

// target is where one message goes: a target of the configuration, or a webhook
// with the secrets it is signed with.
type target struct {
	TargetConfig
	keys []string
}

// wants reports whether a target is told of a kind. People in front of gates
// are many: only a target that names the kind is told of each.
func (t *target) wants(k notify.Kind) bool {
	return !t.Type.Streams() && (len(t.Events) == 0 && k != notify.GateWaiting || slices.Contains(t.Events, k))
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
	case "stepup.appeal":
		m.Kind, m.Path = notify.ComplaintArrived, "/accounts/stepups/"+a.Made
	case "stepup.ask":
		m.Kind, m.Path = notify.CheckDue, person
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

// gatesWaiting are messages for people in front of a gate whose checks are not
// done: those whom the day's page lists first. Each is told once for a gate.
func (s *Server) gatesWaiting(ctx context.Context) ([]notify.Message, error) {
	f := assess.Filter{Levels: []muster.Level{muster.Verify, muster.Escalate}, Limit: maxGatesLooked}
	rows := s.live.now().List(&f).Rows
	all, err := s.desk.GatesOf(ctx, theProgram(), idsOf(rows))
	if err != nil {
		return nil, err
	}
	var out []notify.Message
	for i := range rows {
		r := &rows[i]
		g := s.nextGate(all[r.Subject], r)
		if g == nil || g.Met || r.Status == muster.StatusLeaver {
			continue
		}
		out = append(out, notify.Message{ID: onceFor("gate", string(g.Gate), string(r.Subject)), Kind: notify.GateWaiting, Subject: r.Subject, At: s.now(), Path: "/people/" + url.PathEscape(string(r.Subject))})
	}
	return out, nil
}

// theProgram is the program itself where it lists people for its own messages,
// which name nobody.
func theProgram() *casework.Actor {
	return &casework.Actor{Name: "the program", Grants: []casework.Grant{{Role: casework.HRLead}}}
}

// onceFor is the id of a message that is sent once about something.
func onceFor(kind string, about ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(about, "\x00")))
	return kind + "-" + hex.EncodeToString(sum[:16])
}

// newsOfPay is how old a change of bank details is at most of which a message goes
// out: a history that is brought in whole is no news.
const newsOfPay = 31 * 24 * time.Hour

// payAdvice lays out messages about accounts that should be confirmed before
// the next pay run, once for each finding, and for each change that none is about.
func (s *Server) payAdvice(ctx context.Context, found []*assess.Answer) error {
	var list []notify.Message
	live, since := s.live.now(), dateOf(s.now().Add(-newsOfPay))
	for _, a := range found {
		told := false
		for i := range a.Findings {
			if f := &a.Findings[i]; f.Scored && (f.Family == muster.FamilyBank || f.Flag == sharedAccount) {
				told = true
				list = append(list, notify.Message{ID: onceFor("pay", f.Key.String()), Kind: notify.PayAdvice, Subject: a.ID, At: s.now(), Path: "/payroll"})
			}
		}
		if r, ok := live.Row(a.ID); ok && !told && !r.BankWaits.IsZero() && !r.BankWaits.Before(since) {
			list = append(list, notify.Message{ID: onceFor("pay", string(a.ID), r.BankWaits.ISO()), Kind: notify.PayAdvice, Subject: a.ID, At: s.now(), Path: "/payroll"})
		}
	}
	return s.announce(ctx, list...)
}

// announce lays messages out for the targets that want them.
func (s *Server) announce(ctx context.Context, list ...notify.Message) error {
	if len(list) == 0 || s.out == nil {
		return nil
	}
	targets, err := s.targets(ctx)
	if err != nil || len(targets) == 0 {
		return err
	}
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		for i := range list {
			if err := put(tx, targets, list[i], s.now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// reminder is a message that a clock causes and no act.
func reminder(kind notify.Kind, about string, subject muster.SubjectID, now, due time.Time, path string) notify.Message {
	return notify.Message{ID: clip(about, 64), Kind: kind, Subject: subject, At: now, Due: due, Path: path}
}

func clip(s string, most int) string { return s[:min(len(s), most)] }
