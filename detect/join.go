package detect

import (
	"fmt"
	"slices"

	"muster"
)

// defaultOccupancy is how many people an ordinary home is expected to hold
// when neither the dossier nor the settings say.
const defaultOccupancy = 5

// Share is a value on the subject's record that other people hold too, or
// several values of one kind after Merge.
type Share struct {
	Held   []*muster.Held // every place of the subject's record that holds it
	Others []muster.Other // the people it joins the subject to
}

// Kind returns the kind of the shared value.
func (s *Share) Kind() muster.ArtefactKind { return s.Held[0].Kind }

// Draft starts a draft that cites the share. The caller adds words and
// strength.
func (s *Share) Draft() Draft {
	draft := Draft{Others: s.Others}
	for _, h := range s.Held {
		if !slices.ContainsFunc(draft.Held, func(k *muster.Held) bool { return k.Kind == h.Kind && k.ID == h.ID }) {
			draft.Held = append(draft.Held, h)
		}
		if !slices.Contains(draft.Refs, h.Ref) {
			draft.Refs = append(draft.Refs, h.Ref)
		}
	}
	return draft
}

// Base says how common the value is, with its base: "2 of 1,204 people with a
// phone number". It is empty where the base is unknown.
func (s *Share) Base(what string) string {
	sharing := &s.Held[0].Sharing
	if sharing.Base < 2 {
		return ""
	}
	return fmt.Sprintf("%s of %s people with %s on record hold it.", Number(sharing.Count+1), Number(sharing.Base), what)
}

// Shares returns the values the subject shares with people that count, one
// entry per value in the order of the dossier. Which held artefacts are looked
// at is the caller's choice; who counts is decided by others, such as
// Strangers.
func Shares(d *muster.Dossier, look func(*muster.Held) bool, others func(*muster.Held) []muster.Other) []Share {
	var shares []Share
	for i := range d.Artefacts {
		h := &d.Artefacts[i]
		if !look(h) {
			continue
		}
		if at := slices.IndexFunc(shares, func(s Share) bool { return s.Held[0].Kind == h.Kind && s.Held[0].ID == h.ID }); at >= 0 {
			shares[at].Held = append(shares[at].Held, h)
			continue
		}
		if joined := others(h); len(joined) > 0 {
			shares = append(shares, Share{Held: []*muster.Held{h}, Others: joined})
		}
	}
	return shares
}

// Merge puts the shares of one kind together, in order of the first of each
// kind. Likenesses of texts and pictures are values of two people each; told
// one by one they would repeat themselves.
func Merge(shares []Share) []Share {
	var merged []Share
	for _, share := range shares {
		at := slices.IndexFunc(merged, func(m Share) bool { return m.Kind() == share.Kind() })
		if at < 0 {
			merged = append(merged, share)
			continue
		}
		m := &merged[at]
		m.Held = append(m.Held, share.Held...)
		for _, o := range share.Others {
			if !slices.ContainsFunc(m.Others, func(k muster.Other) bool { return k.Subject == o.Subject }) {
				m.Others = append(m.Others, o)
			}
		}
	}
	return merged
}

// Strangers returns the other holders of a shared value who count against the
// subject. Nobody does when the value is common. People with the same name or
// a variant of it, people whose names cannot be compared, people a declared
// relation explains and people of the same home within its expected occupancy
// do not count. A contact whose control the subject proved counts only with
// those who proved it too: otherwise somebody else's form could be held
// against its true holder.
func Strangers(d *muster.Dossier, s *muster.Settings, h *muster.Held) []muster.Other {
	if h.Sharing.Common != muster.NotCommon {
		return nil
	}
	atHome := 1
	for i := range h.Sharing.Others {
		if h.Sharing.Others[i].Homes == muster.OutcomeSame {
			atHome++
		}
	}
	household := h.Kind.Shareable() && atHome <= expected(s, h)
	var strangers []muster.Other
	for i := range h.Sharing.Others {
		o := &h.Sharing.Others[i]
		switch {
		case o.Names != muster.OutcomeDifferent, o.Related,
			household && o.Homes == muster.OutcomeSame,
			h.Proved && !o.Proved && h.Kind.Shareable():
			continue
		}
		strangers = append(strangers, *o)
	}
	return strangers
}

// Crowd returns the other people at an address or in a building when more
// declare it than are expected to live there; otherwise nobody.
func Crowd(s *muster.Settings, h *muster.Held) []muster.Other {
	if h.Sharing.Common != muster.NotCommon {
		return nil
	}
	var crowd []muster.Other
	for i := range h.Sharing.Others {
		if o := &h.Sharing.Others[i]; o.Names == muster.OutcomeDifferent && !o.Related {
			crowd = append(crowd, *o)
		}
	}
	if len(crowd)+1 <= expected(s, h) {
		return nil
	}
	return crowd
}

// expected is how many people may share a home without meaning anything.
func expected(s *muster.Settings, h *muster.Held) int {
	switch {
	case h.Sharing.Expected > 0:
		return h.Sharing.Expected
	case s != nil && s.MaxOccupancy > 0:
		return s.MaxOccupancy
	}
	return defaultOccupancy
}

// Number writes a count with thousands separated: "1,204".
func Number(n int) string {
	text := fmt.Sprint(n)
	for at := len(text) - 3; at > 0 && text[at-1] != '-'; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// Count writes a count with its noun in the right number: "one record",
// "3 records".
func Count(n int, one, many string) string {
	if n == 1 {
		return "one " + one
	}
	return Number(n) + " " + many
}

// OnDays begins a sentence about something seen on n days, n at least one: "On 3
// days, the last {date}," or, for a single day, "On {date}".
func OnDays(n int) string {
	if n == 1 {
		return "On {date}"
	}
	return "On " + Count(n, "day", "days") + ", the last {date},"
}
