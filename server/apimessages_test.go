package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"muster/api"
	"muster/casework"
	"muster/notify"
)

// TestAPITargets lists where messages go, sends a trial and sends again, for
// administrators and for nobody else.
func TestAPITargets(t *testing.T) {
	t.Parallel()
	chat := newReceiver(t)
	in := newInstallation(t, func(c *Config) {
		c.Messages = MessagesConfig{Allow: []string{"127.0.0.1"}, Plain: true, Targets: []TargetConfig{
			{Target: notify.Target{ID: "slack", Type: notify.TypeSlack, Secrets: []string{secretFile(t, chat.URL+"/slack")}}},
		}}
	})
	in.signedIn(t, "first", lead()) // makes the administrator
	admin := in.signedIn(t, "keeper", casework.Grant{Role: casework.Administrator})
	ask := func(b *browser, method, path string) (int, string) {
		t.Helper()
		return b.do(http.NewRequestWithContext(t.Context(), method, in.site.URL+path, nil))
	}
	status, text := ask(admin, http.MethodGet, "/v1/targets")
	var list struct{ Targets []api.Target }
	if err := json.Unmarshal([]byte(text), &list); err != nil || status != http.StatusOK || len(list.Targets) != 1 || list.Targets[0].ID != "slack" || !list.Targets[0].Well {
		t.Fatalf("%d %s, %v", status, text, err)
	}
	if status, text := ask(admin, http.MethodPost, "/v1/targets/slack/trial"); status != http.StatusOK || len(chat.take()) != 1 {
		t.Errorf("a trial: %d %s", status, text)
	}
	chat.mu.Lock()
	chat.answer = http.StatusForbidden
	chat.mu.Unlock()
	if status, text := ask(admin, http.MethodPost, "/v1/targets/slack/trial"); status != http.StatusConflict || !strings.Contains(text, "did not get through") {
		t.Errorf("a trial that fails: %d %s", status, text)
	}
	if status, text := ask(admin, http.MethodPost, "/v1/targets/slack/replay"); status != http.StatusOK || !strings.Contains(text, `"messages":0`) {
		t.Errorf("nothing to send again: %d %s", status, text)
	}
	if status, _ := ask(admin, http.MethodPost, "/v1/targets/none/replay"); status != http.StatusNotFound {
		t.Errorf("no such target: %d", status)
	}
	other := in.signedIn(t, "lead", lead())
	for _, path := range []string{"/v1/targets/slack/trial", "/v1/targets/slack/replay"} {
		if status, _ := ask(other, http.MethodPost, path); status != http.StatusForbidden {
			t.Errorf("%s by somebody who manages no webhooks: %d", path, status)
		}
	}
}
