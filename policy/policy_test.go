package policy_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"muster"
	"muster/policy"
)

// own is a finding from somebody's own records.
func own(family muster.Family, strength int) muster.Finding {
	return seal(muster.Finding{Flag: muster.FlagID(fmt.Sprintf("%.3s-%02d", "OWN", strength)), Family: family, Strength: strength, Scored: true, Subjects: []muster.SubjectID{"a"}})
}

// join is a finding that joins the subject to others.
func join(family muster.Family, strength, homes int, kinds []muster.ArtefactKind, others ...muster.SubjectID) muster.Finding {
	return seal(muster.Finding{
		Flag: "SRC-01", Family: family, Strength: strength, Scored: true, Subjects: append([]muster.SubjectID{"a"}, others...),
		Join: &muster.Join{Kinds: kinds, SharedBy: len(others) + 1, DifferentHomes: homes},
	})
}

func seal(f muster.Finding) muster.Finding {
	f.ComputeKey()
	f.Key[15] ^= byte(f.Strength)
	f.Key[14] ^= f.Family[0]
	return f
}

func confirmed(f muster.Finding) muster.Finding   { f.Confirmed = true; return f }
func note(f muster.Finding) muster.Finding        { f.Scored = false; return f }
func unshareable(f muster.Finding) muster.Finding { f.Join.Unshareable = true; return f }

func apart(f muster.Finding) muster.Finding { f.Join.Apart = true; return f }

type kinds = []muster.ArtefactKind

var (
	phone    = kinds{muster.ArtefactPhone}
	wallet   = kinds{muster.ArtefactWallet}
	place    = kinds{muster.ArtefactAddress, muster.ArtefactBuilding}
	document = kinds{muster.ArtefactDocument}
)

// TestLevels is the law of the design, sections 3.2 and 3.3, line by line.
func TestLevels(t *testing.T) {
	const link, text, papers, bank = muster.FamilyLink, muster.FamilyText, muster.FamilyPapers, muster.FamilyBank
	cases := []struct {
		name     string
		want     muster.Level
		findings []muster.Finding
	}{
		{"nothing", muster.Clear, nil},
		{"one at 2", muster.Clear, []muster.Finding{own(papers, 2)}},
		{"one at 3", muster.Verify, []muster.Finding{own(papers, 3)}},
		{"two families at 2", muster.Verify, []muster.Finding{own(papers, 2), own(text, 2)}},
		{"one family twice at 2", muster.Clear, []muster.Finding{own(papers, 2), own(papers, 2)}},
		{"2 and 1", muster.Clear, []muster.Finding{own(papers, 2), own(text, 1)}},
		{"4 and another family at 3", muster.Escalate, []muster.Finding{own(papers, 4), own(text, 3)}},
		{"4 and the same family at 3", muster.Verify, []muster.Finding{own(papers, 4), own(papers, 3)}},
		{"4 and another family at 2", muster.Verify, []muster.Finding{own(papers, 4), own(text, 2)}},
		{"3 and 3", muster.Verify, []muster.Finding{own(papers, 3), own(text, 3)}},
		{"5 alone, unconfirmed", muster.Verify, []muster.Finding{own(papers, 5)}},
		{"5 confirmed", muster.Escalate, []muster.Finding{confirmed(own(papers, 5))}},
		{"4 confirmed", muster.Verify, []muster.Finding{confirmed(own(papers, 4))}},
		{"5 confirmed beside one of its family that is not", muster.Escalate, []muster.Finding{own(papers, 5), confirmed(own(papers, 5))}},
		{"notes never count", muster.Clear, []muster.Finding{note(own(papers, 5)), note(own(text, 4)), note(confirmed(own(bank, 5)))}},

		{"a pair of joins at 2 over one pair", muster.Clear, []muster.Finding{join(link, 2, 2, phone, "b"), join(text, 2, 2, wallet, "b")}},
		{"joins at 2 over different people", muster.Verify, []muster.Finding{join(link, 2, 2, phone, "b"), join(text, 2, 2, wallet, "c")}},
		{"joins at 4 and 3 over one pair", muster.Verify, []muster.Finding{join(link, 4, 2, phone, "b"), join(text, 3, 2, wallet, "b")}},
		{"joins at 4 and 3 over two pairs never accuse alone", muster.Verify, []muster.Finding{join(link, 4, 2, phone, "b"), join(text, 3, 2, wallet, "c")}},
		{"joins over people in common count once", muster.Clear, []muster.Finding{join(link, 2, 2, phone, "b", "c"), join(text, 2, 2, wallet, "c", "d")}},
		{"a pair sharing a document", muster.Verify, []muster.Finding{unshareable(join(link, 5, 2, document, "b"))}},
		{"a pair sharing everything", muster.Verify, []muster.Finding{unshareable(join(link, 5, 2, document, "b")), join(text, 5, 2, wallet, "b"), join(bank, 5, 2, phone, "b")}},
		{"a confirmed pair", muster.Verify, []muster.Finding{confirmed(join(link, 5, 2, phone, "b"))}},
		{"three homes, one kind", muster.Verify, []muster.Finding{join(link, 4, 3, phone, "b", "c")}},
		{"three homes, two kinds", muster.Escalate, []muster.Finding{join(link, 4, 3, phone, "b", "c"), join(bank, 3, 3, wallet, "b", "c")}},
		{"three homes, two kinds that follow from each other", muster.Verify, []muster.Finding{join(link, 4, 3, place, "b", "c")}},
		{"three people, two homes, two kinds", muster.Verify, []muster.Finding{join(link, 4, 2, phone, "b", "c"), join(bank, 3, 2, wallet, "b", "c")}},
		{"three people of undeclared homes, two kinds", muster.Verify, []muster.Finding{join(link, 4, 0, phone, "b", "c"), join(bank, 3, 0, wallet, "b", "c")}},
		{"three homes and a document", muster.Escalate, []muster.Finding{unshareable(join(link, 4, 3, document, "b", "c"))}},
		{"three homes by phone, a pair by document", muster.Verify, []muster.Finding{join(link, 4, 3, phone, "b", "c"), unshareable(join(link, 4, 2, phone, "b"))}},
		{"an agency's phone, an account shared with a partner elsewhere", muster.Verify, []muster.Finding{join(link, 3, 6, phone, "b", "c", "d", "e", "f"), join(bank, 3, 2, wallet, "p")}},
		{"the same, and a ring that names what leads to the agency's people", muster.Verify, []muster.Finding{
			join(link, 3, 6, phone, "b", "c", "d", "e", "f"), join(bank, 3, 2, wallet, "p"), join(text, 3, 6, phone, "b", "c", "d", "e", "f"),
		}},
		{"the computer of a co-working room and its line", muster.Verify, []muster.Finding{join(link, 4, 6, kinds{muster.ArtefactDevice, muster.ArtefactNetwork}, "b", "c", "d", "e", "f")}},
		{"a computer, its line and an account", muster.Escalate, []muster.Finding{join(link, 4, 6, kinds{muster.ArtefactDevice, muster.ArtefactNetwork, muster.ArtefactAccount}, "b", "c", "d", "e", "f")}},
		{"an umbrella company's account, a co-working address", muster.Verify, []muster.Finding{join(bank, 3, 6, wallet, "b", "c", "d", "e", "f"), join(link, 3, 4, place, "g", "h", "i")}},
		{"a family of four over two homes, phone and account", muster.Verify, []muster.Finding{join(link, 4, 2, phone, "b", "c", "d"), join(bank, 3, 2, wallet, "b", "c", "d")}},
		{"three homes by phone, the account with one of them at home", muster.Verify, []muster.Finding{join(link, 4, 3, phone, "b", "c"), join(bank, 3, 1, wallet, "b")}},
		{"three homes by phone, the account with one of them elsewhere", muster.Escalate, []muster.Finding{join(link, 4, 3, phone, "b", "c"), join(bank, 3, 2, wallet, "b")}},
		{"a ring to which two kinds lead", muster.Escalate, []muster.Finding{join(link, 3, 4, kinds{muster.ArtefactPhone, muster.ArtefactWallet}, "b", "c", "d")}},
		{"a ring to which an agency's phone and a partner's account lead", muster.Verify, []muster.Finding{
			apart(join(link, 3, 4, kinds{muster.ArtefactPhone, muster.ArtefactWallet}, "b", "c", "p")), join(bank, 3, 2, wallet, "p"), join(text, 3, 6, phone, "b", "c", "d", "e", "f"),
		}},
		{"two chains of pairs", muster.Verify, []muster.Finding{join(link, 4, 2, phone, "b"), join(bank, 3, 2, wallet, "c"), join(text, 3, 2, document, "b", "c")}},
		{"three homes, two kinds, over two sets of people", muster.Verify, []muster.Finding{join(link, 4, 3, phone, "b", "c"), join(bank, 3, 3, wallet, "d", "e")}},
		{"three homes suffice beside a stronger pair", muster.Escalate, []muster.Finding{
			join(link, 5, 2, phone, "z"), join(link, 4, 3, phone, "b", "c"), join(link, 3, 3, wallet, "b", "c"),
		}},
		{"a join and an own finding of another family", muster.Escalate, []muster.Finding{join(link, 4, 2, phone, "b"), own(papers, 3)}},
		{"an own finding and a weaker join", muster.Escalate, []muster.Finding{join(text, 3, 2, phone, "b"), own(papers, 4)}},
		{"an own finding between two joins", muster.Escalate, []muster.Finding{join(link, 5, 2, phone, "b"), join(text, 4, 2, phone, "c"), own(papers, 3)}},
		{"a join and an own finding of its family", muster.Verify, []muster.Finding{join(link, 4, 2, phone, "b"), own(link, 4)}},
		{"a join's family does not hide the person's own", muster.Escalate, []muster.Finding{join(text, 3, 2, phone, "b"), join(link, 4, 2, phone, "b"), own(link, 4)}},
	}
	p := policy.Default()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := policy.Assess(p, "a", c.findings)
			if a.Level != c.want {
				t.Errorf("level %s (%s), want %s", a.Level, a.Reason, c.want)
			}
			if (a.Reason == "") != (a.Level == muster.Clear) {
				t.Errorf("level %s with reason %q", a.Level, a.Reason)
			}
		})
	}
}

func TestContributionsSayWhyTheyDoNotCount(t *testing.T) {
	p := policy.Default()
	p.Strengths["ZZZ-01"] = 0
	weightless := own(muster.FamilyFace, 3)
	weightless.Flag = "ZZZ-01"
	a := policy.Assess(p, "a", []muster.Finding{
		own(muster.FamilyPapers, 4), own(muster.FamilyPapers, 3), note(own(muster.FamilyFace, 3)), weightless,
		join(muster.FamilyLink, 3, 2, phone, "b"), join(muster.FamilyText, 2, 2, wallet, "b"),
	})
	got := map[string]bool{}
	for _, c := range a.Contributions {
		got[fmt.Sprintf("%s %d %v %s", c.Family, c.Strength, c.Counted, c.Why)] = true
	}
	want := map[string]bool{
		"DOC 4 true ": true, "DOC 3 false same family: only the strongest counts": true,
		"FACE 3 false shown as a note, never counted": true, "FACE 0 false the policy gives this flag no weight": true,
		"LINK 3 true ": true, "TXT 2 false same people: joins between the same people count once": true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]muster.Family{muster.FamilyPapers, muster.FamilyLink}, a.Families); diff != "" {
		t.Errorf("families: %s", diff)
	}
}

// What met the rule is what is shown as counted, although another choice has
// stronger findings in it.
func TestWhatMetTheRuleIsCounted(t *testing.T) {
	a := policy.Assess(policy.Default(), "a", []muster.Finding{
		join(muster.FamilyLink, 5, 2, phone, "b"), join(muster.FamilyText, 5, 2, phone, "c"), own(muster.FamilyText, 3),
	})
	for _, c := range a.Contributions {
		if c.Family == muster.FamilyText && c.Counted != (c.Strength == 3) {
			t.Errorf("strength %d counted: %v", c.Strength, c.Counted)
		}
	}
	if a.Level != muster.Escalate {
		t.Errorf("level %s", a.Level)
	}
}

func TestOffAndStrengths(t *testing.T) {
	p := policy.Default()
	f := own(muster.FamilyPapers, 3)
	p.Off = []muster.FlagID{f.Flag}
	if a := policy.Assess(p, "a", []muster.Finding{f}); a.Level != muster.Clear || len(a.Contributions) != 0 {
		t.Errorf("a flag switched off: %+v", a)
	}
	for strength, want := range map[int]muster.Level{0: muster.Clear, 2: muster.Clear, 3: muster.Verify, 5: muster.Verify} {
		p := policy.Default()
		p.Strengths[f.Flag] = strength
		if a := policy.Assess(p, "a", []muster.Finding{f}); a.Level != want || a.Contributions[0].Strength != strength {
			t.Errorf("strength %d: level %s, want %s; %+v", strength, a.Level, want, a.Contributions)
		}
	}
}

// Checks that settle most findings come first, then those of the strongest. What
// is too weak to count beside anything asks for none.
func TestChecksAreOrdered(t *testing.T) {
	p := policy.Default()
	p.Checks = map[muster.FlagID][]muster.CheckType{
		"AAA-01": {muster.CheckInPerson, muster.CheckIdentity}, "AAA-02": {muster.CheckIdentity}, "AAA-03": {muster.CheckBankName}, "AAA-04": {"own words"}, "AAA-05": {muster.CheckDevice},
	}
	flagged := func(flag muster.FlagID, f muster.Finding) muster.Finding { f.Flag = flag; return seal(f) }
	a := policy.Assess(p, "a", []muster.Finding{
		flagged("AAA-02", own(muster.FamilyText, 2)), flagged("AAA-01", own(muster.FamilyPapers, 4)),
		note(flagged("AAA-03", own(muster.FamilyBank, 2))), flagged("AAA-04", own(muster.FamilyFace, 2)), flagged("AAA-05", own(muster.FamilyDevice, 1)),
	})
	var got []string
	for _, c := range a.Checks {
		got = append(got, fmt.Sprint(c.Type, " ", c.Flags))
		if c.Say == "" {
			t.Errorf("%s says nothing", c.Type)
		}
	}
	if diff := cmp.Diff([]string{"identity [AAA-01 AAA-02]", "in_person [AAA-01]", "own words [AAA-04]"}, got); diff != "" {
		t.Error(diff)
	}
}

// drawFinding draws any finding a run may bring, own or join.
func drawFinding(t *rapid.T) muster.Finding {
	families := []muster.Family{muster.FamilyLink, muster.FamilyText, muster.FamilyPapers, muster.FamilyBank}
	f := muster.Finding{
		Flag: muster.FlagID(rapid.SampledFrom([]string{"SRC-01", "SRC-02", "IDD-01", "PAY-02"}).Draw(t, "flag")), Family: rapid.SampledFrom(families).Draw(t, "family"),
		Strength: rapid.IntRange(1, 5).Draw(t, "strength"), Scored: rapid.IntRange(0, 5).Draw(t, "scored") > 0,
		Confirmed: rapid.IntRange(0, 3).Draw(t, "confirmed") == 0, Subjects: []muster.SubjectID{"a"},
	}
	if rapid.Bool().Draw(t, "join") {
		others := rapid.SliceOfNDistinct(rapid.SampledFrom([]muster.SubjectID{"b", "c", "d", "e", "f"}), 1, 4, rapid.ID).Draw(t, "others")
		f.Subjects = append(f.Subjects, others...)
		f.Join = &muster.Join{
			Kinds:          rapid.SliceOfNDistinct(rapid.SampledFrom([]muster.ArtefactKind{"phone", "phone_block", "wallet", "address", "building"}), 1, 3, rapid.ID).Draw(t, "kinds"),
			DifferentHomes: rapid.IntRange(0, len(f.Subjects)).Draw(t, "homes"), Unshareable: rapid.IntRange(0, 5).Draw(t, "unshareable") == 0,
		}
	}
	f.Key = muster.FindingKey(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "key"))
	return f
}

func TestAssessIgnoresOrder(t *testing.T) {
	p := policy.Default()
	rapid.Check(t, func(t *rapid.T) {
		findings := rapid.SliceOfNDistinct(rapid.Custom(drawFinding), 0, 8, func(f muster.Finding) muster.FindingKey { return f.Key }).Draw(t, "findings")
		want := policy.Assess(p, "a", findings)
		if diff := cmp.Diff(want, policy.Assess(p, "a", rapid.Permutation(findings).Draw(t, "order"))); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestMoreEvidenceNeverLowersALevel: otherwise a person could be cleared by
// being joined to one more.
func TestMoreEvidenceNeverLowersALevel(t *testing.T) {
	p := policy.Default()
	rapid.Check(t, func(t *rapid.T) {
		findings := rapid.SliceOfN(rapid.Custom(drawFinding), 1, 8).Draw(t, "findings")
		fewer, more := policy.Assess(p, "a", findings[1:]), policy.Assess(p, "a", findings)
		if more.Level.Rank() < fewer.Level.Rank() {
			t.Fatalf("%s (%s) became %s", fewer.Level, fewer.Reason, more.Level)
		}
	})
}

// TestJoinsAloneNeedThreeHomes: whatever joins say, and whoever confirmed it,
// joins that span fewer than three declared homes escalate nobody.
func TestJoinsAloneNeedThreeHomes(t *testing.T) {
	p := policy.Default()
	rapid.Check(t, func(t *rapid.T) {
		findings := rapid.SliceOfN(rapid.Custom(drawFinding), 0, 8).Draw(t, "findings")
		findings = slices.DeleteFunc(findings, func(f muster.Finding) bool { return f.Join == nil || f.Join.DifferentHomes > 2 })
		if a := policy.Assess(p, "a", findings); a.Level == muster.Escalate {
			t.Fatal(a.Reason)
		}
	})
}

// TestOneFindingOfAFamilyCounts and every counted piece stands alone.
func TestOneFindingOfAFamilyCounts(t *testing.T) {
	p := policy.Default()
	rapid.Check(t, func(t *rapid.T) {
		findings := rapid.SliceOfNDistinct(rapid.Custom(drawFinding), 0, 8, func(f muster.Finding) muster.FindingKey { return f.Key }).Draw(t, "findings")
		a := policy.Assess(p, "a", findings)
		var families []muster.Family
		people := map[muster.SubjectID]bool{}
		for _, c := range a.Contributions {
			if c.Counted == (c.Why != "") {
				t.Fatalf("counted %v with reason %q", c.Counted, c.Why)
			}
			if !c.Counted {
				continue
			}
			f := findings[slices.IndexFunc(findings, func(f muster.Finding) bool { return f.Key == c.Finding })]
			if !f.Scored || slices.Contains(families, c.Family) {
				t.Fatalf("%+v counted beside %v", c, families)
			}
			families = append(families, c.Family)
			for _, s := range f.Subjects[1:] {
				if people[s] {
					t.Fatalf("two joins over %s counted", s)
				}
				people[s] = true
			}
		}
		if diff := cmp.Diff(families, a.Families); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestAJoinWithoutSubjectsIsNoCrash(t *testing.T) {
	f := muster.Finding{Flag: "SRC-01", Family: muster.FamilyLink, Strength: 3, Scored: true, Join: &muster.Join{}}
	if a := policy.Assess(policy.Default(), "a", []muster.Finding{f, f}); a.Level != muster.Verify {
		t.Error(a.Level)
	}
}
