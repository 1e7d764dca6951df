package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"muster"
)

// Row is what the list says of a person. A field the key may not see is empty.
type Row struct {
	ID       muster.SubjectID `json:"id"`
	Name     string           `json:"name"`
	Status   muster.Status    `json:"status"`
	Role     muster.RoleClass `json:"role"`
	Entity   string           `json:"entity"`
	Applied  muster.Time      `json:"applied"`
	Started  muster.Time      `json:"started"`
	Left     muster.Time      `json:"left"`
	Level    muster.Level     `json:"level"`
	Families []muster.Family  `json:"families"`
	Checks   int              `json:"checks_due"`
	Why      string           `json:"why"`       // in a few words, what the level rests on
	NextStep string           `json:"next_step"` // what somebody should do next, in words
	Stage    string           `json:"stage"`     // how far they are, in a word
	Since    muster.Time      `json:"since"`     // when that began
	Changed  int64            `json:"changed"`
}

// Query chooses people. Empty fields choose everybody, by id: each is met once,
// whatever comes in meanwhile. In another order somebody whose place changes may
// be met twice or not at all.
type Query struct {
	Words  string
	Level  muster.Level
	Status muster.Status
	Role   muster.RoleClass
	Flag   muster.FlagID
	Family muster.Family
	Entity string
	Gate   muster.Gate // waiting at it
	Sort   string      // id, person, level, why, next, stage, status, role or entity
	Down   bool        // the other way round
}

func (q *Query) values() url.Values {
	v := url.Values{"limit": {"500"}}
	for name, text := range map[string]string{"words": q.Words, "level": string(q.Level), "status": string(q.Status), "role": string(q.Role), "flag": string(q.Flag), "family": string(q.Family), "entity": q.Entity, "gate": string(q.Gate), "sort": q.Sort} {
		if text != "" {
			v.Set(name, text)
		}
	}
	if q.Down {
		v.Set("down", "true")
	}
	return v
}

// Subjects yields people, reading page by page. An error ends it.
func (c *Client) Subjects(ctx context.Context, q Query) iter.Seq2[*Row, error] {
	type page struct {
		Subjects []Row  `json:"subjects"`
		Next     string `json:"next"`
	}
	return each(pages(ctx, c, "/v1/subjects", "cursor", q.values(), func(p *page) string { return p.Next }), func(p *page) []Row { return p.Subjects })
}

// Assessment says what is due for a person, and why. It is never a verdict.
type Assessment struct {
	Level         muster.Level          `json:"level"`
	Reason        string                `json:"reason"`
	Seq           int64                 `json:"seq"` // every record up to it is in
	AsOf          muster.Time           `json:"as_of"`
	Families      []muster.Family       `json:"families"`
	Contributions []muster.Contribution `json:"contributions"`
	Checks        []muster.CheckRequest `json:"checks"`
	Unseen        []muster.Unseen       `json:"unseen"`
	Versions      muster.Versions       `json:"versions"`
}

// Value is a field of a record as the key may see it.
type Value struct {
	Text  string `json:"text"`
	Sight string `json:"sight"` // hidden, masked, unlock or clear
}

// Gate is a gate as it stands for a person.
type Gate struct {
	Gate    muster.Gate `json:"gate"`
	Met     bool        `json:"met"`
	Advice  bool        `json:"advice"`
	Waits   time.Time   `json:"waits_until"`
	Pending string      `json:"pending_step"`
	Asks    []struct {
		Check     muster.CheckType `json:"check"`
		Assurance string           `json:"assurance"`
		Met       bool             `json:"met"`
		Open      string           `json:"open_check"`
		Says      string           `json:"says"`
	} `json:"asks"`
}

// Check is a check of a person.
type Check struct {
	ID      string              `json:"id"`
	Subject muster.SubjectID    `json:"subject"`
	Type    muster.CheckType    `json:"type"`
	State   string              `json:"state"` // requested, recorded or cancelled
	Gate    muster.Gate         `json:"gate"`
	Due     time.Time           `json:"due"`
	Outcome muster.CheckOutcome `json:"outcome"`
	Done    muster.Time         `json:"done"`
	Expires muster.Time         `json:"expires"`
}

// Subject is one person as the key may see them.
type Subject struct {
	ID         muster.SubjectID `json:"id"`
	Status     muster.Status    `json:"status"`
	Role       muster.RoleClass `json:"role"`
	Entity     string           `json:"entity"`
	Team       []TeamMember     `json:"team"` // whose own work the person is
	Fields     map[string]Value `json:"fields"`
	Assessment *Assessment      `json:"assessment"` // nil where the key's roles show none
	Gates      []Gate           `json:"gates"`
	Checks     []Check          `json:"checks"`
	Dispute    bool             `json:"identity_in_dispute"` // its holder may be the one harmed
	Cases      []string         `json:"cases"`               // open ones the key is a reader of
	Groups     []string         `json:"groups"`
	Agreements []Agreement      `json:"agreements"` // with this person alone
	Readers    []Reader         `json:"readers"`    // who may see them by their roles today

	Tag string `json:"-"` // for Act's IfMatch
}

// TeamMember is a user whose own work a person is.
type TeamMember struct {
	User string `json:"user"`
	Name string `json:"name"`
}

// Reader is a user who may see a person.
type Reader struct {
	User  string    `json:"user"`
	Name  string    `json:"name"`
	Roles []string  `json:"roles"`
	Last  time.Time `json:"last"` // did something about them; zero: never
}

// Subject reads one person.
func (c *Client) Subject(ctx context.Context, id muster.SubjectID) (*Subject, error) {
	s := &Subject{}
	tag, err := c.do(ctx, &request{method: http.MethodGet, path: "/v1/subjects/" + segment(string(id))}, s)
	s.Tag = tag
	return s, err
}

// Finding is one finding in plain words, with its honest explanations.
type Finding struct {
	Key      muster.FindingKey `json:"key"`
	Flag     muster.FlagID     `json:"flag"`
	Family   muster.Family     `json:"family"`
	Title    string            `json:"title"`
	Detail   string            `json:"detail"`
	Strength int               `json:"strength"`
	Counted  bool              `json:"counted"`
	Standing string            `json:"standing"`
	Note     bool              `json:"note"`
	Rival    string            `json:"rival"`
	Innocent []string          `json:"innocent"`
	Clears   []string          `json:"clears"`
	Check    muster.CheckType  `json:"check"`
}

// Findings reads what was found about a person, those that count first.
func (c *Client) Findings(ctx context.Context, id muster.SubjectID) ([]Finding, error) {
	var list struct {
		Findings []Finding `json:"findings"`
	}
	_, err := c.do(ctx, &request{method: http.MethodGet, path: "/v1/subjects/" + segment(string(id)) + "/findings"}, &list)
	return list.Findings, err
}

// Ref names a person. A field the key may not see is empty.
type Ref struct {
	ID    muster.SubjectID `json:"id"`
	Name  string           `json:"name"`
	Level muster.Level     `json:"level"`
}

// Today is what needs somebody today, as far as the key reaches. Gates, Unasked,
// Changed, Advice and Releases are empty without the scope findings.read.
type Today struct {
	Checks      []Check `json:"checks"` // the soonest due first
	Escalations []struct {
		Subject muster.SubjectID `json:"subject"`
		Why     string           `json:"why"`
		Seen    string           `json:"seen"` // what was found, in words
		Due     time.Time        `json:"due"`  // end of the clock
	} `json:"escalations"`
	LaterEscalations bool `json:"later_escalations"` // there are more, due later
	Gates            []struct {
		Person  Ref                `json:"person"`
		Gate    muster.Gate        `json:"gate"`
		Missing []muster.CheckType `json:"missing"`
	} `json:"gates"` // who needs a check before their next gate
	MoreGates    int  `json:"more_gates"`     // beyond those listed
	GatesAtLeast bool `json:"gates_at_least"` // there may be more than that
	Unasked      []struct {
		Person Ref    `json:"person"`
		Why    string `json:"why"`
	} `json:"unasked"` // of whom something was seen and nothing asked yet
	MoreUnasked int         `json:"more_unasked"`
	Changed     []Change    `json:"changed"`    // by others, since the key last did something
	Advice      []PayAdvice `json:"pay_advice"` // about people whose records changed last
	Releases    []struct {
		Run    string      `json:"run"`
		File   string      `json:"file"`
		Entity string      `json:"entity"`
		PayDay muster.Time `json:"pay_day"`
		Lines  []int       `json:"lines"`
	} `json:"pay_releases"` // whose changed accounts wait for a second person's word
}

// Change is something somebody did about a person.
type Change struct {
	At     time.Time `json:"at"`
	Person Ref       `json:"person"`
	Act    string    `json:"act"`
	By     string    `json:"by"`   // empty for clocks and for what the persons themselves did
	Says   string    `json:"says"` // in words
}

// Today reads what needs somebody today.
func (c *Client) Today(ctx context.Context) (*Today, error) {
	t := &Today{}
	_, err := c.do(ctx, &request{method: http.MethodGet, path: "/v1/today"}, t)
	return t, err
}

// LoginContext is what to know about the holder of a login.
type LoginContext struct {
	Login   string           `json:"login"`
	Subject muster.SubjectID `json:"subject"`
	Status  muster.Status    `json:"status"`
	Started muster.Time      `json:"started"`
	Ended   muster.Time      `json:"ended"`
	City    Value            `json:"declared_city"`
	Devices []struct {
		Item      string      `json:"item"`
		Serial    string      `json:"serial"`
		From      muster.Time `json:"from"`
		Until     muster.Time `json:"until"`
		Status    string      `json:"status"`
		Delivered muster.Time `json:"delivered"`
		Returned  bool        `json:"returned"`
	} `json:"issued_devices"`
	Approved []struct {
		Tool      string      `json:"tool"`
		Everybody bool        `json:"everybody"`
		Until     muster.Time `json:"until"`
		By        string      `json:"by"`
	} `json:"approved_tools"`
	Travel []struct {
		Place string      `json:"place"`
		From  muster.Time `json:"from"`
		Until muster.Time `json:"until"`
		By    string      `json:"by"`
	} `json:"agreed_travel"`
	Seq int64 `json:"seq"`
}

// Context reads what to know about the holder of a login.
func (c *Client) Context(ctx context.Context, login string) (*LoginContext, error) {
	l := &LoginContext{}
	_, err := c.do(ctx, &request{method: http.MethodGet, path: "/v1/context", query: url.Values{"login": {login}}}, l)
	return l, err
}

// Get reads any resource that has no method of its own, such as /v1/cases, into
// a value as encoding/json does, and returns its tag.
func (c *Client) Get(ctx context.Context, path string, query url.Values, into any) (tag string, err error) {
	return c.do(ctx, &request{method: http.MethodGet, path: path, query: query}, into)
}

// Receipt says that an act took effect.
type Receipt struct {
	ID     string    `json:"id"`
	Entry  int64     `json:"entry"` // in the ledger
	At     time.Time `json:"at"`
	Again  bool      `json:"again"`  // it had taken effect before, under the same key
	Secret string    `json:"secret"` // told this once
}

// Act is how an act is sent.
type Act struct {
	Key     string // fresh when empty; keep it to send the act again after a crash
	IfMatch string // tag of the person or case, so that it fails when that has changed
}

// Do carries out an act by its name, such as "check.request"; body is what
// /openapi.json says of it. Sent again by itself it takes effect once.
func (c *Client) Do(ctx context.Context, name string, body any, how Act) (*Receipt, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	if how.Key == "" {
		how.Key = newKey()
	}
	r := &request{method: http.MethodPost, path: "/v1/acts/" + segment(name), kind: "application/json", body: text, header: http.Header{"Idempotency-Key": {how.Key}}}
	if how.IfMatch != "" {
		r.header.Set("If-Match", how.IfMatch)
	}
	out := &Receipt{}
	_, err = c.do(ctx, r, out)
	return out, err
}

// Kept says that a record is durable.
type Kept struct {
	ID         muster.ObservationID `json:"id"`
	Status     string               `json:"status"` // added or duplicate
	Seq        int64                `json:"seq"`
	Assessment *Assessment          `json:"assessment"`
}

// Assess says whether Send asks for the assessment of the record's person.
type Assess bool

// The ways to send a record.
const (
	WithAssessment    Assess = true
	WithoutAssessment Assess = false
)

// Send sends one record. When it returns without an error the record is
// durable; with WithAssessment the assessment has taken it in.
func (c *Client) Send(ctx context.Context, o *muster.Observation, assess Assess) (*Kept, error) {
	text, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	out := &Kept{}
	_, err = c.do(ctx, &request{
		method: http.MethodPost, path: "/v1/observations", kind: "application/json", body: text,
		query: url.Values{"assess": {strconv.FormatBool(bool(assess))}},
	}, out)
	return out, err
}
