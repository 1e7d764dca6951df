package web

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"muster"
	"muster/casework"
)

// company is a small organisation in memory with everything the pages can
// show. It stands in for the server's readers.
type company struct {
	viewer *Viewer
	empty  bool

	mu     sync.Mutex
	acts   []Request
	files  []string
	refuse error
	keys   int
}

func fixtureNow() time.Time { return time.Date(2026, 6, 12, 9, 30, 0, 0, time.UTC) }

func all(Permission) bool { return true }

func newCompany() *company {
	return &company{viewer: &Viewer{Name: "Ann Keeper", Role: "HR lead", Organisation: "Harbour & Sons", Zone: time.FixedZone("BST", 3600), May: all, Accounts: true}}
}

func (c *company) config() Config {
	return Config{
		Keeper: c, Stills: c, Today: c, People: c, Person: c, Devices: c, Systems: c, Interviews: c, Groups: c, Cases: c, Work: c, PayRuns: c, Trust: c, Lists: c, Rules: c, Ledger: c, Settings: c, Search: c, Actor: c, Importer: c, Entrance: c, Account: c, Provider: c, Setup: c, Replies: c, Handovers: c,
		Viewer: func(context.Context) *Viewer { return c.viewer }, Now: fixtureNow, NewKey: c.newKey,
	}
}

func (c *company) handler(t testing.TB) *Handler {
	t.Helper()
	config := c.config()
	config.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	h, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (c *company) newKey() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keys++
	return fmt.Sprintf("fixture-key-%08d", c.keys)
}

func date(month time.Month, day int) muster.Time { return muster.Date(2026, month, day) }

func at(month time.Month, day, hour int) time.Time {
	return time.Date(2026, month, day, hour, 0, 0, 0, time.UTC)
}

func ref(id, name string, l muster.Level) PersonRef {
	return PersonRef{ID: muster.SubjectID(id), Name: name, Level: l}
}

func clockIn(hours int) Clock {
	return Clock{Until: fixtureNow().Add(time.Duration(hours) * time.Hour), Then: "Then the process goes on, unless a named person writes why not"}
}

func key(b byte) muster.FindingKey { return muster.FindingKey{b, 1, 2, 3} }

func (c *company) Today(context.Context) (*Today, error) {
	if c.empty {
		return &Today{Empty: true}, nil
	}
	step := fixtureStep()
	step.Second = true
	return &Today{
		Escalations: []Escalation{{Person: ref("A-1063", "", muster.Escalate), Why: "Six applications from different homes share a phone number and a camera.", Clock: new(clockIn(20)), Looked: []string{"Sam Reed"}}},
		Steps:       []Step{step},
		Unasked:     []Unasked{{Person: PersonRef{ID: "W-2041", Name: "Ola Brandt", Level: muster.Verify}, Why: "Shared with others"}}, MoreUnasked: 3,
		Gates: []GateWait{
			{Person: ref("A-1014", "Nour Adel", muster.Verify), Gate: muster.GateOffer, Missing: []muster.CheckType{muster.CheckLiveInterview, muster.CheckReference}, Soon: true},
			{Person: ref("W-204", "Maria Lindqvist", muster.Verify), Gate: muster.GateFirstPay, Missing: []muster.CheckType{muster.CheckBankName}},
		},
		Interviews: []PlannedInterview{{PersonRef{ID: "A-1077", Name: "Ivo Marsh", Far: true}}},
		Checks:     []Check{fixtureChecks()[1]}, MoreChecks: 4, LaterEscalations: true,
		Cases:  []CaseCard{{ID: "C-7", Title: "One number on six applications", Next: "Reference call-back for two people", Clock: &Clock{Until: at(6, 15, 17)}}},
		Budget: &Budget{Done: 7, Asked: 3, PerWeek: 15},
		Advice: []PayAdvice{fixtureAdvice()}, Releases: []PayRelease{{Run: "R-4c0d0b8f7b0f3a7c1f1f", File: "november.txt", Entity: "Harbour UK", PayDay: date(6, 25), Lines: []int{5, 9}}},
		Changed: []Change{
			{At: date(6, 12), Person: &PersonRef{ID: "A-1001", Name: "Tom Okafor"}, Text: "proved control of a phone number of his own; one finding cleared", Href: "/people/A-1001"},
			{At: date(6, 11), Text: "62 applications brought in", Href: "/people"},
		},
	}, nil
}

func fixtureStep() Step {
	return Step{
		ID: "S-3", What: "Pass the gate before shipping equipment without an address check", About: ref("A-1022", "Ilse Brandt", ""), Reason: "She collects the laptop herself at the Leeds office on Monday, and I will meet her there.",
		By: "Sam Reed", At: at(6, 11, 15), Clock: &Clock{Until: at(6, 14, 15), Then: "The request lapses"}, Affected: "She was told on 11 June and agreed.",
	}
}

func (c *company) People(_ context.Context, q PeopleQuery) (*People, error) {
	if c.empty {
		return &People{}, nil
	}
	rows := []PersonRow{
		{ref("A-1063", "", muster.Escalate), muster.StatusApplicant, muster.RolePrivileged, "Harbour UK", "Interview", "Shares a phone number and a camera with five others", "Two people look", date(6, 11)},
		{ref("A-1014", "Nour Adel", muster.Verify), muster.StatusApplicant, muster.RoleOrdinary, "Harbour UK", "Interview", "The same phone number as two others", "Code to a phone of their own", date(6, 10)},
		{ref("W-204", "Maria Lindqvist", muster.Verify), muster.StatusWorker, muster.RoleOrdinary, "Harbour UK", "First pay", "Bank details changed before the first pay run", "Call her on the number on file", date(6, 9)},
		{ref("A-1001", "Tom Okafor", muster.Clear), muster.StatusApplicant, muster.RoleOrdinary, "Harbour DE", "Offer", "", "Nothing is due", date(6, 12)},
		{ref("C-31", "Ruth Stein-Alvarez", muster.Clear), muster.StatusContractor, muster.RoleSensitive, "Harbour DE", "Employed", "", "Nothing is due", date(5, 2)},
	}
	var shown []PersonRow
	for _, r := range rows {
		if (q.Level == "" || q.Level == r.Person.Level) && (q.Status == "" || q.Status == r.Status) && strings.Contains(strings.ToLower(r.Person.Label()+r.Why), strings.ToLower(q.Words)) {
			shown = append(shown, r)
		}
	}
	p := &People{Rows: shown, Total: len(shown), All: len(rows), Next: "cursor-2", Import: &Imported{
		At: date(6, 11), Rows: 62, People: 60, More: 3,
		Rejects:   []Reject{{"applications.csv", 14, "applied_on", "31/02/2026 is not a date"}},
		Questions: []ImportQuestion{{ID: "q1", Ask: "In interviews.csv, does the day or the month come first in column seen? (every date can be read both ways, such as 03/04/2026)", Answers: []Option{{"0", "The day comes first"}, {"1", "The month comes first"}}}},
		Files:     []ImportedFile{{Name: "applications.csv", What: "Applications", Rows: 61, Aside: 1, Columns: []string{"Applied: applied on"}, Unknown: []string{"Source tag"}}, {Name: "scan.pdf", Problem: "It holds pictures of pages and no text."}},
	}}
	return p, nil
}

func fixtureChecks() []Check {
	return []Check{
		{ID: "K-1", Type: muster.CheckLiveInterview, Why: "Before the offer; everybody in an ordinary role has it.", Asked: date(6, 8), Due: date(6, 12), Outcome: muster.OutcomePassed, Done: date(6, 10), Expires: date(12, 10), By: "Sam Reed", Found: "Camera on, three prompts done, answers matched the application.", Stamp: &Stamp{Entry: 4127, At: at(6, 10, 11)}},
		{ID: "K-3", Type: muster.CheckLiveInterview, Why: "Before privileged access; everybody in the class has it.", Asked: date(6, 11), Due: date(6, 15), Outcome: muster.OutcomePending, Mine: true, Offers: fixtureHeld("/people/A-1014/interview#e")},
		{ID: "K-4", Type: muster.CheckLiveInterview, Why: "Before the interview.", Asked: date(5, 28), Outcome: muster.OutcomePassed, Done: date(5, 30), By: "Sam Reed", Rests: &fixtureHeld("/people/A-1014/interview#e")[1], Stamp: &Stamp{Entry: 4073, At: at(5, 30, 12)}},
		{ID: "K-2", Person: ref("A-1014", "Nour Adel", muster.Verify), Type: muster.CheckContactCode, Why: "It would settle the shared phone number.", Settles: []muster.FlagID{"SRC-01"}, Asked: date(6, 9), Due: date(6, 11), Late: true, Outcome: muster.OutcomePending, Mine: true},
	}
}

// fixtureHeld are two interviews that were held: one with signs and differences,
// one without.
func fixtureHeld(page string) []Held {
	return []Held{
		{ID: "D-54", On: date(6, 10), By: []string{"Ann Keeper", "Sam Reed"}, How: "video, camera on", Done: "Of 6 answers on prompts 5 say done.", Signs: []Line{{Text: "A virtual camera was shown", By: "Sam Reed"}}, Differ: 2, Href: page},
		{ID: "D-41", On: date(5, 30), By: []string{"Ann Keeper", "Lee Park"}, How: "in person", Done: "Every prompt was done.", Href: page},
	}
}

func fixtureFindings() []Finding {
	return []Finding{
		{
			Key: key(1), Flag: "SRC-01", Family: muster.FamilyLink, Title: "Same phone number on three applications under different names.", Strength: 3, Counted: true,
			Detail: "+44 7*** ***482 is on this application (3 March) and on two others (19 May, 2 June). Numbers shared by three people who declare different homes are rare here (4 in 12,300).",
			Seen:   date(6, 2), Others: []PersonRef{ref("A-1022", "", muster.Verify), ref("A-1030", "", muster.Verify)},
			Values: []SharedValue{{Kind: muster.ArtefactPhone, Value: "+44 7*** ***482", SharedBy: 3, Base: 12300}},
			Evidence: []Evidence{
				{Record: "Application", Own: true, Source: "applications.csv, row 14", When: date(3, 3)},
				{Record: "Application", Of: ref("A-1022", "", ""), Source: "applications.csv, row 41", When: date(5, 19)},
			},
			Rival: "Flatmates who give one number.", Innocent: []string{"Family or flatmates.", "An agency that puts its own number on every CV."},
			Clears: []string{"Each person proves control of a number of their own by a code.", "The agency confirms through its published switchboard."}, Check: muster.CheckLiveInterview, Helps: []muster.CheckType{muster.CheckContactCode}, Asked: []muster.CheckType{muster.CheckContactCode}, AskedFor: "a code to a phone, on 9 June",
		},
		{
			Key: key(2), Flag: "INT-08", Family: muster.FamilyFace, Title: "A virtual camera was shown in the interview.", Strength: 2, Counted: true, Seen: date(5, 30),
			Detail: "The interviewer noted a virtual camera on 30 May and asked about it; the answer is in the notes.", Check: muster.CheckInPerson,
			Evidence: []Evidence{{Record: "Interview", Own: true, Source: "interviews.csv, row 3", When: date(5, 30)}},
			Innocent: []string{"Blurred backgrounds and some company laptops show as a virtual camera."}, Clears: []string{"A second conversation with the plain camera."},
		},
		{
			Key: key(3), Flag: "SRC-03", Family: muster.FamilyLink, Title: "The same portfolio address as another applicant.", Strength: 2, Standing: "same family", Seen: date(5, 20),
			Detail:   "One portfolio is named by two applicants.",
			Innocent: []string{"Two people who worked on one site."}, Clears: []string{"Each says which parts are theirs."},
			Cleared: &Decision{What: "Cleared.", Reason: "Both worked at the same studio, which its switchboard confirmed to me.", By: "Sam Reed", At: at(6, 3, 10), Stamp: &Stamp{Entry: 4090, At: at(6, 3, 10)}},
			History: []Line{{At: date(5, 20), Text: "Seen"}, {At: date(6, 3), Text: "Cleared", By: "Sam Reed"}},
		},
		{Key: key(4), Flag: "INT-04", Family: muster.FamilyFace, Title: "Long pauses before answers.", Strength: 1, Note: true, Detail: "One interviewer noted it.", Innocent: []string{"Nerves.", "A slow line."}, Clears: []string{"Nothing is needed."}},
	}
}

func fixtureStages() []Stage {
	return []Stage{
		{Name: "Application", State: StageRecords, At: date(3, 3), Word: "On record"}, {Name: "Screening", State: StageDone, Passed: true, At: date(3, 4)}, {Name: "Interview", State: StageRecords},
		{Name: "Offer", State: StageDone, At: date(5, 30), Passed: true, Bare: true}, {Name: "Equipment", State: StageAhead, Late: true, Gate: &GateMark{muster.GateShipping, false, []string{"address"}}}, {Name: "First access", State: StageNow, Passed: true, At: date(6, 11)},
		{Name: "First pay", State: StageAhead, Gate: &GateMark{muster.GateFirstPay, true, nil}}, {Name: "Privileged access", State: StageAhead, Gate: &GateMark{muster.GatePrivileged, false, []string{"identity again"}}}, {Name: "Working", State: StageAhead},
	}
}

func (c *company) PersonCopy(_ context.Context, id muster.SubjectID, asJSON bool) (*Attachment, error) {
	if asJSON {
		return &Attachment{Name: "copy-" + string(id) + ".json", Content: []byte("{}\n")}, nil
	}
	page, err := CopyPage(fullCopy())
	return &Attachment{Name: "copy-" + string(id) + ".html", Content: page}, err
}

func (c *company) Person(_ context.Context, id muster.SubjectID) (*Person, error) {
	switch id {
	case "A-1001":
		return &Person{Ref: ref("A-1001", "Tom Okafor", muster.Clear), Status: muster.StatusApplicant, Role: muster.RoleOrdinary, Job: "Back-end developer", Level: muster.Clear, Stages: fixtureStages(),
			Unused: &Unused{Person: ref("A-1001", "Tom Okafor", muster.Clear), Held: fixtureHeld("/people/A-1001/interview#e")[:1], Ask: &Asking{Gate: muster.GateOffer, Code: "class"}, Back: "/people/A-1001#checks"}}, nil
	case "A-1014", "A-1063", "W-204":
	default:
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no person with this number.", Hint: "Search finds people by name, number or words."}
	}
	checks, clock := fixtureChecks(), clockIn(30)
	p := &Person{
		Ref: ref("A-1014", "Nour Adel", muster.Verify), Status: muster.StatusApplicant, Role: muster.RoleOrdinary, Job: "Front-end developer", Entity: "Harbour UK", Level: muster.Verify,
		Because: "One finding of strength 3 asks for a check.", Stages: fixtureStages(), Guided: true, Claims: fixtureClaims(), Locked: []Option{{string(casework.FieldOthers), "Names of others on this page"}}, AsOf: date(6, 12),
		Gate: &Need{Gate: muster.GateOffer, On: date(6, 15), Class: "Everybody in an ordinary role meets the same checks.", Asks: []Ask{
			{Type: muster.CheckLiveInterview, Have: &checks[0], Passed: true}, {Type: muster.CheckContactCode, Have: &checks[1]}, {Type: muster.CheckReference, Swap: "A second work sample"},
		}},
		Findings: fixtureFindings(),
		Unseen:   []muster.Unseen{{What: "Work on an issued laptop.", Why: "No laptop was issued yet.", Remedy: "Nothing is needed before the first day."}},
		Timeline: []Moment{
			{At: date(3, 3), Text: "Applied", Source: "applications.csv"}, {At: date(5, 19), Text: "The same number appears on another application", Source: "applications.csv", Flag: true, Href: "#finding-" + key(1).String()},
			{At: date(5, 30), Text: "First interview held", Source: "interviews.csv"}, {At: date(6, 10), Text: "Live interview passed", Source: "Sam Reed"},
			{At: date(6, 11), Until: date(6, 30), Text: "93 records of logs on 14 days", Log: true},
		},
		Facts: []Fact{
			{Name: "Home", Says: []Said{{Source: "Application", Value: "Leeds, LS6 ***"}, {Source: "CV", Value: "Leeds"}}},
			{Name: "Latest employer", Differs: true, Why: "A trading name may explain it.", Says: []Said{{Source: "Application", Value: "Brightwater Ltd"}, {Source: "CV", Value: "Brightwater Studios"}}},
			{Name: "Phone", Says: []Said{{Source: "Application", Value: "+44 7*** ***482"}}},
		},
		Shares: []SharedValue{
			{Kind: muster.ArtefactPhone, Value: "+44 7*** ***482", SharedBy: 3, Base: 12300, Why: "Rare here", People: []PersonRef{ref("A-1022", "", muster.Verify), ref("A-1030", "", muster.Verify)}},
			{Kind: muster.ArtefactURL, Value: "studio-site.example/***", SharedBy: 40, Base: 900, Common: true, Why: "On 40 CVs of one school", People: []PersonRef{ref("A-1041", "", "")}},
		},
		Checks: checks, Steps: []Step{fixtureStep()},
		Decided: []Decision{{What: "Interview held with an agreed swap.", Reason: "A written exercise took the place of the spoken one.", By: "Sam Reed", At: at(5, 30, 12), Stamp: &Stamp{Entry: 4071}}},
		Groups:  []GroupRef{{"G-4", "Three people with one phone number"}}, Cases: []CaseRef{{"C-7", "One number on six applications"}},
		Notice:  Notice{Sent: at(6, 9, 9), How: "e-mail", Answer: "The number is our flat's landline. I can be reached on my own number too.", At: date(6, 9), Route: "a call with the HR lead"},
		Readers: []Reader{{"Ann Keeper", "HR lead", at(6, 12, 8)}, {"Sam Reed", "Recruiter", at(6, 11, 16)}},
	}
	if id != "A-1014" {
		p.Ref, p.Level, p.Clock = ref(string(id), "", muster.Escalate), muster.Escalate, &clock
	}
	return p, nil
}

func (c *company) Groups(_ context.Context, kind muster.GroupKind) (*Groups, error) {
	if c.empty {
		return &Groups{}, nil
	}
	g := &Groups{More: 2}
	for _, r := range []GroupRow{
		{ID: "G-4", Kind: muster.GroupRing, Title: "Six people with one phone number", Members: 6, Level: muster.Escalate, Kinds: []muster.ArtefactKind{muster.ArtefactPhone, muster.ArtefactCapture}, Rival: "Flatmates, or an agency's own number.", Since: date(5, 19)},
		{ID: "G-5", Kind: muster.GroupSameHuman, Title: "Two applications of one person", Members: 2, Level: muster.Clear, Kinds: []muster.ArtefactKind{muster.ArtefactEmail}},
	} {
		if kind == "" || kind == r.Kind {
			g.Rows = append(g.Rows, r)
		}
	}
	return g, nil
}

func (c *company) Group(_ context.Context, id string) (*Group, error) {
	if id != "G-4" {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no such group."}
	}
	people := []PersonRef{ref("A-1014", "Nour Adel", muster.Verify), ref("A-1022", "", muster.Verify), ref("A-1030", "", muster.Verify), ref("A-1063", "", muster.Escalate), ref("A-1041", "", muster.Clear)}
	g := &Group{ID: "G-4", Kind: muster.GroupRing, Title: "Five people with one phone number", Hidden: true,
		Joints: []SharedValue{
			{Kind: muster.ArtefactPhone, Value: "+44 7*** ***482", SharedBy: 4, Base: 12300, Why: "Rare here", People: people[:4]},
			{Kind: muster.ArtefactCapture, Value: "camera 7f…", SharedBy: 2, Why: "Rare here", People: people[2:4]},
			{Kind: muster.ArtefactURL, Value: "studio-site.example", SharedBy: 40, Common: true, Why: "On 40 CVs of one school", People: people[3:]},
		},
		WhyNot:  []string{"Two of them declare homes in different towns and were each met in person."},
		Rivals:  []muster.Rival{{Explanation: "Flatmates who share a landline.", Settles: "Ask each for a number of their own.", Weight: "possible: two declare one street"}},
		History: []Decision{{What: "One member taken out.", Reason: "Met in person; the number was a typing mistake.", By: "Sam Reed", At: at(6, 1, 9), Stamp: &Stamp{Entry: 4080}}},
	}
	for i, p := range people {
		g.Members = append(g.Members, GroupMember{Person: p, Role: muster.MemberPersona, Verified: i == 4})
	}
	return g, nil
}

func (c *company) Import(_ context.Context, _ string, uploads []Upload, _ ImportAnswers) (*Receipt, error) {
	for _, u := range uploads {
		f, err := u.Open()
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(f)
		if err != nil {
			return nil, err
		}
		f.Close()
		c.files = append(c.files, u.Name+": "+string(b))
	}
	return &Receipt{Says: "2 rows read.", Entry: 5000}, c.refuse
}

func (c *company) Act(_ context.Context, r Request) (*Receipt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refuse != nil {
		return nil, c.refuse
	}
	c.acts = append(c.acts, r)
	return &Receipt{Says: "Done: " + r.Action + ".", Entry: 4128}, nil
}

func (c *company) Keep(_ context.Context, key string, e Filing) (*Receipt, error) {
	if c.refuse != nil {
		return nil, c.refuse
	}
	c.files = append(c.files, key+" "+e.Case+" "+e.Name+": "+string(e.Content))
	return &Receipt{Says: "Filed.", Entry: 5001}, nil
}

func (c *company) Kept(_ context.Context, file, item string) (*Attachment, error) {
	if file != "C-7" || item != "I-1" {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no such file."}
	}
	return &Attachment{Name: "notes \u201ca\u201d.html", Content: []byte("<script>alert(1)</script>")}, nil
}

func (c *company) Search(_ context.Context, words string) ([]Hit, error) {
	if strings.Contains(strings.ToLower("Nour Adel"), strings.ToLower(words)) {
		return []Hit{{"Person", "Nour Adel", "Applicant, verify", "/people/A-1014"}}, nil
	}
	return nil, nil
}

func (c *company) Ways(context.Context) (Ways, error) {
	return Ways{Link: true, Passkey: true, Password: true, Provider: "Harbour sign-on"}, nil
}

func (c *company) Enter(w http.ResponseWriter, _ *http.Request, a Attempt) error {
	if a.Token == "good" || a.Name == "ann" && a.Password == "right" && a.Code == "123456" || a.Passkey != nil {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "s", HttpOnly: true})
		return nil
	}
	return &muster.Error{Code: muster.CodePermission, Message: "That did not match.", Hint: "Check the name, the password and the code, or ask an administrator for a link."}
}

func (c *company) Challenge(http.ResponseWriter, *http.Request) (json.RawMessage, error) {
	return json.RawMessage(`{"publicKey":{"challenge":"AAAA"}}`), nil
}

func (c *company) Leave(http.ResponseWriter, *http.Request) error { return nil }

func fixtureClaims() *Claims {
	return &Claims{
		Columns: []ClaimColumn{{Name: "Application", Source: "tracker.csv row 2", When: date(6, 1)}, {Name: "CV", When: date(6, 1)}, {Name: "HR record"}},
		Rows: []ClaimRow{
			{Claim: "Name", Cells: []ClaimCell{{"Ann Example", ""}, {"Ann Example", "same"}, {"Ann Sample", "differs"}}, Differs: true},
			{Claim: "Worked at Example Works", Cells: []ClaimCell{{}, {"Developer, since 2019", "only here"}, {}}},
		},
		More: 1,
	}
}
