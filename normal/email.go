package normal

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// EmailClass says what kind of host an address is at.
type EmailClass string

// The classes of e-mail hosts.
const (
	EmailCustom       EmailClass = "custom"        // a domain of its own: an employer, a firm, a family
	EmailFree         EmailClass = "free"          // a free-mail host anyone can join
	EmailPrivacyRelay EmailClass = "privacy_relay" // a forwarding alias (Apple, DuckDuckGo, Firefox Relay, SimpleLogin ...)
	EmailDisposable   EmailClass = "disposable"    // a throw-away mailbox
	EmailEducation    EmailClass = "education"     // .edu, .ac.uk and their like
	EmailGovernment   EmailClass = "government"    // .gov, .gov.uk, .mil and their like
	EmailISP          EmailClass = "isp"           // the mailbox that comes with a home connection
)

// EmailForm is an e-mail address in comparable form.
type EmailForm struct {
	// Canonical is the address under which the provider delivers: lower case,
	// without the tags and dots that the provider ignores, domain in ASCII.
	Canonical string
	Local     string // the part before the @ of Canonical
	Domain    string // the part behind it, ASCII ("xn--..." for IDNA names)
	Class     EmailClass
	// Themed reports a local part that holds one of the tokens of catalogue
	// flag SRC-07 as a word of its own. These tokens are very common among
	// honest developers; alone they mean next to nothing.
	Themed bool
}

const (
	maxEmailBytes  = 320 // 64 + @ + 255, RFC 5321 section 4.5.3.1
	maxLocalBytes  = 64
	maxDomainBytes = 253
)

// ErrEmail is wrapped by every error of Email.
var ErrEmail = errors.New("not an e-mail address")

// Email reads one address, with or without "mailto:", a display name and angle
// brackets. Local parts are lower-cased: the RFC lets hosts tell cases apart,
// no host people use does. Errors wrap [ErrEmail].
func Email(s string) (EmailForm, error) { return EmailLists{}.Email(s) }

// EmailLists extends the built-in lists. The zero value adds nothing. Keys are
// lower-case ASCII domains; a listed domain covers its subdomains.
type EmailLists struct {
	Free       map[string]bool
	Disposable map[string]bool
	Relay      map[string]bool
}

// Email is [Email] with the larger lists.
func (l EmailLists) Email(s string) (EmailForm, error) {
	c, n, err := emailParts(s)
	if err != nil {
		return EmailForm{}, err
	}
	return EmailForm{
		Canonical: c, Local: c[:n], Domain: c[n+1:],
		Class: l.class(c[n+1:]), Themed: themed(c[:n]),
	}, nil
}

// EmailAddress is the Canonical of [Email] alone, for millions of addresses
// that are only to be told apart. Errors wrap [ErrEmail].
func EmailAddress(s string) (string, error) {
	c, _, err := emailParts(s)
	return c, err
}

// emailParts returns the comparable form of an address and how long the part
// before its @ is.
func emailParts(s string) (address string, at int, err error) {
	local, domain, err := splitEmail(s)
	if err != nil {
		return "", 0, err
	}
	domain, err = canonicalDomain(domain)
	if err != nil {
		return "", 0, fmt.Errorf("%w: domain: %v", ErrEmail, err)
	}
	local, err = canonicalLocal(local)
	if err != nil {
		return "", 0, err
	}
	local, domain = applyProvider(local, domain)
	if local == "" || len(local) > maxLocalBytes {
		return "", 0, fmt.Errorf("%w: nothing before the @, or more than %d bytes", ErrEmail, maxLocalBytes)
	}
	return local + "@" + domain, len(local), nil
}

// splitEmail finds the address in s and cuts it at the last @.
func splitEmail(s string) (local, domain string, err error) {
	s = strings.TrimSpace(s)
	if i := strings.LastIndexByte(s, '<'); i >= 0 && strings.HasSuffix(s, ">") {
		s = strings.TrimSpace(s[i+1 : len(s)-1])
	}
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
		if i := strings.IndexByte(s, '?'); i >= 0 {
			s = s[:i]
		}
	}
	if len(s) > maxEmailBytes {
		return "", "", fmt.Errorf("%w: longer than %d bytes", ErrEmail, maxEmailBytes)
	}
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return "", "", fmt.Errorf("%w: no @", ErrEmail)
	}
	if at == 0 || at == len(s)-1 {
		return "", "", fmt.Errorf("%w: nothing before or behind the @", ErrEmail)
	}
	return s[:at], s[at+1:], nil
}

// canonicalDomain lower-cases a domain and turns it into ASCII.
func canonicalDomain(d string) (string, error) {
	d = strings.TrimSuffix(d, ".")
	if isHostASCII(d) {
		d = lowerASCIIString(d)
	} else {
		if !utf8.ValidString(d) {
			return "", errors.New("not valid text")
		}
		ascii, err := idna.Lookup.ToASCII(d)
		if err != nil {
			return "", err
		}
		if again, err := idna.Lookup.ToASCII(ascii); err != nil || again != ascii {
			return "", errors.New("a name with two spellings in ASCII")
		}
		d = ascii
	}
	if len(d) == 0 || len(d) > maxDomainBytes || !strings.Contains(d, ".") {
		return "", errors.New("no domain with a dot of at most 253 bytes")
	}
	for label := range strings.SplitSeq(d, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return "", errors.New("a part between dots is empty, too long or starts or ends with a hyphen")
		}
	}
	if tld := d[strings.LastIndexByte(d, '.')+1:]; isDigits(tld) {
		return "", errors.New("an address literal")
	}
	return d, nil
}

// isHostASCII reports letters, digits, hyphens, dots and underscores only, and
// no label in Punycode (which must be checked by idna).
func isHostASCII(d string) bool {
	for i := 0; i < len(d); i++ {
		c := d[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_') {
			return false
		}
		if c == '-' && i >= 3 && d[i-1] == '-' && (d[i-2]|0x20) == 'n' && (d[i-3]|0x20) == 'x' {
			return false
		}
	}
	return true
}

func lowerASCIIString(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 'A' && c <= 'Z' {
			return strings.ToLower(s)
		}
	}
	return s
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// canonicalLocal unquotes, folds and checks a local part.
func canonicalLocal(s string) (string, error) {
	if len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' {
		return unquoteLocal(s)
	}
	if len(s) > maxLocalBytes {
		return "", fmt.Errorf("%w: more than %d bytes before the @", ErrEmail, maxLocalBytes)
	}
	if !isASCII(s) {
		s = Fold(s)
		if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
			return "", fmt.Errorf("%w: not valid text", ErrEmail)
		}
	}
	s = lowerASCIIString(s)
	if !isDotAtom(s) {
		return "", fmt.Errorf("%w: characters before the @ that need quotes", ErrEmail)
	}
	return s, nil
}

// isDotAtom is dot-atom of RFC 5322 with the letters beyond ASCII of RFC 6531.
// Leading, trailing and double dots are let through: hosts that accept them exist.
func isDotAtom(s string) bool {
	for _, r := range s {
		switch {
		case r >= 0x80, r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		case strings.ContainsRune(".!#$%&'*+-/=?^_`{|}~", r):
		default:
			return false
		}
	}
	return s != ""
}

// unquoteLocal reads a quoted local part. One that needs no quotes loses them;
// one that does keeps them, so that the canonical form stays an address.
func unquoteLocal(s string) (string, error) {
	var b strings.Builder
	inner := s[1 : len(s)-1]
	for i := 0; i < len(inner); i++ {
		c := inner[i]
		if c == '\\' && i+1 < len(inner) {
			i++
			c = inner[i]
		} else if c == '"' || c == '\\' {
			return "", fmt.Errorf("%w: a quote inside quotes", ErrEmail)
		}
		if c < ' ' || c >= 0x7f {
			return "", fmt.Errorf("%w: control or non-ASCII characters in quotes", ErrEmail)
		}
		b.WriteByte(c)
	}
	t := strings.ToLower(b.String())
	if isDotAtom(t) {
		return t, nil
	}
	t = strings.ReplaceAll(t, `\`, `\\`)
	return `"` + strings.ReplaceAll(t, `"`, `\"`) + `"`, nil
}

// listed reports whether the domain or one it belongs to is in the list.
func listed(list map[string]bool, d string) bool {
	for len(list) > 0 && d != "" {
		if list[d] {
			return true
		}
		i := strings.IndexByte(d, '.')
		if i < 0 {
			return false
		}
		d = d[i+1:]
	}
	return false
}

func (l EmailLists) class(d string) EmailClass {
	switch {
	case listed(relayHosts, d) || listed(l.Relay, d):
		return EmailPrivacyRelay
	case listed(disposableHosts, d):
		return EmailDisposable
	case listed(freeMailHosts, d) || listed(l.Free, d):
		return EmailFree
	case listed(ispHosts, d):
		return EmailISP
	case listed(l.Disposable, d): // a published list never makes a host people live with a throw-away one
		return EmailDisposable
	}
	labels := "." + d + "."
	tail := labels[max(0, len(labels)-9):]
	switch {
	case strings.HasSuffix(d, ".edu"), strings.Contains(tail, ".edu."), strings.Contains(tail, ".ac."):
		return EmailEducation
	case strings.HasSuffix(d, ".mil"), strings.Contains(tail, ".gov."), strings.Contains(tail, ".gob."), strings.Contains(tail, ".gouv."):
		return EmailGovernment
	}
	return EmailCustom
}
