package payrun

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"

	"muster"
	"muster/ingest/bankfile"
)

func uk(code, number string) muster.PayTo {
	return muster.PayTo{BankCode: muster.BankCode(code), Number: muster.Account(number)}
}

var (
	payDay  = muster.Date(2026, 11, 25)
	october = muster.Date(2026, 10, 25)
	home    = uk("401002", "55779911")
	other   = uk("608371", "44556677")
)

func line(number int, reference, name string, to muster.PayTo) Line {
	return Line{Number: number, Reference: reference, Name: name, To: to, Amount: decimal.MustParse("1000.10"), Currency: "GBP", Date: payDay}
}

func person(id, name string, accounts ...Account) Person {
	return Person{Subject: muster.SubjectID(id), Names: []string{name}, Accounts: accounts}
}

func verified(to muster.PayTo) Account {
	return Account{To: to, Given: october, Verified: october, Paid: october}
}

func paid(to muster.PayTo) Account { return Account{To: to, Given: october, Paid: october} }

func given(to muster.PayTo) Account {
	return Account{To: to, Given: muster.Date(2026, 11, 20), Changed: true}
}

// denies is somebody who says on a day of November that the change is not theirs.
func denies(p Person, day int) Person {
	p.Denied(muster.Date(2026, 11, day))
	return p
}

// TestCheck goes through what happens to honest people and to diverted pay.
func TestCheck(t *testing.T) {
	joint := []Line{line(1, "E-1", "A MERCER", home), line(2, "E-2", "B MERCER", home)}
	couple := []Person{person("E-1", "Ann Mercer", verified(home)), person("E-2", "Ben Mercer", verified(home))}
	for _, test := range []struct {
		name    string
		lines   []Line
		people  []Person
		cleared map[Cleared]bool
		want    string // of each line: codes, proposal
	}{
		{name: "the account verified last", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{person("E-1", "Ann Mercer", verified(home))}, want: " pay_as_given"},
		{name: "both spellings of one account", lines: []Line{line(1, "E-1", "A MERCER", muster.PayTo{IBAN: "GB29NWBK60161331926819"})}, people: []Person{person("E-1", "Ann Mercer", verified(uk("60-16-13", "31926819")))}, want: " pay_as_given"},
		{name: "changed, and nobody verified it", lines: []Line{line(1, "E-1", "A MERCER", other)}, people: []Person{person("E-1", "Ann Mercer", verified(home), given(other))}, want: "account_changed pay_last_verified"},
		{name: "changed, and the person denied it", lines: []Line{line(1, "E-1", "A MERCER", other)}, people: []Person{denies(person("E-1", "Ann Mercer", verified(home), given(other)), 21)}, want: "change_denied,account_changed pay_last_verified"},
		{name: "denied though the bank knows the name", lines: []Line{line(1, "E-1", "A MERCER", other)}, people: []Person{denies(person("E-1", "Ann Mercer", verified(home), Account{To: other, Given: muster.Date(2026, 11, 20), NameCheck: muster.NameCheckMatch}), 21)}, want: "change_denied,account_changed pay_last_verified"},
		{name: "denied, and two people had said otherwise before", lines: []Line{line(1, "E-1", "A MERCER", other)}, people: []Person{denies(person("E-1", "Ann Mercer", verified(home), given(other)), 21)},
			cleared: map[Cleared]bool{{Code: Changed, Account: AccountOf(&other), People: Crowd("E-1")}: true}, want: "change_denied,account_changed pay_last_verified"},
		{name: "denied, and the file pays the account of before", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{denies(person("E-1", "Ann Mercer", verified(home), Account{To: other, Given: muster.Date(2026, 11, 20), NameCheck: muster.NameCheckMatch}), 21)}, want: " pay_as_given"},
		{name: "denied, and confirmed with the person since", lines: []Line{line(1, "E-1", "A MERCER", other)}, people: []Person{denies(person("E-1", "Ann Mercer", verified(home), Account{To: other, Given: october, Verified: muster.Date(2026, 11, 22)}), 21)}, want: " pay_as_given"},
		{name: "changed after another change was denied", lines: []Line{line(1, "E-1", "A MERCER", other)}, people: []Person{denies(person("E-1", "Ann Mercer", verified(home), given(other)), 19)}, want: "account_changed pay_last_verified"},
		{name: "a change that takes effect later is denied before", lines: []Line{line(1, "E-1", "A MERCER", other)}, people: []Person{denies(person("E-1", "Ann Mercer", verified(home), Account{To: other, Given: muster.Date(2026, 11, 24), Known: muster.Date(2026, 11, 20), Changed: true}), 21)}, want: "change_denied,account_changed pay_last_verified"},
		{name: "denied, and there is no account of before", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{denies(person("E-1", "Ann Mercer", given(home)), 21)}, want: "change_denied,first_pay pay_as_given"},
		{name: "the only account is nobody's change", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{denies(person("E-1", "Ann Mercer", Account{To: home, Given: october, NameCheck: muster.NameCheckMatch}), 21)}, want: " pay_as_given"},
		{name: "changed in the file alone", lines: []Line{line(1, "E-1", "A MERCER", other)}, people: []Person{person("E-1", "Ann Mercer", verified(home))}, want: "account_changed pay_last_verified"},
		{name: "changed and verified since", lines: []Line{line(1, "E-1", "A MERCER", other)}, people: []Person{person("E-1", "Ann Mercer", verified(home), Account{To: other, Given: october, Verified: muster.Date(2026, 11, 21)})}, want: " pay_as_given"},
		{name: "back to an older verified account", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{person("E-1", "Ann Mercer", verified(home), Account{To: other, Verified: muster.Date(2026, 11, 21)})}, want: " pay_as_given"},
		{name: "a bank's match is enough", lines: []Line{line(1, "E-1", "A MERCER", other)}, people: []Person{person("E-1", "Ann Mercer", verified(home), Account{To: other, Given: october, NameCheck: muster.NameCheckMatch})}, want: " pay_as_given"},
		{name: "a check that is not available says nothing", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{person("E-1", "Ann Mercer", Account{To: home, Paid: october, NameCheck: muster.NameCheckNotAvailable})}, want: " pay_as_given"},
		{name: "first pay", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{person("E-1", "Ann Mercer", given(home))}, want: "first_pay pay_as_given"},
		{name: "paid there for months, never verified", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{person("E-1", "Ann Mercer", paid(home))}, want: " pay_as_given"},
		{name: "elsewhere than before, never verified", lines: []Line{line(1, "E-1", "A MERCER", other)}, people: []Person{person("E-1", "Ann Mercer", paid(home), given(other))}, want: "account_new pay_as_given"},
		{name: "a name is not enough to lead pay elsewhere", lines: []Line{line(1, "SALARY", "Ann Mercer", other)}, people: []Person{person("E-1", "Ann Mercer", verified(home))}, want: "account_changed pay_as_given"},
		{name: "two people of one name are not told apart", lines: []Line{line(1, "SALARY", "Ann Mercer", other)}, people: []Person{person("E-1", "Ann Mercer", verified(home)), person("E-2", "Ann Mercer")}, want: "nobody_known pay_as_given"},
		{name: "nobody known", lines: []Line{line(1, "X", "Zed", other)}, people: couple, want: "nobody_known pay_as_given"},
		{name: "the bank says no", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{person("E-1", "Ann Mercer", Account{To: home, Paid: october, NameCheck: muster.NameCheckNoMatch})}, want: "name_differs pay_as_given"},
		{name: "the bank says no, and the person confirmed it since", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{person("E-1", "Ann Mercer", Account{To: home, NameCheck: muster.NameCheckNoMatch, Verified: october})}, want: " pay_as_given"},
		{name: "another name in the file", lines: []Line{line(1, "E-1", "Q RIVERS", home)}, people: []Person{person("E-1", "Ann Mercer", paid(home))}, want: "name_differs pay_as_given"},
		{name: "a maiden name on record", lines: []Line{line(1, "E-1", "Ann Rivers", home)}, people: []Person{{Subject: "E-1", Names: []string{"Ann Mercer", "Ann Rivers"}, Accounts: []Account{paid(home)}}}, want: " pay_as_given"},
		{name: "given before, and the file says another", lines: []Line{line(1, "E-1", "A MERCER", other)}, people: []Person{person("E-1", "Ann Mercer", Account{To: home, Given: october})}, want: "account_new pay_as_given"},
		{name: "here for years, never verified, no pay on record", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{{Subject: "E-1", Names: []string{"Ann Mercer"}, Started: muster.Date(2020, 1, 6), Accounts: []Account{{To: home, Given: october}}}}, want: "never_verified pay_as_given"},
		{name: "here for years, and no account on record", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{{Subject: "E-1", Names: []string{"Ann Mercer"}, Started: muster.Date(2020, 1, 6)}}, want: "account_not_known pay_as_given"},
		{name: "here since this month, and no account on record", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{{Subject: "E-1", Names: []string{"Ann Mercer"}, Started: muster.Date(2026, 11, 2)}}, want: "first_pay pay_as_given"},
		{name: "a match without a day", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{person("E-1", "Ann Mercer", Account{To: home, NameCheck: muster.NameCheckMatch})}, want: " pay_as_given"},
		{name: "changed from a match without a day", lines: []Line{line(1, "E-1", "A MERCER", other)}, people: []Person{person("E-1", "Ann Mercer", Account{To: home, NameCheck: muster.NameCheckMatch})}, want: "account_changed pay_last_verified"},
		{name: "a close match says nothing", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{person("E-1", "Ann Mercer", Account{To: home, Paid: october, NameCheck: muster.NameCheckClose})}, want: " pay_as_given"},
		{name: "no such account", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{person("E-1", "Ann Mercer", Account{To: home, Paid: october, NameCheck: muster.NameCheckAccountWrong})}, want: "account_wrong pay_as_given"},
		{name: "a reference the bank does not know", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{person("E-1", "Ann Mercer", Account{To: home, Paid: october, NameCheck: muster.NameCheckReferenceWrong})}, want: "account_wrong pay_as_given"},
		{name: "switched to another bank", lines: []Line{line(1, "E-1", "A MERCER", home)}, people: []Person{person("E-1", "Ann Mercer", Account{To: home, Paid: october, NameCheck: muster.NameCheckSwitched})}, want: "account_switched pay_as_given"},
		{name: "a supplier somebody has seen", lines: []Line{line(1, "X", "Paper Ltd", other)}, people: couple, cleared: map[Cleared]bool{{Unknown, "GB:608371:44556677", ""}: true}, want: " pay_as_given"},
		{name: "initials and a title", lines: []Line{line(1, "E-1", "MR A B MERCER", home)}, people: []Person{person("E-1", "Ann Beth Mercer", paid(home))}, want: " pay_as_given"},
		{name: "family name first", lines: []Line{line(1, "E-1", "MERCER A", home)}, people: []Person{person("E-1", "Ann Mercer", paid(home))}, want: " pay_as_given"},
		{name: "another alphabet", lines: []Line{line(1, "E-1", "ALEKSEI IVANOV", home)}, people: []Person{person("E-1", "Алексей Иванов", paid(home))}, want: " pay_as_given"},
		{name: "umlauts", lines: []Line{line(1, "E-1", "Z MUELLER", home)}, people: []Person{person("E-1", "Zoë Müller", paid(home))}, want: " pay_as_given"},
		{name: "couple by first names", lines: []Line{line(1, "E-1", "B AND A MERCER", home)}, people: []Person{person("E-1", "Ann Mercer", paid(home))}, want: " pay_as_given"},
		{name: "two family names, one on the card", lines: []Line{line(1, "E-1", "MARIA GARCIA", home)}, people: []Person{person("E-1", "María García López", paid(home))}, want: " pay_as_given"},
		{name: "a joint account by its name", lines: []Line{line(1, "E-1", "MR B & MRS A MERCER", home)}, people: []Person{person("E-1", "Ann Mercer", paid(home))}, want: " pay_as_given"},
		{name: "a name cut off by the file", lines: []Line{line(1, "E-1", "MAXIMILIANE KONSTA", home)}, people: []Person{person("E-1", "Maximiliane Konstantinidou", paid(home))}, want: " pay_as_given"},
		{name: "the person's own company", lines: []Line{line(1, "E-1", "Mercer Consulting Ltd", home)}, people: []Person{person("E-1", "Ann Mercer", paid(home))}, want: " pay_as_given"},
		{name: "a couple", lines: joint, people: couple, want: "account_shared pay_as_given;account_shared pay_as_given"},
		{name: "a couple that was asked", lines: joint, people: couple, cleared: map[Cleared]bool{{Shared, "GB:401002:55779911", Crowd("E-2", "E-1")}: true}, want: " pay_as_given; pay_as_given"},
		{name: "a couple that was asked, and a third", lines: append(joint[:2:2], line(3, "E-3", "C LIND", home)), people: append(couple[:2:2], person("E-3", "Cid Lind", verified(home))), cleared: map[Cleared]bool{{Shared, "GB:401002:55779911", Crowd("E-2", "E-1")}: true}, want: "account_shared pay_as_given;account_shared pay_as_given;account_shared pay_as_given"},
		{name: "one account, and the other is paid elsewhere", lines: joint[:1], people: append(couple[:1:1], person("Q-7", "Quin Vale", paid(home))), want: "account_shared pay_as_given"},
		{name: "an account somebody else gave up", lines: joint[:1], people: append(couple[:1:1], person("Q-7", "Quin Vale", paid(home), given(other))), want: " pay_as_given"},
		{name: "one person twice", lines: []Line{line(1, "E-1", "A MERCER", home), line(2, "e-1 ", "A MERCER", home)}, people: couple[:1], want: "paid_twice pay_as_given;paid_twice pay_as_given"},
		{name: "one person twice on one account, in an earlier run too", lines: []Line{line(1, "E-1", "A MERCER", home), line(2, "e-1 ", "A MERCER", home)}, people: couple[:1], cleared: map[Cleared]bool{{Twice, "GB:401002:55779911", "E-1"}: true}, want: "paid_twice pay_as_given;paid_twice pay_as_given"},
		{name: "pay that is always split between two accounts", lines: []Line{line(1, "E-1", "A MERCER", home), line(2, "E-1", "A MERCER", other)}, people: []Person{person("E-1", "Ann Mercer", verified(home), verified(other))}, cleared: map[Cleared]bool{{Twice, "GB:401002:55779911", "E-1"}: true, {Twice, "GB:608371:44556677", "E-1"}: true}, want: " pay_as_given; pay_as_given"},
		{name: "after leaving, as in the run before", lines: joint[:1], people: []Person{{Subject: "E-1", Names: []string{"Ann Mercer"}, Accounts: []Account{verified(home)}, Left: october}}, cleared: map[Cleared]bool{{Left, "GB:401002:55779911", "E-1"}: true}, want: "has_left pay_as_given"},
		{name: "after leaving", lines: joint[:1], people: []Person{{Subject: "E-1", Names: []string{"Ann Mercer"}, Accounts: []Account{verified(home)}, Left: october}}, want: "has_left pay_as_given"},
		{name: "an account that fails its check digits", lines: []Line{line(1, "E-1", "A MERCER", muster.PayTo{IBAN: "GB28NWBK60161331926819"})}, people: couple[:1], want: "account_unreadable pay_as_given"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, a := range Check(test.lines, NewRoll(test.people), test.cleared) {
				var codes []string
				for _, r := range a.Reasons {
					codes = append(codes, string(r.Code))
					if r.Says == "" || r.Rival == "" || r.Settles == "" {
						t.Errorf("%s lacks words: %+v", r.Code, r)
					}
				}
				got = append(got, strings.Join(codes, ",")+" "+string(a.Proposal))
				if a.Proposal == PayLastVerified && (a.Last == nil || AccountOf(&a.Last.To) == test.lines[a.Index].account()) {
					t.Errorf("line %d proposes another account and has none", a.Line)
				}
			}
			if diff := cmp.Diff(test.want, strings.Join(got, ";")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNothingProposesNotToPay holds the one rule of the package.
func TestNothingProposesNotToPay(t *testing.T) {
	lines := []Line{line(1, "E-1", "A MERCER", other), line(2, "X", "", muster.PayTo{}), line(3, "E-1", "Q", home)}
	for _, a := range Check(lines, NewRoll([]Person{person("E-1", "Ann Mercer", verified(home))}), nil) {
		if a.Proposal != PayAsGiven && a.Proposal != PayLastVerified {
			t.Errorf("line %d: %s", a.Line, a.Proposal)
		}
	}
}

// TestTheHonestExplanationOfAChangeComesFirst reads the advice as payroll does.
func TestTheHonestExplanationOfAChangeComesFirst(t *testing.T) {
	advice := Check([]Line{line(7, "E-1", "A MERCER", other)}, NewRoll([]Person{person("E-1", "Ann Mercer", verified(home), given(other))}), nil)
	var out bytes.Buffer
	if err := WriteAdvice(&out, advice); err != nil {
		t.Fatal(err)
	}
	want := "line,subject,reason,proposal\n" +
		`7,"E-1","Somebody else may be diverting this person's pay: they may know nothing of the change. The account is not the one verified on 25 October 2026, and nobody has verified it. Ask the person, by a number or in a meeting that was on file before the change; a second person releases it.",pay_last_verified` + "\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestFilesAreSafeToOpen(t *testing.T) {
	lines := []Line{line(1, `=HYPERLINK("x")`, "@SUM(A1)", other)}
	advice := Check(lines, NewRoll([]Person{person("=E-1", "Ann", verified(home))}), nil)
	advice[0].Subject = "=E-1"
	var out bytes.Buffer
	decided := map[int]Decision{1: {Line: 1, Choice: ChooseSameDay, By: "+Jo", Reason: "-now"}}
	for _, err := range []error{WriteAdvice(&out, advice), WriteReconciliation(&out, lines, advice), WriteSameDay(&out, lines, advice, decided)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, bad := range []string{",=", ",@", ",+", ",-", `"=`, "55779911,", "•44556677"} {
		if strings.Contains(out.String(), bad) {
			t.Errorf("%q stands in\n%s", bad, out.String())
		}
	}
	for _, want := range []string{"•••• 6677", `"44556677"`, ",,total,,1000.10,GBP,,,"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
}

// TestSameDayPaysTheAccountThatWasDecided: never one that is in question because
// nobody thought of naming another.
func TestSameDayPaysTheAccountThatWasDecided(t *testing.T) {
	last, named := verified(home), muster.PayTo{IBAN: "GB29NWBK60161331926819"}
	for _, test := range []struct {
		name    string
		reasons []Code
		last    *Account
		to      muster.PayTo
		want    string // iban, bank code, number
	}{
		{"a couple", []Code{Shared}, nil, muster.PayTo{}, `"","608371","44556677"`},
		{"changed, another was verified", []Code{Changed}, &last, muster.PayTo{}, `"","401002","55779911"`},
		{"changed, the person gave a third", []Code{Changed}, &last, named, `"GB29NWBK60161331926819","",""`},
		{"changed, neither was verified", []Code{NewAccount}, nil, muster.PayTo{}, `"","",""`},
		{"changed, and the person named it", []Code{NewAccount}, nil, named, `"GB29NWBK60161331926819","",""`},
		{"no such account", []Code{NoAccount}, nil, muster.PayTo{}, `"","",""`},
	} {
		a := []Advice{{Line: 1, Last: test.last}}
		for _, code := range test.reasons {
			a[0].Reasons = append(a[0].Reasons, Reason{Code: code})
		}
		var out bytes.Buffer
		if err := WriteSameDay(&out, []Line{line(1, "E-1", "A MERCER", other)}, a, map[int]Decision{1: {Line: 1, Choice: ChooseSameDay, By: "Jo", Reason: "x", To: test.to}}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "A MERCER,"+test.want+",1000.10") {
			t.Errorf("%s: %s", test.name, out.String())
		}
	}
	for text, want := range map[string]muster.PayTo{
		"GB29 NWBK 6016 1331 9268 19": named, "60-16-13 31926819": uk("60-16-13", "31926819"), "60 16 13 31926819": uk("601613", "31926819"),
		"GB28NWBK60161331926819": {}, "31926819": {}, "": {}, strings.Repeat("1 ", 80): {},
	} {
		if got, ok := ReadAccount(text); ok != (want != muster.PayTo{}) || ok && got != want {
			t.Errorf("%q: %+v, %v", text, got, ok)
		}
	}
}

func TestReadDecisions(t *testing.T) {
	advice := Check([]Line{line(5, "E-1", "A MERCER", other), line(6, "E-2", "B OKAFOR", home), line(7, "E-3", "C LIND", home)}, NewRoll([]Person{
		person("E-1", "Ann Mercer", verified(uk("111111", "11111111"))), person("E-2", "Ben Okafor", given(home)), person("E-3", "Cid Lind", verified(uk("010203", "12345678")), verified(home)),
	}), map[Cleared]bool{{Shared, "GB:401002:55779911", Crowd("E-2", "E-3")}: true})
	got, err := ReadDecisions("d.csv", strings.NewReader("reason,LINE,by,choice,note\nCalled her,5,Jo,pay_last_verified,x\n\"New, and checked\",6,Jo,pay_as_given\n"), advice)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Decision{{5, ChooseLastVerified, "Jo", "Called her", muster.PayTo{}}, {6, ChooseAsGiven, "Jo", "New, and checked", muster.PayTo{}}}, got); diff != "" {
		t.Error(diff)
	}
	two, err := ReadDecisions("d.csv", strings.NewReader("line,choice,by,reason\n5,pay_as_given,Jo,x\n5,pay_as_given,Sam,released\n"), advice)
	if err != nil || len(two) != 2 {
		t.Errorf("a second person's release: %v, %v", two, err)
	}
	if open := Open(advice, map[int]Decision{5: got[0]}); !cmp.Equal(open, []int{6}) {
		t.Errorf("open lines %v", open)
	}
	for _, test := range []struct{ text, want string }{
		{"", "the file has no header"},
		{"line,choice,by\n", `no column "reason"`},
		{"line,choice,by,reason\n5,pay_as_given,,x\n9,pay_as_given,Jo,x\n6,hold,Jo,x\n", "row 2: nobody is named"},
		{"line,choice,by,reason\n5,pay_as_given,,x\n9,pay_as_given,Jo,x\n6,hold,Jo,x\n", "row 3: the run shows no line 9"},
		{"line,choice,by,reason\n5,pay_as_given,,x\n9,pay_as_given,Jo,x\n6,hold,Jo,x\n", `row 4: "hold" is no choice`},
		{"line,choice,by,reason\n5,pay_as_given,Jo,x\n5,pay_as_given,jo,x\n", "decided twice"},
		{"line,choice,by,reason\n5,pay_as_given,Jo,x\n5,pay_last_verified,Sam,x\n", "decided twice"},
		{"line,choice,by,reason\n6,pay_last_verified,Jo,x\n", "no other account that was verified"},
		{"line,choice,by,reason\n7,pay_as_given,Jo,x\n", "not shown for a decision"},
		{"line,choice,by,reason\n5,pay_as_given,Jo,\n", "no reason is given"},
		{"line,choice,by,reason,account\n6,pay_as_given,Jo,x,GB29NWBK60161331926819\n", "only pay_same_day takes"},
		{"line,choice,by,reason,account\n6,pay_same_day,Jo,x,GB28NWBK60161331926819\n", "check digits"},
		{"line,choice,by,reason,account\n6,pay_same_day,Jo,x,GB29NWBK60161331926819\n6,pay_same_day,Sam,x,\n", "decided twice"},
		{"line,choice,by,reason\nfive,pay_as_given,Jo,x\n", `"five" is not the number of a line`},
		{"line,choice,by,reason\n5,\"pay", "the row is not CSV"},
		{"line,choice,by,reason\n5,pay_as_given,Jo," + strings.Repeat("x", 3000) + "\n", "at most"},
	} {
		if _, err := ReadDecisions("d.csv", strings.NewReader(test.text), advice); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: got %v, want %q", test.text, err, test.want)
		}
	}
}

// TestEditsFollowDecisions leads one line back and leaves two out.
func TestEditsFollowDecisions(t *testing.T) {
	last := verified(home)
	advice := []Advice{{Line: 5, Index: 0}, {Line: 6, Index: 1, Last: &last, Reasons: []Reason{{Code: Changed}}}, {Line: 7, Index: 2, Reasons: []Reason{{Code: Shared}}}, {Line: 8, Index: 3, Reasons: []Reason{{Code: Left}}}, {Line: 9, Index: 4, Reasons: []Reason{{Code: Left}}}}
	edits := Edits(advice, []int{0, 2, 4, 6, 8}, map[int]Decision{6: {Choice: ChooseLastVerified}, 7: {Choice: ChooseSameDay}, 8: {Choice: ChooseWithhold}, 9: {Choice: ChooseAsGiven}})
	if diff := cmp.Diff(map[int]bankfile.Edit{2: {To: home}, 4: {Out: true}, 6: {Out: true}}, edits); diff != "" {
		t.Error(diff)
	}
}

func FuzzReadDecisions(f *testing.F) {
	f.Add("line,choice,by,reason\n5,pay_as_given,Jo,x\n")
	f.Add("line,choice,by,reason\n\"5,pay_as_given,Jo,x\n") // a quote that is never closed
	advice := []Advice{{Line: 5, Reasons: []Reason{{Code: Left}}}}
	f.Fuzz(func(t *testing.T, text string) {
		list, err := ReadDecisions("d.csv", strings.NewReader(text), advice)
		for _, d := range list {
			if err == nil && (d.Line != 5 || d.By == "" || d.Reason == "") {
				t.Fatalf("%+v was taken", d)
			}
		}
	})
}

// TestLinesOfOneLine numbers the payments of XML written without line breaks, so
// that each can be decided on.
func TestLinesOfOneLine(t *testing.T) {
	entry := func(id, iban string) string {
		return "<CdtTrfTxInf><PmtId><EndToEndId>" + id + "</EndToEndId></PmtId><Amt><InstdAmt Ccy=\"EUR\">10.00</InstdAmt></Amt><Cdtr><Nm>" + id + "</Nm></Cdtr><CdtrAcct><Id><IBAN>" + iban + "</IBAN></Id></CdtrAcct></CdtTrfTxInf>"
	}
	text := `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn><GrpHdr><MsgId>1</MsgId><NbOfTxs>2</NbOfTxs><CtrlSum>20.00</CtrlSum></GrpHdr><PmtInf><ReqdExctnDt><Dt>2026-11-25</Dt></ReqdExctnDt>` +
		entry("E-1", "NL91ABNA0417164300") + entry("E-2", "BE68539007547034") + "</PmtInf></CstmrCdtTrfInitn></Document>"
	f, err := bankfile.Parse("pay.xml", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	lines, _ := LinesOf(f)
	if len(lines) != 2 || lines[0].Number != 1 || lines[1].Number != 2 {
		t.Errorf("%+v", lines)
	}
}
