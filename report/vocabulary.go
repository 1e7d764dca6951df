package report

import "muster"

// The words other surfaces share with the report, so that a person reads the
// same sentence in a file, in a page and on a terminal.

// LevelWord is a level as people read it: "Clear", "Verify", "Escalate".
func LevelWord(l muster.Level) string { return levelWord(l) }

// FamilyWord names an evidence family: "Shared with others".
func FamilyWord(f muster.Family) string { return familyWord(f) }

// KindWord names the record an observation came from: "HR record", "CV".
func KindWord(k muster.Kind) string { return kindWord(k) }

// ArtefactWord names a kind of value without an article: "phone number".
func ArtefactWord(k muster.ArtefactKind) string { return artefactWord(k) }

// RoleWord names a role class: "role with privileged access".
func RoleWord(r muster.RoleClass) string { return roleWord(r) }

// StatusWord names where in its life a subject stands: "applicant".
func StatusWord(s muster.Status) string { return statusWord(s) }

// StrengthWord says a strength in words, because a bare number reads like a
// score: "Strength 3 of 5, worth a check".
func StrengthWord(strength int) string { return strengthWord(strength) }

// Number writes n with thousands separated: "12,300".
func Number(n int) string { return number(n) }

// Count writes a number with the thing it counts: "1 person", "3 people".
func Count(n int, one, many string) string { return count(n, one, many) }

// List joins words as a sentence does: "a, b and c".
func List(words []string) string { return list(words) }

// Sentence starts a text with a capital letter.
func Sentence(s string) string { return sentence(s) }
