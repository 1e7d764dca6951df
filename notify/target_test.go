package notify_test

import (
	"testing"
	"time"

	"muster/internal/outward"
	"muster/notify"
)

func TestConfig(t *testing.T) {
	guard, err := outward.New(outward.Config{})
	if err != nil {
		t.Fatal(err)
	}
	good := notify.Config{Guard: guard, Now: time.Now, Base: "https://muster.example.org", Host: "muster.example.org"}
	if _, err := notify.New(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*notify.Config){
		"no guard":       func(c *notify.Config) { c.Guard = nil },
		"no clock":       func(c *notify.Config) { c.Now = nil },
		"no base":        func(c *notify.Config) { c.Base = "" },
		"script":         func(c *notify.Config) { c.Base = "javascript:alert(1)" },
		"base and query": func(c *notify.Config) { c.Base += "?a=1" },
		"base and user":  func(c *notify.Config) { c.Base = "https://a:b@example.org" },
		"no host":        func(c *notify.Config) { c.Host = "" },
		"host and break": func(c *notify.Config) { c.Host = "a\r\nb" },
		"host and angle": func(c *notify.Config) { c.Host = "a>b" },
	} {
		c := good
		change(&c)
		if _, err := notify.New(c); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// TestTargetsThatLackSomething shows each kind of target as it should be, and
// what is wrong when one thing is missing.
func TestTargetsThatLackSomething(t *testing.T) {
	n := notifier(t, nil)
	one := []string{"secret"}
	for _, c := range []struct {
		name  string
		good  notify.Target
		spoil func(*notify.Target)
	}{
		{"mail without port", notify.Target{Type: notify.TypeMail, Address: "a.example:587", From: "a@example.org", To: []string{"b@example.org"}}, func(t *notify.Target) { t.Address = "a.example" }},
		{"mail to nobody", notify.Target{Type: notify.TypeMail, Address: "a.example:587", From: "a@example.org", To: []string{"b@example.org"}}, func(t *notify.Target) { t.To = nil }},
		{"mail from nobody", notify.Target{Type: notify.TypeMail, Address: "a.example:587", From: "a@example.org", To: []string{"b@example.org"}}, func(t *notify.Target) { t.From = "" }},
		{"chat address in clear", notify.Target{Type: notify.TypeSlack, Secrets: one}, func(t *notify.Target) { t.Address = "https://a.example" }},
		{"chat without secret", notify.Target{Type: notify.TypeTeams, Secrets: one}, func(t *notify.Target) { t.Secrets = nil }},
		{"webhook with three secrets", notify.Target{Type: notify.TypeWebhook, Address: "https://a.example", Secrets: one}, func(t *notify.Target) { t.Secrets = []string{"1", "2", "3"} }},
		{"webhook to the inside", notify.Target{Type: notify.TypeWebhook, Address: "https://a.example", Secrets: one}, func(t *notify.Target) { t.Address = "https://192.168.0.1" }},
		{"webhook to no URL", notify.Target{Type: notify.TypeWebhook, Address: "https://a.example", Secrets: one}, func(t *notify.Target) { t.Address = "https://%zz" }},
		{"table", notify.Target{Type: notify.TypeServiceNow, Address: "https://a.example", Secrets: one, Project: "sn_task"}, func(t *notify.Target) { t.Project = "../x" }},
		{"rule", notify.Target{Type: notify.TypeSentinel, Address: "https://a.example", TokenURL: "https://b.example", Secrets: one, Rule: "dcr-1", Stream: "Custom-A"}, func(t *notify.Target) { t.Rule = "a/b" }},
		{"token address", notify.Target{Type: notify.TypeSentinel, Address: "https://a.example", TokenURL: "https://b.example", Secrets: one, Rule: "dcr-1", Stream: "Custom-A"}, func(t *notify.Target) { t.TokenURL = "" }},
		{"syslog without port", notify.Target{Type: notify.TypeSyslog, Address: "a.example:6514"}, func(t *notify.Target) { t.Address = "a.example" }},
		{"no file", notify.Target{Type: notify.TypeFile, Path: "x"}, func(t *notify.Target) { t.Path = "" }},
		{"negative size", notify.Target{Type: notify.TypeFile, Path: "x"}, func(t *notify.Target) { t.Size = -1 }},
		{"unknown type", notify.Target{Type: notify.TypeFile, Path: "x"}, func(t *notify.Target) { t.Type = "fax" }},
	} {
		if err := n.Validate(&c.good); err != nil {
			t.Errorf("%s, before: %v", c.name, err)
		}
		c.spoil(&c.good)
		if err := n.Validate(&c.good); err == nil {
			t.Errorf("%s is taken", c.name)
		}
	}
}
