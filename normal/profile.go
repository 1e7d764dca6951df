package normal

import (
	"net/url"
	"strings"
)

// profileSite says where on a site the handle stands in a profile's address.
type profileSite struct {
	site    string
	hosts   string   // space-separated; the first is the one written in canonical forms
	before  []string // path segments before the handle; any one of them, "" for none
	numeric bool     // the handle is a number, and the segment behind it a label
}

// profileSites lists sites people show in CVs. Public facts about addresses.
var profileSites = []profileSite{
	{"github", "github.com", []string{""}, false},
	{"gitlab", "gitlab.com", []string{""}, false},
	{"bitbucket", "bitbucket.org", []string{""}, false},
	{"codeberg", "codeberg.org", []string{""}, false},
	{"gitee", "gitee.com", []string{""}, false},
	{"linkedin", "linkedin.com", []string{"in", "pub"}, false},
	{"x", "x.com twitter.com mobile.twitter.com nitter.net", []string{""}, false},
	{"stackoverflow", "stackoverflow.com", []string{"users"}, true},
	{"upwork", "upwork.com", []string{"freelancers", "fl"}, false},
	{"freelancer", "freelancer.com freelancer.co.uk freelancer.in", []string{"u"}, false},
	{"fiverr", "fiverr.com", []string{""}, false},
	{"guru", "guru.com", []string{"freelancers"}, false},
	{"toptal", "toptal.com", []string{"resume"}, false},
	{"telegram", "t.me telegram.me telegram.dog", []string{""}, false},
	{"behance", "behance.net", []string{""}, false},
	{"dribbble", "dribbble.com", []string{""}, false},
	{"medium", "medium.com", []string{"@"}, false},
	{"devto", "dev.to", []string{""}, false},
	{"hashnode", "hashnode.com", []string{"@"}, false},
	{"kaggle", "kaggle.com", []string{""}, false},
	{"leetcode", "leetcode.com", []string{"u", ""}, false},
	{"hackerrank", "hackerrank.com", []string{"profile", ""}, false},
	{"codepen", "codepen.io", []string{""}, false},
	{"npm", "npmjs.com", []string{"~"}, false},
	{"pypi", "pypi.org", []string{"user"}, false},
	{"dockerhub", "hub.docker.com", []string{"u", "r"}, false},
	{"huggingface", "huggingface.co", []string{""}, false},
	{"wellfound", "wellfound.com angel.co", []string{"u"}, false},
	{"xing", "xing.com", []string{"profile"}, false},
	{"facebook", "facebook.com m.facebook.com fb.com", []string{""}, false},
	{"instagram", "instagram.com", []string{""}, false},
	{"youtube", "youtube.com", []string{"@", "c", "user", "channel"}, false},
	{"reddit", "reddit.com old.reddit.com", []string{"user", "u"}, false},
	{"keybase", "keybase.io", []string{""}, false},
	{"mastodon", "mastodon.social", []string{"@"}, false},
	{"bluesky", "bsky.app", []string{"profile"}, false},
	{"producthunt", "producthunt.com", []string{"@"}, false},
	{"orcid", "orcid.org", []string{""}, false},
	{"crunchbase", "crunchbase.com", []string{"person"}, false},
	{"peopleperhour", "peopleperhour.com", []string{"freelancer"}, false},
	{"credly", "credly.com", []string{"users"}, false},
	{"codementor", "codementor.io", []string{"@", ""}, false},
	{"linktree", "linktr.ee", []string{""}, false},
	{"skype", "join.skype.com", []string{"invite"}, false},
}

var profileHosts = func() map[string]int {
	m := map[string]int{}
	for i, p := range profileSites {
		for h := range strings.FieldsSeq(p.hosts) {
			m[h] = i
		}
	}
	return m
}()

// reservedHandles are first path segments that are pages of the site itself.
var reservedHandles = set("about", "features", "pricing", "login", "signin", "signup", "join", "settings", "explore", "topics", "search", "home", "help", "support", "blog", "jobs", "company", "companies", "school", "groups", "events", "feed", "posts", "pulse", "orgs", "organizations", "marketplace", "sponsors", "apps", "users", "user", "share", "intent", "i", "hashtag", "messages", "notifications", "terms", "privacy", "legal", "contact", "careers", "security", "enterprise", "collections", "trending", "new", "me", "m", "p", "reel", "reels", "stories", "watch", "pages", "profile.php", "people", "joinchat", "addstickers", "s", "c", "datasets", "models", "spaces", "docs", "tags", "top", "t", "categories", "category", "gigs", "problems", "problemset", "contest", "challenges", "dashboard", "competitions", "learn", "code", "discussions", "gallery", "joblist", "shots", "tag", "designers", "hire", "talent", "dir", "in", "pub", "public", "-")

// findProfile recognises a profile by host and path.
func findProfile(host, path string) Profile {
	if p, ok := subdomainProfile(host); ok && path == "" {
		return p
	}
	i, ok := profileHosts[host]
	if !ok {
		// country hosts: uk.linkedin.com, de.linkedin.com, de-de.facebook.com
		if _, rest, found := strings.Cut(host, "."); found && len(host)-len(rest) <= 6 {
			i, ok = profileHosts[rest]
		}
		if !ok {
			return Profile{}
		}
	}
	site := profileSites[i]
	segs := strings.Split(strings.Trim(path, "/"), "/")
	for _, before := range site.before {
		if h := handleAt(segs, before, site.numeric); h != "" {
			return Profile{Site: site.site, Handle: h}
		}
	}
	return Profile{}
}

// handleAt returns the handle behind the segment, "" when there is none.
func handleAt(segs []string, before string, numeric bool) string {
	var h string
	switch {
	case len(segs) == 0:
		return ""
	case before == "@" || before == "~":
		rest, ok := strings.CutPrefix(segs[0], before)
		if !ok {
			return ""
		}
		return cleanHandle(rest)
	case before == "":
		if h = segs[0]; reservedHandles[strings.ToLower(h)] {
			return ""
		}
	case len(segs) > 1 && strings.EqualFold(segs[0], before):
		h = segs[1]
	default:
		return ""
	}
	if numeric && !isDigits(h) {
		return ""
	}
	return cleanHandle(h)
}

// subdomainProfile recognises sites that give each account a host of its own;
// help.medium.com is the site's.
func subdomainProfile(host string) (Profile, bool) {
	name, rest, ok := strings.Cut(host, ".")
	if !ok || name == "www" || reservedHandles[name] {
		return Profile{}, false
	}
	switch rest {
	case "github.io":
		return Profile{"github", name}, true
	case "gitlab.io":
		return Profile{"gitlab", name}, true
	case "medium.com":
		return Profile{"medium", name}, true
	}
	return Profile{}, false
}

// profileURL writes the canonical address of a profile.
func profileURL(p Profile) string {
	for _, s := range profileSites {
		if s.site != p.Site {
			continue
		}
		host, _, _ := strings.Cut(s.hosts, " ")
		switch b := s.before[0]; b {
		case "":
			return host + "/" + p.Handle
		case "@", "~":
			return host + "/" + b + p.Handle
		default:
			return host + "/" + b + "/" + p.Handle
		}
	}
	return ""
}

func cleanHandle(s string) string {
	if t, err := url.PathUnescape(s); err == nil {
		s = t
	}
	s = strings.TrimLeft(Fold(s), "@ ")
	if len(s) == 0 || len(s) > 128 {
		return ""
	}
	for _, r := range s {
		if r <= ' ' || strings.ContainsRune(`/\?#%&<>"'@:;,()[]{}|^`+"`", r) {
			return ""
		}
	}
	return s
}
