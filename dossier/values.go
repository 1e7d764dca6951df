package dossier

import (
	"slices"
	"strings"
	"unicode/utf8"

	"muster"
	"muster/normal"
)

// Display is how a shared value is shown to people.
type Display struct {
	Kind   muster.ArtefactKind
	Masked string // enough to recognise one's own, not enough to use
	Clear  string // as written in the source; shown on purpose only
}

// Value returns how an artefact of the dossier is shown, and false when the
// subject's own records do not state it. It reads the records again: only the
// values of findings and groups are ever shown.
func (b *Built) Value(id muster.ArtefactID) (Display, bool) {
	return b.builder.Value(b.Observations, id)
}

// Value returns how an artefact is shown that somebody's observations state,
// and false when they do not.
func (b *Builder) Value(observations []muster.Observation, id muster.ArtefactID) (Display, bool) {
	claims := b.extract.extract(observations)
	for i := range claims {
		if c := &claims[i]; b.hash.id(c.kind, c.value) == id {
			return Display{Kind: c.kind, Masked: Mask(c.kind, c.shown), Clear: c.shown}, true
		}
	}
	return Display{}, false
}

// nameBytes bounds what Called returns: a name, not a text.
const nameBytes = 80

// Called returns what a record of the subject's own calls the program it is about,
// or the thing that was plugged in, as written; empty for every other record. No
// detector sees it.
func (b *Built) Called(id muster.ObservationID) muster.Text {
	if b.places == nil {
		b.places = make(map[muster.ObservationID]int, len(b.Observations))
		for i := range b.Observations {
			b.places[b.Observations[i].ID] = i
		}
	}
	i, known := b.places[id]
	if !known {
		return ""
	}
	var name muster.Text
	switch d := b.Observations[i].Data.(type) {
	case *muster.Program:
		name = d.Name
	case *muster.Attachment:
		if name = d.Name; name == "" {
			name = d.Maker
		}
	}
	if len(name) > nameBytes {
		name = muster.Text(strings.ToValidUTF8(string(name[:nameBytes]), "")) + "…"
	}
	return name
}

// Mask hides most of a value of that kind.
func Mask(kind muster.ArtefactKind, value string) string {
	switch kind {
	case muster.ArtefactPhone, muster.ArtefactPhoneBlock:
		return maskMiddle(value, 4, 3)
	case muster.ArtefactEmail, muster.ArtefactMeeting:
		local, domain, ok := strings.Cut(value, "@")
		if !ok {
			return maskMiddle(value, 1, 0)
		}
		return maskMiddle(local, 1, 0) + "@" + domain
	case muster.ArtefactAccount, muster.ArtefactWallet:
		return maskMiddle(value, 2, 4)
	case muster.ArtefactDocument:
		return maskMiddle(value, 0, 3)
	case muster.ArtefactAddress, muster.ArtefactBuilding:
		return maskAddress(value)
	case muster.ArtefactURL:
		host, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(value, "https://"), "http://"), "/")
		if form, err := normal.URL(value); err != nil || form.Profile.Site == "" {
			host = maskDomain(host) // a site of somebody's own is the value itself
		}
		return host + "/…"
	case muster.ArtefactDomain:
		return maskDomain(value)
	case muster.ArtefactNetwork:
		return maskMiddle(value, 4, 0)
	case muster.ArtefactDevice, muster.ArtefactTemplate:
		return maskMiddle(value, 4, 2)
	}
	return value // "picture file", a camera's model: words that name nobody
}

// maskDomain keeps the first letter and the ending.
func maskDomain(domain string) string {
	name, ending, _ := strings.Cut(domain, ".")
	return maskMiddle(name, 1, 0) + "." + ending
}

// maskMiddle keeps the first and last characters and replaces letters and
// digits between them; spaces and signs stay, so the shape is recognised.
func maskMiddle(s string, first, last int) string {
	runes := []rune(s)
	sign := func(r rune) bool { return strings.ContainsRune(" -.:()", r) }
	if len(runes) <= first+last || !slices.ContainsFunc(runes[first:len(runes)-last], func(r rune) bool { return !sign(r) }) {
		first, last = 0, 0
	}
	for i := first; i < len(runes)-last; i++ {
		if !sign(runes[i]) {
			runes[i] = '*'
		}
	}
	return string(runes)
}

// maskAddress keeps the first letter of each word before the last comma and
// what stands behind it, a town, postcode or country.
func maskAddress(s string) string {
	cut := strings.LastIndex(s, ",")
	if cut <= 0 || normal.Address(s[cut+1:]).Street != "" { // the street itself may stand last
		cut = len(s)
	}
	words := strings.Fields(s[:cut])
	for i, w := range words {
		r, size := utf8.DecodeRuneInString(w)
		words[i] = string(r) + strings.Repeat("*", min(utf8.RuneCountInString(w[size:]), 6))
		if size == len(strings.TrimRight(w, ",")) {
			words[i] = "*" // a house number of one digit
		}
	}
	return strings.Join(words, " ") + s[cut:]
}
