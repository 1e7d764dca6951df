package normal

import (
	"errors"
	"strings"
	"testing"
)

func TestURL(t *testing.T) {
	for _, c := range []struct{ in, canonical, domain, profile string }{
		{"https://www.Example.co.uk:443/a//b/../c/?utm_source=x&b=2&a=1#frag", "example.co.uk/a/c?a=1&b=2", "example.co.uk", ""},
		{"http://user:pass@example.com:8080/", "example.com:8080", "example.com", ""},
		{"example.com/index.html", "example.com", "example.com", ""},
		{"//example.com/x", "example.com/x", "example.com", ""},
		{"https://bücher.example.com/Ä", "xn--bcher-kva.example.com/%C3%84", "example.com", ""},
		{"http://192.0.2.1/x", "192.0.2.1/x", "", ""},
		{"http://[2001:db8::1]/x", "[2001:db8::1]/x", "", ""},
		{"https://jane.netlify.app/cv", "jane.netlify.app/cv", "jane.netlify.app", ""},
		{"https://github.com/Octocat", "github.com/octocat", "github.com", "github:octocat"},
		{"github.com/octocat/hello-world?tab=readme", "github.com/octocat", "github.com", "github:octocat"},
		{"https://octocat.github.io/", "github.com/octocat", "octocat.github.io", "github:octocat"},
		{"https://help.medium.com", "help.medium.com", "medium.com", ""},
		{"https://octocat.github.io/blog", "octocat.github.io/blog", "octocat.github.io", ""},
		{"https://github.com/features", "github.com/features", "github.com", ""},
		{"https://uk.linkedin.com/in/Jane-Doe-123/?originalSubdomain=uk", "linkedin.com/in/jane-doe-123", "linkedin.com", "linkedin:jane-doe-123"},
		{"https://www.linkedin.com/company/acme", "linkedin.com/company/acme", "linkedin.com", ""},
		{"https://twitter.com/JaneDoe?lang=en", "x.com/janedoe", "twitter.com", "x:janedoe"},
		{"https://x.com/@JaneDoe", "x.com/janedoe", "x.com", "x:janedoe"},
		{"https://stackoverflow.com/users/22656/jon-skeet", "stackoverflow.com/users/22656", "stackoverflow.com", "stackoverflow:22656"},
		{"https://www.upwork.com/freelancers/~01abcdef", "upwork.com/freelancers/~01abcdef", "upwork.com", "upwork:~01abcdef"},
		{"https://www.freelancer.com/u/JaneDev", "freelancer.com/u/janedev", "freelancer.com", "freelancer:janedev"},
		{"https://t.me/janedoe", "t.me/janedoe", "t.me", "telegram:janedoe"},
		{"https://medium.com/@Jane", "medium.com/@jane", "medium.com", "medium:jane"},
		{"https://jane.medium.com", "medium.com/@jane", "medium.com", "medium:jane"},
		{"https://www.behance.net/jane", "behance.net/jane", "behance.net", "behance:jane"},
		{"https://dribbble.com/shots/123", "dribbble.com/shots/123", "dribbble.com", ""},
		{"https://gitlab.com/group/project", "gitlab.com/group", "gitlab.com", "gitlab:group"},
		{"https://leetcode.com/u/jane/", "leetcode.com/u/jane", "leetcode.com", "leetcode:jane"},
		{"https://www.youtube.com/@Jane", "youtube.com/@jane", "youtube.com", "youtube:jane"},
	} {
		u, err := URL(c.in)
		if err != nil || u.Canonical != c.canonical || u.RegistrableDomain != c.domain || profileKey(u.Profile) != c.profile {
			t.Errorf("URL(%q) = %+v, %v; want %q %q %q", c.in, u, err, c.canonical, c.domain, c.profile)
		}
	}
	for _, bad := range []string{"", "ftp://example.com", "javascript:alert(1)", "not a url", "http://", "https://localhost/x", "https://exa mple.com", "https://-x.com", strings.Repeat("a", 3000) + ".com", "%zz.com"} {
		if u, err := URL(bad); !errors.Is(err, ErrURL) {
			t.Errorf("URL(%q) = %+v, %v, want ErrURL", bad, u, err)
		}
	}
}

func TestLookAlikeDomain(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"acme-hr.com", "acme.com", true}, {"acme-careers.com", "acme.com", true}, {"careers-acme.com", "acme.com", true}, {"acmejobs.com", "acme.com", true},
		{"acme.co", "acme.com", true}, {"acme.io", "acme.com", true}, {"acrne.com", "acme.com", true}, {"micros0ft.com", "microsoft.com", true},
		{"paypa1.com", "paypal.com", true}, {"pаypal.com", "paypal.com", true}, {"xn--pypal-4ve.com", "paypal.com", true}, {"gogle.com", "google.com", true}, {"googel.com", "google.com", true},
		{"blue-sky.com", "bluesky.com", true}, {"hr@acme-hr.com", "acme.com", true}, {"mail.acme-hr.com", "www.acme.com", true},
		{"acme.com", "acme.com", false}, {"mail.acme.com", "acme.com", false}, {"example.com", "acme.com", false}, {"acmetown.com", "acme.com", false},
		{"sun.com", "son.com", false}, {"bt.com", "bt.co.uk", false}, {"", "acme.com", false}, {"acme", "acme.com", false}, {"wave.com", "cave.com", false},
	} {
		if got := LookAlikeDomain(c.a, c.b); got != c.want {
			t.Errorf("LookAlikeDomain(%q, %q) = %v", c.a, c.b, got)
		}
		if got := LookAlikeDomain(c.b, c.a); got != c.want {
			t.Errorf("LookAlikeDomain(%q, %q) = %v", c.b, c.a, got)
		}
	}
}

func TestDocumentNumber(t *testing.T) {
	for _, c := range []struct{ country, typ, number, want string }{
		{"United Kingdom", "Passport", "123 456 789", "GB:passport:123456789"},
		{"gbr", "P", "123-456-789", "GB:passport:123456789"},
		{"Germany", "Personalausweis", "l01x00t47", "DE:id_card:L01X00T47"},
		{"US", "Driver's License", "D123-4567/8", "US:driving_licence:D12345678"},
		{"", "", "a1", ":document:A1"},
		{"GB", "passport", " - ", ""},
		{"UTO", "id", "D23145890<", ":id_card:D23145890"},
	} {
		if got := DocumentNumber(c.country, c.typ, c.number); got != c.want {
			t.Errorf("DocumentNumber(%q, %q, %q) = %q, want %q", c.country, c.typ, c.number, got, c.want)
		}
	}
}

func FuzzURL(f *testing.F) {
	for _, s := range []string{"https://www.Example.co.uk:443/a//b/../c/?utm_source=x&b=2#f", "github.com/Octocat/x", "https://octocat.github.io", "http://[::1]:80/%2e%2e/", "t.me/a%20b", "x.com/%40a", "https://leetcode.com/jane", "http://t.github.io"} {
		f.Add(s, "acme.com")
	}
	f.Fuzz(func(t *testing.T, s, other string) {
		if a, b := LookAlikeDomain(s, other), LookAlikeDomain(other, s); a != b {
			t.Fatalf("look-alike not symmetric: %q %q", s, other)
		}
		d := DocumentNumber(other, other, s)
		if i := strings.LastIndexByte(d, ':'); i >= 0 && DocumentNumber(other, other, d[i+1:]) != d {
			t.Fatalf("DocumentNumber(%q) = %q, again %q", s, d, DocumentNumber(other, other, d[i+1:]))
		}
		a, err := URL(s)
		if err != nil {
			return
		}
		b, err := URL(a.Canonical)
		if err != nil || b.Canonical != a.Canonical || b.Profile != a.Profile {
			t.Fatalf("URL(%q) = %+v, again %+v, %v", s, a, b, err)
		}
	})
}

func profileKey(p Profile) string {
	if p.Site == "" {
		return ""
	}
	return p.Site + ":" + p.Handle
}
