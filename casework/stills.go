package casework

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/jpeg"
	_ "image/png" // pictures of screens come as PNG too
	"slices"
	"time"

	"golang.org/x/image/draw"

	"muster"
	"muster/store"
)

// settingStills holds the organisation's choice about reference stills.
const settingStills = settingPrefix + "stills"

// Stills is an organisation's choice about reference stills: a picture of the
// interview, beside one of the collection of equipment and of the first day,
// for people to look at. They are off until somebody switches them on with
// their grounds. No program compares them.
type Stills struct {
	On      bool      `json:"on"`
	Days    int       `json:"days"` // how long one is kept
	Purpose string    `json:"purpose"`
	Basis   string    `json:"basis"`  // lawful basis
	Notice  string    `json:"notice"` // reference of the notice people get before they choose
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// maxStillDays bounds how long a still may be kept: from an interview to the
// first weeks of work.
const maxStillDays = 180

// SwitchStills lets reference stills be taken, or no longer. Switching off
// erases those there are with the next round of retention.
type SwitchStills struct {
	On      bool   `json:"on"`
	Days    int    `json:"days,omitempty"`
	Purpose string `json:"purpose,omitempty"`
	Basis   string `json:"basis,omitempty"`
	Notice  string `json:"notice,omitempty"`
	Reason  string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *SwitchStills) Name() string { return "stills.set" }

func (a *SwitchStills) check() error {
	if a.On {
		if a.Days < 1 || a.Days > maxStillDays {
			return usage("days: want 1 to 180", "a still serves from the interview to the first weeks of work")
		}
		if err := first(line("purpose", a.Purpose), line("lawful basis", a.Basis), line("notice", a.Notice)); err != nil {
			return err
		}
	}
	return reason(a.Reason)
}

func (a *SwitchStills) perform(in *act) error {
	if err := in.allow(MonitoringSet, Scope{}, false); err != nil {
		return err
	}
	in.made = "stills"
	text, err := json.Marshal(&Stills{a.On, a.Days, a.Purpose, a.Basis, a.Notice, in.who.Name, in.now()})
	if err != nil {
		return err
	}
	return in.setText(settingStills, string(text))
}

func stillsNow(tx *store.Tx) (*Stills, error) {
	s := &Stills{}
	text, err := settingText(tx, settingStills)
	if err != nil || text == "" {
		return s, err
	}
	return s, json.Unmarshal([]byte(text), s)
}

// The ways of knowing that the same person came. Why somebody prefers one is
// neither asked nor kept.
const (
	WayStill    = "still"     // a still at each meeting
	WayDocument = "document"  // the original document is held beside the person at each meeting
	WayJoined   = "colleague" // one of the interviewers joins the collection and the first day
)

// StillWays lists them.
func StillWays() []string { return []string{WayStill, WayDocument, WayJoined} }

// StillChoice is what a person chose.
type StillChoice struct {
	Subject muster.SubjectID `json:"subject"`
	Way     string           `json:"way"`
	By      string           `json:"by"` // who wrote it down
	At      time.Time        `json:"at"`
}

func stillChoices() shelf[StillChoice] {
	return shelf[StillChoice]{"still_choices", "choice about stills", func(c *StillChoice) keys { return keys{id: string(c.Subject), subject: c.Subject, state: c.Way} }}
}

// ChooseStill writes down what the person chose after they had the notice. A
// choice of another way erases the stills there are.
type ChooseStill struct {
	Subject muster.SubjectID `json:"subject"`
	Way     string           `json:"way"`
	Told    bool             `json:"told"` // they had the notice and know that either choice is as good
}

// Name is the kind of the act's ledger entry.
func (a *ChooseStill) Name() string { return "still.choose" }

func (a *ChooseStill) check() error {
	if !a.Told {
		return usage("the person has not had the notice", "give it to them first; either choice is as good")
	}
	return first(subjectID(a.Subject), oneOf("way", a.Way, StillWays()...))
}

func (a *ChooseStill) perform(in *act) error {
	if err := in.still(a.Subject); err != nil {
		return err
	}
	if a.Way != WayStill {
		if err := in.eraseStills(a.Subject); err != nil {
			return err
		}
	} else if s, err := stillsNow(in.tx); err != nil || !s.On {
		return first(err, conflict("stills are not switched on here", "choose another way"))
	}
	in.made = string(a.Subject)
	return stillChoices().put(in, &StillChoice{a.Subject, a.Way, in.who.Name, in.now()})
}

// The meetings a still is of.
const (
	AtInterview  = "interview"
	AtCollection = "collection"
	AtDayOne     = "day_one"
)

// StillMoments lists them in their order.
func StillMoments() []string { return []string{AtInterview, AtCollection, AtDayOne} }

// Still is one picture. It is never an observation: no rule can reach it.
type Still struct {
	ID      string           `json:"id"`
	Subject muster.SubjectID `json:"subject"`
	Moment  string           `json:"moment"`
	By      string           `json:"by"`
	At      time.Time        `json:"at"`
	Until   time.Time        `json:"until"` // when it is erased
	JPEG    []byte           `json:"jpeg"`
}

func stills() shelf[Still] {
	return shelf[Still]{"stills", "still", func(s *Still) keys {
		return keys{id: s.ID, subject: s.Subject, file: s.Moment, state: "kept", due: s.Until}
	}}
}

// stillTexts names the key of a person's stills, which goes before their other
// texts do.
func stillTexts(id muster.SubjectID) string { return "stills " + string(id) }

// The bounds of a picture that is handed in, and of what is kept of it.
const (
	MaxStill     = 4 << 20 // bytes
	maxStillSide = 8000    // pixels
	stillSide    = 720     // pixels of the longer side, as it is kept
)

// KeepStill keeps a picture of a meeting. What is kept is a smaller copy
// without anything the camera wrote beside the picture.
type KeepStill struct {
	Subject muster.SubjectID `json:"subject"`
	Moment  string           `json:"moment"`
	Content []byte           `json:"content"` // JPEG or PNG
}

// Name is the kind of the act's ledger entry.
func (a *KeepStill) Name() string { return "still.keep" }

// recorded leaves the picture out of the ledger.
func (a *KeepStill) recorded() Act { return &KeepStill{Subject: a.Subject, Moment: a.Moment} }

func (a *KeepStill) check() error {
	if len(a.Content) == 0 || len(a.Content) > MaxStill {
		return usage("picture: want one of at most 4 MB", "choose a JPEG or PNG")
	}
	return first(subjectID(a.Subject), oneOf("moment", a.Moment, StillMoments()...))
}

func (a *KeepStill) perform(in *act) error {
	if err := in.still(a.Subject); err != nil {
		return err
	}
	s, err := stillsNow(in.tx)
	if err != nil {
		return err
	}
	if !s.On {
		return conflict("stills are not switched on here", "use another way")
	}
	c, err := stillChoices().find(in.tx, string(a.Subject))
	if err != nil {
		return err
	}
	if c == nil || c.Way != WayStill {
		return conflict("the person has not chosen stills", "write their choice down first; another way is as good")
	}
	small, err := smallCopy(a.Content)
	if err != nil {
		return err
	}
	id, err := in.newID("F")
	if err != nil {
		return err
	}
	in.made = id
	return stills().add(in, &Still{id, a.Subject, a.Moment, in.who.Name, in.now(), in.now().AddDate(0, 0, s.Days), small})
}

// smallCopy is a picture drawn anew, small, without its particulars.
func smallCopy(content []byte) ([]byte, error) {
	unread := usage("the picture cannot be read", "choose a JPEG or PNG of at most 8,000 pixels a side")
	head, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || head.Width < 1 || head.Height < 1 || head.Width > maxStillSide || head.Height > maxStillSide || head.Width*head.Height > 25_000_000 {
		return nil, unread
	}
	from, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, unread
	}
	longer := max(head.Width, head.Height, stillSide)
	to := image.NewRGBA(image.Rect(0, 0, max(1, head.Width*stillSide/longer), max(1, head.Height*stillSide/longer)))
	draw.ApproxBiLinear.Scale(to, to.Bounds(), from, from.Bounds(), draw.Src, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, to, &jpeg.Options{Quality: 85}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// still asks whether the actor may see and keep stills of a person: an HR lead,
// or who was named to interview them.
func (in *act) still(id muster.SubjectID) error {
	about, err := in.about(id)
	if err != nil {
		return err
	}
	own, err := namedFor(in.tx, id, in.who)
	if err != nil {
		return err
	}
	return in.allow(InterviewStill, about.Scope, own)
}

// namedFor reports whether somebody was named to interview a person.
func namedFor(tx *store.Tx, id muster.SubjectID, who *Actor) (bool, error) {
	list, err := interviews().of(tx, id)
	return slices.ContainsFunc(list, func(s Session) bool { return s.names(who) }), err
}

// StillsOf is what an interview's page says about stills of a person. List is
// without the pictures; nil for who may not see them.
type StillsOf struct {
	Stills
	Choice *StillChoice
	May    bool
	List   []Still
}

// Stills reads what may be said about stills of a person to somebody.
func (d *Desk) Stills(ctx context.Context, who *Actor, id muster.SubjectID) (*StillsOf, error) {
	out := &StillsOf{}
	err := d.view(ctx, who, func(r *reading) error {
		s, err := stillsNow(r.tx)
		if err != nil {
			return err
		}
		out.Stills = *s
		about, err := lookAt(r.tx, who, id)
		if err != nil {
			return err
		}
		own, err := namedFor(r.tx, id, who)
		if err != nil {
			return err
		}
		if out.May = d.table.Allows(who, InterviewStill, about.Scope, own); !out.May {
			return nil
		}
		if out.Choice, err = stillChoices().find(r.tx, string(id)); err != nil {
			return err
		}
		if out.List, err = stills().open(r.tx, "subject = $2", string(id)); err != nil {
			return err
		}
		for i := range out.List {
			out.List[i].JPEG = nil
		}
		slices.SortStableFunc(out.List, func(a, b Still) int {
			return slices.Index(StillMoments(), a.Moment) - slices.Index(StillMoments(), b.Moment)
		})
		return nil
	})
	return out, err
}

// StillsNow is the organisation's choice about stills.
func (d *Desk) StillsNow(ctx context.Context) (s *Stills, err error) {
	err = d.view(ctx, &Actor{}, func(r *reading) error {
		s, err = stillsNow(r.tx)
		return err
	})
	return s, err
}

// Still gives one picture, as JPEG, to who may see it. That it was looked at is
// entered before it is given.
func (d *Desk) Still(ctx context.Context, who *Actor, id muster.SubjectID, still string) ([]byte, error) {
	var picture []byte
	err := d.store.Update(ctx, d.org, func(tx *store.Tx) error {
		in := &act{desk: d, tx: tx, who: who}
		if err := in.still(id); err != nil {
			return err
		}
		s, err := stills().get(tx, still)
		if err != nil {
			return err
		}
		if s.Subject != id || s.Until.UnixMicro() <= tx.Now() {
			return notFound("still")
		}
		picture = s.JPEG
		_, err = tx.Record("still.view", entryBody{By: by(who), Subject: id, Made: still})
		return err
	})
	return picture, err
}

// eraseStills deletes a person's stills and then their key.
func (in *act) eraseStills(id muster.SubjectID) error {
	if _, err := in.exec("delete from stills where organisation = $1 and subject = $2", string(id)); err != nil {
		return err
	}
	return in.tx.Shred([]string{stillTexts(id)})
}

// expireStills erases stills past their days, all of them once stills are
// switched off, and shreds the key of everybody of whom none is left. It
// returns how many went.
func (in *act) expireStills() (int, error) {
	s, err := stillsNow(in.tx)
	if err != nil {
		return 0, err
	}
	before := in.tx.Now()
	if !s.On {
		before = 1<<62 - 1
	}
	people, err := in.column("select distinct subject from stills where organisation = $1 and due <= $2", before)
	if err != nil || len(people) == 0 {
		return 0, err
	}
	n, err := in.exec("delete from stills where organisation = $1 and due <= $2", before)
	if err != nil {
		return 0, err
	}
	var bare []string
	for _, id := range people {
		left := 0
		if err := in.tx.QueryRow("select count(*) from stills where organisation = $1 and subject = $2", id).Scan(&left); err != nil {
			return 0, err
		}
		if left == 0 {
			bare = append(bare, stillTexts(muster.SubjectID(id)))
		}
	}
	return int(n), in.tx.Shred(bare)
}

// column reads one column of text.
func (in *act) column(text string, args ...any) ([]string, error) {
	rows, err := in.tx.Query(text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}
