package normal

import "strings"

// PageKind is what one of the few public pages does that are looked for in what
// a device asks for. All other pages are a person's browsing and nobody's
// business.
type PageKind string

// The kinds of page.
const (
	PageNone  PageKind = ""
	PageCodes PageKind = "code_page"  // makes sign-in codes for whoever opens it
	PageFiles PageKind = "file_page"  // hands files from browser to browser
	PagePad   PageKind = "pad_page"   // a text that several people write in
	PageVideo PageKind = "video_page" // relays video from browser to browser
)

// Page says what a host name is for, PageNone for nearly all.
func Page(host string) PageKind {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	host = strings.TrimPrefix(host, "www.")
	switch host {
	case "2fa.cn", "authenticator.cc", "otp.ee":
		return PageCodes
	case "toffeeshare.com":
		return PageFiles
	case "codeshare.io":
		return PagePad
	case "vdo.ninja", "obs.ninja":
		return PageVideo
	}
	return PageNone
}
