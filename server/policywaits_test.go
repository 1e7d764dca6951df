package server

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"muster/casework"
	"muster/policy"
)

// TestPolicyOfOneAlone publishes a policy that lowers something as the only
// user there is: they find it waiting, name somebody outside, and with that
// person's signature it is in force. No gate is a dead end, this one included.
func TestPolicyOfOneAlone(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.signedIn(t, "ann", casework.Grant{Role: casework.Administrator}, hrLead())
	text := strings.NewReplacer("version: default-1", "version: ours-1", "single: 3 ", "single: 4 ").Replace(string(policy.DefaultText()))
	b.does("/policies/try", answers("text", text))
	b.does(b.form(`action="(/policies/[^"]+/publish)"`), answers("reason", "Fewer checks while the team is small."))
	if strings.Contains(b.page("/rules"), "Tried, not in force") {
		t.Error("what is published is still shown as tried")
	}
	b.sees("/rules", "Published, not yet in force", "Publish the policy ours-1, which lowers something", "Ask somebody outside")
	b.does(b.form(`action="([^"]+/invite)"`), answers("name", "Pat Outside", "email", "pat@law.example", "role", "our solicitor"))
	link, err := url.Parse(first(t, b.page("/handover"), `([^\s"<>]*/sign-in/link\?token=[^\s"<>]+)`))
	if err != nil {
		t.Fatal(err)
	}
	outside := in.browser(t)
	outside.post("/sign-in", url.Values{"token": {link.Query().Get("token")}})
	outside.sees("/today", "Publish the policy ours-1")
	sign := first(t, outside.page("/today"), `action="([^"]+/sign)"`)
	outside.does(sign, answers("answer", "agree", "reason", "I went through it with her on Friday."))
	b.sees("/rules", "<strong>ours-1</strong> is in force")
	if strings.Contains(b.page("/rules"), "Published, not yet in force") {
		t.Error("what is in force still waits")
	}
}

// form is the address of a form on the page of rules.
func (b *browser) form(pattern string) string { return first(b.t, b.page("/rules"), pattern) }

func (b *browser) page(path string) string {
	b.t.Helper()
	_, page := b.get(path)
	return page
}

// first is the first group of the first match of a pattern.
func first(t testing.TB, page, pattern string) string {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("nothing like %s on the page:\n%s", pattern, page)
	}
	return html.UnescapeString(found[1])
}
