package normal

import (
	"bufio"
	"errors"
	"strings"
	"testing"
)

func TestEmail(t *testing.T) {
	for _, c := range []struct {
		in, want string
		class    EmailClass
	}{
		{"J.Smith+jobs@googlemail.com", "jsmith@gmail.com", EmailFree},
		{" Jane Doe <Jane.Doe@Example.COM> ", "jane.doe@example.com", EmailCustom},
		{"mailto:jane@example.com?subject=hi", "jane@example.com", EmailCustom},
		{"jane+x@example.com", "jane+x@example.com", EmailCustom}, // may be another person there
		{"jane+x@outlook.com", "jane@outlook.com", EmailFree},
		{"jane+x@hotmail.co.uk", "jane@hotmail.co.uk", EmailFree},
		{"jane+x@live.com", "jane@live.com", EmailFree},
		{"jane.doe@outlook.com", "jane.doe@outlook.com", EmailFree},
		{"jane-shop@yahoo.co.uk", "jane@yahoo.co.uk", EmailFree},
		{"jane+x@icloud.com", "jane@icloud.com", EmailFree},
		{"jane@me.com", "jane@icloud.com", EmailFree},
		{"jane@mac.com", "jane@icloud.com", EmailFree},
		{"Jane.D-o_e+x@pm.me", "janedoe@proton.me", EmailFree},
		{"jane.doe@protonmail.com", "janedoe@proton.me", EmailFree},
		{"jane+x@fastmail.fm", "jane@fastmail.fm", EmailFree},
		{"shop@jane.fastmail.com", "jane@fastmail.com", EmailFree},
		{"jane.doe+x@ya.ru", "jane-doe@yandex.com", EmailFree},
		{"jane@bücher.de", "jane@xn--bcher-kva.de", EmailCustom},
		{"jane@XN--BCHER-KVA.de", "jane@xn--bcher-kva.de", EmailCustom},
		{`"jane"@example.com`, "jane@example.com", EmailCustom},
		{`"Jane Doe"@example.com`, `"jane doe"@example.com`, EmailCustom},
		{"用户@例子.中国", "用户@xn--fsqu00a.xn--fiqs8s", EmailCustom},
		{"x@mailinator.com", "x@mailinator.com", EmailDisposable},
		{"abc@privaterelay.appleid.com", "abc@privaterelay.appleid.com", EmailPrivacyRelay},
		{"x@cs.ox.ac.uk", "x@cs.ox.ac.uk", EmailEducation},
		{"x@mit.edu", "x@mit.edu", EmailEducation},
		{"x@hmrc.gov.uk", "x@hmrc.gov.uk", EmailGovernment},
		{"x@btinternet.com", "x@btinternet.com", EmailISP},
		{"x@acme.com.", "x@acme.com", EmailCustom},
	} {
		e, err := Email(c.in)
		if err != nil || e.Canonical != c.want || e.Class != c.class {
			t.Errorf("Email(%q) = %+v, %v; want %s %s", c.in, e, err, c.want, c.class)
		}
		if e.Local+"@"+e.Domain != e.Canonical {
			t.Errorf("Email(%q): parts %q %q", c.in, e.Local, e.Domain)
		}
	}
	for _, bad := range []string{"", "jane", "@", "jane@", "@example.com", "jane@localhost", "jane@-x.com", "jane@x..com", "ja ne@example.com", "jane@192.0.2.1", "jane@[192.0.2.1]",
		strings.Repeat("a", 65) + "@example.com", "a@" + strings.Repeat("b.", 140) + "com", `"a"b"@example.com`, "a@exa mple.com", "\xff@example.com", "jane@\xec.com"} {
		if e, err := Email(bad); !errors.Is(err, ErrEmail) {
			t.Errorf("Email(%q) = %+v, %v, want ErrEmail", bad, e, err)
		}
	}
}

func TestEmailThemed(t *testing.T) {
	for s, want := range map[string]bool{
		"panda.dev88@x.com": true, "silver-star@x.com": true, "dev@x.com": true, "sun2024@x.com": true, "star_jones@x.com": true,
		"sunderland@x.com": false, "devon@x.com": false, "starr@x.com": false, "jane@panda.com": false, "anne.devlin@x.com": false,
	} {
		if e, err := Email(s); err != nil || e.Themed != want {
			t.Errorf("Email(%q).Themed = %v, %v", s, e.Themed, err)
		}
	}
}

func TestEmailLists(t *testing.T) {
	l := EmailLists{Disposable: map[string]bool{"throw.example": true}, Free: map[string]bool{"post.example": true}}
	for in, want := range map[string]EmailClass{"a@throw.example": EmailDisposable, "a@b.throw.example": EmailDisposable, "a@post.example": EmailFree, "a@other.example": EmailCustom, "a@gmail.com": EmailFree} {
		if e, err := l.Email(in); err != nil || e.Class != want {
			t.Errorf("%q: %+v, %v, want %s", in, e, err, want)
		}
	}
}

// The built-in lists must not call a mailbox people live with disposable, and
// the larger public list must load as it is.
func TestDisposableSet(t *testing.T) {
	list := map[string]bool{}
	sc := bufio.NewScanner(sharedData(t, "lists/disposable_email_domains.txt"))
	for sc.Scan() {
		if d := strings.TrimSpace(sc.Text()); d != "" && d[0] != '#' {
			list[d] = true
		}
	}
	if len(list) < 1000 {
		t.Fatalf("%d domains in the list", len(list))
	}
	for d := range freeMailHosts {
		if list[d] && !disposableHosts[d] {
			t.Logf("%s is free mail here and disposable in the public list", d)
		}
		if disposableHosts[d] || relayHosts[d] || ispHosts[d] {
			t.Errorf("%s stands in two built-in lists", d)
		}
	}
	missing := 0
	for d := range disposableHosts {
		if !list[d] {
			missing++
			t.Logf("%s is not in the public list", d)
		}
	}
	if missing*4 > len(disposableHosts) {
		t.Errorf("%d of %d built-in disposable domains are not in the public list", missing, len(disposableHosts))
	}
}
