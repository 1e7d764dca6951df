package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"muster"
)

// cursor names the place a list goes on from. It is opaque to callers: it holds
// the place and a digest of the question, so that one list's cursor is not used
// in another.
func cursor(question any, after string) string {
	if after == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(questionOf(question) + after))
}

// after reads a cursor of the same question; "" is the beginning.
func after(question any, cursor string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	place, ok := strings.CutPrefix(string(raw), questionOf(question))
	if err != nil || !ok || place == "" || !utf8.ValidString(place) || strings.ContainsRune(place, 0) {
		return "", &muster.Error{Code: muster.CodeUsage, Message: "this cursor is not one of this list", Hint: "begin without a cursor, and pass on what the answer calls next"}
	}
	return place, nil
}

func questionOf(question any) string {
	text, err := json.Marshal(question)
	if err != nil {
		text = nil // questions are structs of texts; one that cannot be written matches no other
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:4])
}

// tagOf is the tag of a representation: the parts that say which state it is
// of, and a digest of what it holds.
func tagOf(version string, body any) string {
	text, err := json.Marshal(body)
	if err != nil {
		text = nil
	}
	sum := sha256.Sum256(text)
	return `"` + version + "." + hex.EncodeToString(sum[:8]) + `"`
}

// versionOf is the state a tag speaks of.
func versionOf(tag string) string {
	version, _, _ := strings.Cut(strings.Trim(tag, `"`), ".")
	return version
}

// matches reports whether one of a header's tags is this one.
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}
