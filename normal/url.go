package normal

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// URLForm is a web address in comparable form.
type URLForm struct {
	// Canonical is host and path without scheme, "www.", default port, trailing
	// slashes, fragment and tracking parameters: "example.org/me?id=4". For a
	// recognised profile it is the site's own short form: "github.com/octocat".
	Canonical         string
	Host              string // lower case, ASCII, without "www."
	RegistrableDomain string // the name its owner registered: "example.co.uk"; "" for IP addresses and bare suffixes
	Path              string // without the trailing slash, "" for the front page
	Profile           Profile
}

// Profile is an account at a site people show in CVs.
type Profile struct {
	Site   string // "github", "linkedin" ...; "" when the URL is no profile
	Handle string // lower case, without "@"
}

const maxURLBytes = 2048

// ErrURL is wrapped by every error of URL.
var ErrURL = errors.New("not a web address")

// URL reads a web address with or without its scheme. User names, passwords and
// fragments are dropped; the path keeps its case, since servers tell cases
// apart, except in recognised profiles, whose sites do not. Errors wrap
// [ErrURL].
func URL(s string) (URLForm, error) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > maxURLBytes {
		return URLForm{}, fmt.Errorf("%w: empty or longer than %d bytes", ErrURL, maxURLBytes)
	}
	if i := strings.Index(s, "://"); i < 0 {
		s = "https://" + strings.TrimPrefix(s, "//")
	} else if scheme := strings.ToLower(s[:i]); scheme != "http" && scheme != "https" {
		return URLForm{}, fmt.Errorf("%w: the scheme is not http or https", ErrURL)
	}
	u, err := url.Parse(s)
	if err != nil {
		return URLForm{}, fmt.Errorf("%w: it cannot be parsed", ErrURL)
	}
	host, err := urlHost(u)
	if err != nil {
		return URLForm{}, err
	}
	f := URLForm{Host: host, Path: cleanPath(u)}
	if d, err := publicsuffix.EffectiveTLDPlusOne(f.hostOnly()); err == nil {
		f.RegistrableDomain = d
	}
	query := cleanQuery(u.RawQuery)
	f.Profile = findProfile(f.hostOnly(), f.Path)
	f.Canonical = f.Host + f.Path + query
	if f.Profile.Site != "" {
		f.Canonical = profileURL(f.Profile)
		f.Host, f.Path, _ = strings.Cut(f.Canonical, "/")
		if f.Path != "" {
			f.Path = "/" + f.Path
		}
	}
	return f, nil
}

// hostOnly is the host without its port.
func (f URLForm) hostOnly() string {
	if i := strings.LastIndexByte(f.Host, ':'); i >= 0 && !strings.HasSuffix(f.Host, "]") {
		return f.Host[:i]
	}
	return f.Host
}

func urlHost(u *url.URL) (string, error) {
	name := u.Hostname()
	var host string
	if ip, err := IP(name); err == nil {
		host = ip.Canonical
		if ip.V6 {
			host = "[" + host + "]"
		}
	} else if host, err = canonicalDomain(name); err != nil {
		return "", fmt.Errorf("%w: host: %v", ErrURL, err)
	}
	for _, p := range [...]string{"www.", "www2.", "www3."} {
		if rest, ok := strings.CutPrefix(host, p); ok && strings.Contains(rest, ".") {
			host = rest
			break
		}
	}
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		host += ":" + port
	}
	return host, nil
}

// cleanPath resolves dots and double slashes and drops the trailing slash and
// the names of front pages.
func cleanPath(u *url.URL) string {
	var kept []string
	for seg := range strings.SplitSeq(u.EscapedPath(), "/") {
		switch seg {
		case "", ".":
		case "..":
			kept = kept[:max(0, len(kept)-1)]
		default:
			kept = append(kept, seg)
		}
	}
	if n := len(kept); n > 0 {
		switch strings.ToLower(kept[n-1]) {
		case "index.html", "index.htm", "index.php":
			kept = kept[:n-1]
		}
	}
	if len(kept) == 0 {
		return ""
	}
	return "/" + strings.Join(kept, "/")
}

// cleanQuery drops parameters that only say how the reader came, and sorts the rest.
func cleanQuery(raw string) string {
	var kept []string
	for p := range strings.SplitSeq(raw, "&") {
		name, _, _ := strings.Cut(strings.ToLower(p), "=")
		if p == "" || trackingParams[name] || strings.HasPrefix(name, "utm_") || strings.HasPrefix(name, "mc_") || strings.HasPrefix(name, "pk_") {
			continue
		}
		kept = append(kept, p)
	}
	if len(kept) == 0 {
		return ""
	}
	slices.Sort(kept)
	return "?" + strings.Join(kept, "&")
}

var trackingParams = set("fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "igsh", "ref", "ref_src", "ref_url", "source", "src", "trk", "trkinfo", "originalsubdomain", "lipi", "si", "feature", "s", "t", "mibextid", "_ga", "_gl", "gad_source", "gbraid", "wbraid", "twclid", "hsctatracking", "_hsenc", "_hsmi", "spm", "scm", "hl", "lang", "locale", "tab", "share", "share_id", "sharer", "viewas", "xing_share")
