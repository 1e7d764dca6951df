package connect

import (
	"strings"
	"time"

	"muster"
)

// Mails lists what of the texts looks like an address of e-mail, each once.
func Mails(list ...string) (mails []muster.Email) {
	seen := map[string]bool{}
	for _, s := range list {
		for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' }) {
			if key := strings.ToLower(part); strings.Contains(part, "@") && !seen[key] && len(part) < 320 {
				seen[key] = true
				mails = append(mails, muster.Email(part))
			}
		}
	}
	return mails
}

// Phones lists the texts that are there, each once.
func Phones(list ...string) (phones []muster.Phone) {
	for _, s := range unique(list) {
		phones = append(phones, muster.Phone(s))
	}
	return phones
}

// URLs lists the texts that are there, each once.
func URLs(list ...string) (urls []muster.URL) {
	for _, s := range unique(list) {
		urls = append(urls, muster.URL(s))
	}
	return urls
}

func unique(list []string) (out []string) {
	seen := map[string]bool{}
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" && !seen[s] && len(s) <= 2000 {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// Every lists what stands at a path in each object of a list.
func (r *Record) Every(list string, paths ...string) (out []string) {
	r.Each(list, func(one *Record) {
		if s := one.Text(paths...); s != "" {
			out = append(out, s)
		}
	})
	return out
}

// Joined writes the parts of an address on one line.
func Joined(parts ...string) muster.Address {
	return muster.Address(strings.Join(unique(parts), ", "))
}

// Day returns the first of the paths that is a moment as the date it names:
// dates of people's work are dates, wherever midnight was when they were kept.
func (r *Record) Day(paths ...string) muster.Time {
	for _, path := range paths {
		if at, err := time.Parse(time.DateOnly, r.Text(path)); err == nil && plausible(at) {
			return muster.Date(at.Year(), at.Month(), at.Day())
		}
	}
	t := r.Time(paths...)
	if t.IsZero() {
		return t
	}
	at := t.UTC()
	if t.OffsetKnown() {
		at = at.Add(time.Duration(t.Offset) * time.Minute) // the date that was written down
	}
	return muster.Date(at.Year(), at.Month(), at.Day())
}

// Named returns how a record writes a name.
func Named(full, given, family string) muster.Named {
	return muster.Named{FullName: muster.PersonName(Cut(full)), GivenName: muster.PersonName(Cut(given)), FamilyName: muster.PersonName(Cut(family))}
}

// Standing reads where an application stands from the words that applicant
// systems use, or nothing.
func Standing(word string) muster.ApplicationStatus {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "active", "open", "lead", "converted", "new", "in_process":
		return muster.ApplicationOpen
	case "rejected", "archived", "disqualified":
		return muster.ApplicationRejected
	case "withdrawn":
		return muster.ApplicationWithdrawn
	case "offer", "offered":
		return muster.ApplicationOffered
	case "hired":
		return muster.ApplicationHired
	}
	return ""
}
