package report

import (
	"strconv"
	"strings"
	"time"

	"muster"
	"muster/internal/escape"
)

// number writes n with thousands separated: "12,300".
func number(n int) string {
	s := strconv.Itoa(n)
	start := 0
	if n < 0 {
		start = 1
	}
	for i := len(s) - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// count writes "1 person" or "3 people".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// is agrees with n: "1 row was", "3 rows were".
func is(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func people(n int) string { return count(n, "person", "people") }

// smallNumber writes numbers up to ten as words at the start of a sentence.
func smallNumber(n int) string {
	words := []string{"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return number(n)
}

// list joins words as a sentence does: "a, b and c".
func list(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

func day(t time.Time) string { return t.Format("2 January 2006") }

// sentence starts s with a capital letter.
func sentence(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	if first, _, _ := strings.Cut(s, " "); strings.Contains(first, "@") {
		return s // an address is written as it is
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func levelWord(l muster.Level) string {
	switch l {
	case muster.Escalate:
		return "Escalate"
	case muster.Verify:
		return "Verify"
	}
	return "Clear"
}

// levelSays is what a level asks of people, as a whole sentence.
func (in *Input) levelSays(l muster.Level) string {
	switch l {
	case muster.Escalate:
		return "Two people look within " + workingDays(in.escalationDays()) + ". Unless they write down a reason, the process then goes on."
	case muster.Verify:
		return "A check is due before the next step."
	}
	return "Nothing is due."
}

func workingDays(n int) string {
	if n == 1 {
		return "one working day"
	}
	return strings.ToLower(smallNumber(n)) + " working days"
}

func familyWord(f muster.Family) string {
	switch f {
	case muster.FamilyPlace:
		return "Place"
	case muster.FamilyDevice:
		return "Devices"
	case muster.FamilyPapers:
		return "Documents"
	case muster.FamilyText:
		return "CV and messages"
	case muster.FamilyLink:
		return "Shared with others"
	case muster.FamilyBank:
		return "Bank and pay"
	case muster.FamilyAddress:
		return "Addresses and deliveries"
	case muster.FamilyFace:
		return "Seen in person"
	case muster.FamilyConduct:
		return "Conduct"
	case muster.FamilyHistory:
		return "Background"
	case muster.FamilyCode:
		return "Code"
	}
	return other(string(f))
}

// familyNames replaces family codes in brackets, as policies write them.
func familyNames(s string) string {
	for _, f := range []muster.Family{
		muster.FamilyPlace, muster.FamilyDevice, muster.FamilyPapers, muster.FamilyText, muster.FamilyLink, muster.FamilyBank,
		muster.FamilyAddress, muster.FamilyFace, muster.FamilyConduct, muster.FamilyHistory, muster.FamilyCode,
	} {
		word := familyWord(f)
		if word[1] >= 'a' { // CV stays CV
			word = strings.ToLower(word[:1]) + word[1:]
		}
		s = strings.ReplaceAll(s, "("+string(f)+")", "("+word+")")
	}
	return s
}

func kindWord(k muster.Kind) string {
	switch k {
	case muster.KindPerson:
		return "HR record"
	case muster.KindCV:
		return "CV"
	case muster.KindBank:
		return "Bank details"
	case muster.KindChange:
		return "Name or address change"
	case muster.KindLeaver:
		return "End of work"
	case muster.KindImage:
		return "Picture file"
	case muster.KindSignIns:
		return "Sign-ins of one day"
	case muster.KindDeviceDay:
		return "Device on one day"
	case muster.KindActivityDay:
		return "Activity of one day"
	case muster.KindWorkDay:
		return "Work of one day"
	}
	return sentence(other(string(k)))
}

// artefactWord names a kind of value: "phone number".
func artefactWord(k muster.ArtefactKind) string {
	switch k {
	case muster.ArtefactPhone:
		return "phone number"
	case muster.ArtefactPhoneBlock:
		return "adjacent phone numbers"
	case muster.ArtefactEmail:
		return "e-mail address"
	case muster.ArtefactAccount:
		return "bank account"
	case muster.ArtefactDocument:
		return "document number"
	case muster.ArtefactURL:
		return "profile or portfolio"
	case muster.ArtefactDomain:
		return "own web domain"
	case muster.ArtefactNetwork:
		return "network address"
	case muster.ArtefactImage:
		return "picture file"
	case muster.ArtefactPrint:
		return "picture"
	case muster.ArtefactCapture:
		return "camera"
	case muster.ArtefactTemplate:
		return "file template"
	case muster.ArtefactPassage:
		return "CV passage"
	case muster.ArtefactSkeleton:
		return "facts in the CV"
	case muster.ArtefactMessage:
		return "message text"
	case muster.ArtefactMeeting:
		return "meeting account"
	case muster.ArtefactReferee:
		return "referee's contact"
	case muster.ArtefactStarts:
		return "device switched on at the same minutes"
	case muster.ArtefactCalls:
		return "order of calls"
	}
	return other(string(k))
}

// artefactPhrase is a value of a kind in a sentence that does not show it: "a
// phone number", "facts in the CV".
func artefactPhrase(k muster.ArtefactKind) string {
	word := artefactWord(k)
	switch {
	case word == "" || k == muster.ArtefactSkeleton || k == muster.ArtefactPhoneBlock:
		return word
	case strings.ContainsRune("aeio", rune(word[0])):
		return "an " + word
	}
	return "a " + word
}

func roleWord(r muster.RoleClass) string {
	switch r {
	case "":
		return ""
	case muster.RoleOrdinary:
		return "ordinary role"
	case muster.RolePrivileged:
		return "role with privileged access"
	case muster.RoleSensitive:
		return "sensitive role"
	}
	return other(string(r))
}

func statusWord(s muster.Status) string {
	switch s {
	case "", muster.StatusUnknown:
		return "status not stated"
	case muster.StatusApplicant:
		return "applicant"
	case muster.StatusAccount:
		return "platform account"
	}
	return other(string(s))
}

// knownStatus counts statuses outside the vocabulary as unknown, so that
// nobody drops out of the counts.
func knownStatus(s muster.Status) muster.Status {
	switch s {
	case muster.StatusApplicant, muster.StatusWorker, muster.StatusContractor, muster.StatusLeaver, muster.StatusAccount:
		return s
	}
	return muster.StatusUnknown
}

func memberWord(r muster.MemberRole) string {
	switch r {
	case muster.MemberRecord:
		return "record"
	case muster.MemberOrdinary, muster.MemberPersona:
		return "person"
	case muster.MemberAddressHub:
		return "address of others"
	case muster.MemberBankHub:
		return "account of others"
	case muster.MemberDeviceHub:
		return "device or line of others"
	}
	return other(string(r))
}

// other shows a word of a vocabulary this package has no wording for.
func other(word string) string {
	return escape.Line(strings.ReplaceAll(word, "_", " "))
}

// full makes a fragment a whole sentence: a capital letter and a full stop.
func full(s string) string {
	s = sentence(strings.TrimSpace(s))
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!:") {
		return s
	}
	return s + "."
}

// unbroken keeps a number on the line of the word it counts.
func unbroken(s string) string {
	b := []byte(s)
	out := make([]byte, 0, len(b)+8)
	for i, c := range b {
		if c == ' ' && i > 0 && b[i-1] >= '0' && b[i-1] <= '9' {
			out = append(out, "\u00a0"...)
			continue
		}
		out = append(out, c)
	}
	return string(out)
}
