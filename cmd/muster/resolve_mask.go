package main

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"muster"
	"muster/dossier"
	"muster/resolve"
)

// maskValue hides most of a record's value: somebody who knows it recognises
// it, somebody who does not learns little.
func maskValue(kind resolve.Kind, value string) string {
	if value == "" {
		return ""
	}
	switch kind {
	case resolve.Phone:
		if len(value) < 11 { // compared without prefix: the first digits would say too much
			return dossier.Mask(muster.ArtefactDocument, value)
		}
		return dossier.Mask(muster.ArtefactPhone, value)
	case resolve.Email:
		return dossier.Mask(muster.ArtefactEmail, value)
	case resolve.BankAccount:
		return dossier.Mask(muster.ArtefactAccount, value)
	case resolve.Document, resolve.HouseNumber:
		return dossier.Mask(muster.ArtefactDocument, value)
	case resolve.Device, resolve.PhotoPrint:
		return dossier.Mask(muster.ArtefactDevice, value)
	case resolve.IP:
		return dossier.Mask(muster.ArtefactNetwork, value)
	case resolve.Category:
		return value // repeating words say nothing about one person
	case resolve.BirthDate:
		return keepStart(value, 4)
	}
	return initials(value)
}

// keepStart keeps the first characters and the shape of the rest.
func keepStart(s string, n int) string {
	var b strings.Builder
	for i, r := range []rune(s) {
		if i >= n && (unicode.IsDigit(r) || unicode.IsLetter(r)) {
			r = '*'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// initials keeps the first character of each word, and of long text the first
// words only.
func initials(s string) string {
	words := strings.Fields(s)
	more := len(words) > 8
	for i, w := range words[:min(len(words), 8)] {
		r, size := utf8.DecodeRuneInString(w)
		words[i] = string(r) + strings.Repeat("*", min(utf8.RuneCountInString(w[size:]), 8))
	}
	out := strings.Join(words[:min(len(words), 8)], " ")
	if more {
		out += " …"
	}
	return out
}
