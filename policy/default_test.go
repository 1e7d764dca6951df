package policy_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/policy"
)

func parse(t *testing.T, text string) *muster.Policy {
	t.Helper()
	p, err := policy.Parse("policy.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAnEmptyFileIsTheDefault(t *testing.T) {
	for _, text := range []string{"", "\n# nothing but a comment\n", string(policy.DefaultText()), "verify:\nescalate: null\nchecks:\noff: [WRK-12]\n"} {
		if diff := cmp.Diff(policy.Default(), parse(t, text)); diff != "" {
			t.Errorf("%.40q: %s", text, diff)
		}
	}
}

// What the default switches off, an empty list switches on.
func TestAnEmptyListSwitchesOn(t *testing.T) {
	if off := policy.Default().Off; len(off) == 0 {
		t.Fatal("the default switches nothing off")
	}
	if off := parse(t, "off: []\n").Off; len(off) != 0 {
		t.Errorf("still off: %v", off)
	}
}

func TestDefaultTextIsACopy(t *testing.T) {
	policy.DefaultText()[0] = 'X'
	if policy.DefaultText()[0] == 'X' {
		t.Error("the built-in policy can be changed")
	}
}

// What a file leaves out keeps its default, down to the single key.
func TestAFileIsWrittenOverTheDefault(t *testing.T) {
	p := parse(t, `
version: ours-1
verify: {single: 4}
strengths: {SRC-01: 2}
off: [SRC-15]
checks: {SRC-01: [in_person], SRC-02: []}
gates: {ordinary: {offer: [{check: identity, assurance: high}]}, reception: {shipping: [{check: address}]}}
retention_days: {cv: 30}
checks_per_week: 7
clearing: {confirmed: true, valid_days: {identity: 90}, flags: {SRC-01: {clears: [identity], lowers: [device]}}}
`)
	want := policy.Default()
	want.Version, want.Verify.Single, want.Budget = "ours-1", 4, 7
	want.Strengths["SRC-01"] = 2
	want.Off = []muster.FlagID{"SRC-15"}
	want.Checks["SRC-01"] = []muster.CheckType{muster.CheckInPerson}
	delete(want.Checks, "SRC-02")
	want.Gates[muster.RoleOrdinary][muster.GateOffer] = []muster.Ask{{Check: muster.CheckIdentity, Assurance: "high"}}
	want.Gates["reception"] = map[muster.Gate][]muster.Ask{muster.GateShipping: {{Check: muster.CheckAddress}}}
	want.Retention[muster.KindCV] = 30
	want.Clearing.Confirmed = true // by_checks and the other types' days keep their defaults
	want.Clearing.ValidDays[muster.CheckIdentity] = 90
	want.Clearing.Flags = map[muster.FlagID]muster.Settling{
		"SRC-01": {Clears: []muster.CheckType{muster.CheckIdentity}, Lowers: []muster.CheckType{muster.CheckDevice}},
	}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Error(diff)
	}
	if len(p.Checks) < 20 || len(p.Gates[muster.RoleOrdinary]) < 3 {
		t.Errorf("the default is too small to show a merge: %d checks, %d gates", len(p.Checks), len(p.Gates[muster.RoleOrdinary]))
	}
}

// A file that is wrong is refused, and the message names the key.
func TestParseRefuses(t *testing.T) {
	for text, names := range map[string]string{
		"off: ! ":                     "YAML",
		"verison: x":                  "verison",
		"verify: {singel: 3}":         "singel",
		"- a":                         "mapping",
		"version: x\nversion: y":      "version",
		"version: x\n---\nverison: y": "more than one document",
		"version: ''":                 "version",
		"strengths: {SRC-01: 6}":      "SRC-01",
		"strengths: {SRC-01: -1}":     "SRC-01",
		"strengths: {SRC01: 3}":       "SRC01",
		"off: [src-01]":               "src-01",
		"checks: {shared: [x]}":       "shared",
		"retention_days: {cvs: 3}":    "cvs",
		"retention_days: {cv: -3}":    "cv",
		"gates: {ordinary: {hire: [{check: identity}]}}":        "hire",
		"gates: {ordinary: {offer: [{chek: identity}]}}":        "chek",
		"gates: {ordinary: {offer: [{assurance: high}]}}":       "offer",
		"escalation_working_days: -1":                           "escalation_working_days",
		"checks_per_week: -1":                                   "checks_per_week",
		"clearing: {flags: {SRC-01: {clears: [contact_code]}}}": "contact_code",
		"clearing: {flags: {SRC-01: {lowers: [horoscope]}}}":    "horoscope",
		"clearing: {flags: {phone: {clears: [in_person]}}}":     "phone",
		"clearing: {flag: {}}":                                  "flag",
		"clearing: {valid_days: {horoscope: 3}}":                "horoscope",
		"clearing: {valid_days: {identity: -3}}":                "identity",
		"checks: {SRC-01: [horoscope]}":                         "horoscope",

		// The law: no customer can write these.
		"escalate: {single: 5}":                                  "escalate",
		"escalate: {families: 2}":                                "families",
		"escalate: {at_least: 2}":                                "at_least",
		"escalate: {join_people: 2}":                             "join_people",
		"escalate: {join_people: -3}":                            "join_people",
		"escalate: {join_kinds: 1}":                              "join_kinds",
		"escalate: {strongest: 3}":                               "strongest",
		"escalate: {companion: 2}":                               "companion",
		"escalate: {confirmed: 4}":                               "confirmed",
		"checks: {IDD-09: [right_to_work]}":                      "right_to_work",
		"clearing: {flags: {IDD-09: {clears: [right_to_work]}}}": "right_to_work",
		"clearing: {flags: {IDD-09: {lowers: [right_to_work]}}}": "right_to_work",
		"verify: {single: 2}":                                    "single",
		"verify: {single: 0}":                                    "single",
		"verify: {families: 1}":                                  "families",
		"verify: {families: 6}":                                  "families",
		"verify: {at_least: 1}":                                  "at_least",
		"verify: {strongest: 2, companion: 1}":                   "verify",
		"verify: {confirmed: 1}":                                 "verify",
		"verify: {join_people: 2}":                               "verify",
		"verify: {join_kinds: 2}":                                "verify",
		"verify: {companion: 1}":                                 "verify",
	} {
		_, err := policy.Parse("policy.yaml", []byte(text))
		var e *muster.Error
		if !errors.As(err, &e) {
			t.Errorf("%q: got %v, want an Error", text, err)
			continue
		}
		if !strings.Contains(e.Message, names) || e.Hint == "" || e.Place.File != "policy.yaml" || e.Code != muster.CodeDamaged {
			t.Errorf("%q: %+v does not name %q with a hint and the file", text, e, names)
		}
	}
}

// Stricter rules are the customer's to write.
func TestParseAllowsStricter(t *testing.T) {
	for _, text := range []string{
		"escalate: {join_people: 5, join_kinds: 3}", "escalate: {join_people: 0}", "escalate: {confirmed: 0}", "escalate: {strongest: 5, companion: 4}", "verify: {single: 5, families: 3, at_least: 3}",
	} {
		parse(t, text)
	}
	off := parse(t, "escalate: {join_people: 0}")
	f := unshareable(join(muster.FamilyLink, 5, 4, document, "b", "c", "d"))
	if a := policy.Assess(off, "a", []muster.Finding{f}); a.Level != muster.Verify {
		t.Errorf("joins switched off: %s", a.Level)
	}
}

func TestParseBoundsTheFile(t *testing.T) {
	_, err := policy.Parse("policy.yaml", []byte("#"+strings.Repeat("x", 1<<20)))
	if muster.CodeOf(err) != muster.CodeTooLarge {
		t.Error(err)
	}
}

// FuzzPolicyParse: no text crashes the parser, and what it accepts keeps the
// law.
func FuzzPolicyParse(f *testing.F) {
	f.Add(policy.DefaultText())
	for _, seed := range []string{
		"", "verify:", "verify: null", "- a", "a: &a [*a]", "version: x\n---\n", "escalate: {families: 2}", "verify: {single: 99999999999999999999}",
		"gates: {a: {offer: }}", "gates: {a: }", "checks: {SRC-01: }", "<<: {version: x}", "off: [SRC-01, [x]]", "? {a: b}\n: c", "strengths: {? SRC-01 : 3}", "version: !!binary x",
	} {
		f.Add([]byte(seed))
	}
	pair := []muster.Finding{unshareable(join(muster.FamilyLink, 5, 2, document, "b")), confirmed(join(muster.FamilyText, 5, 2, wallet, "c"))}
	weak := []muster.Finding{own(muster.FamilyPapers, 1), own(muster.FamilyText, 1), own(muster.FamilyBank, 1)}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<14 {
			t.Skip()
		}
		p, err := policy.Parse("policy.yaml", text)
		if err != nil {
			return
		}
		if p.Version == "" {
			t.Error("a policy without version")
		}
		for flag, checks := range p.Checks {
			if slices.Contains(checks, muster.CheckRightToWork) {
				t.Errorf("%s asks for a right-to-work check", flag)
			}
		}
		if a := policy.Assess(p, "a", pair); a.Level == muster.Escalate && len(p.Strengths) == 0 {
			t.Errorf("two pairs escalate: %s", a.Reason)
		}
		p.Strengths = nil
		if a := policy.Assess(p, "a", weak); a.Level != muster.Clear {
			t.Errorf("findings of strength 1 verify: %s", a.Reason)
		}
	})
}
