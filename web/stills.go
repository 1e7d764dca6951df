package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"muster"
	"muster/casework"
	"muster/internal/escape"
)

// StillKeeper keeps the reference stills of interviews. Only people look at
// them: no page compares two, and nothing reads one but the browser.
type StillKeeper interface {
	KeepStill(ctx context.Context, key string, s NewStill) (*Receipt, error)
	Still(ctx context.Context, id muster.SubjectID, still string) ([]byte, error) // JPEG; its showing is on record
}

// NewStill is a picture on its way in.
type NewStill struct {
	Person  muster.SubjectID
	Moment  string // of StillMoments
	Content []byte
}

// Stills are what an interview's page says about reference stills, for those
// who may see them.
type Stills struct {
	Person                 muster.SubjectID
	Days                   int
	Purpose, Basis, Notice string
	Way                    string // what the person chose, of StillWays; empty while they did not
	WayBy                  string
	WayAt                  time.Time
	Shown                  []StillShown
}

// StillShown is one still, beside the others.
type StillShown struct {
	ID, Moment, By string
	At, Until      time.Time
}

// Taken reports whether stills may be added.
func (s *Stills) Taken() bool { return s.Way == casework.WayStill }

// WaySays is what the person chose, in words.
func (s *Stills) WaySays() string { return labels(StillWays(), []string{s.Way})[0] }

// Path is where a still is shown.
func (s *Stills) Path(id string) string {
	return personPath(s.Person) + "/stills/" + url.PathEscape(id)
}

// MomentSays is the meeting in words.
func (s StillShown) MomentSays() string { return labels(StillMoments(), []string{s.Moment})[0] }

// StillWays are the ways a person chooses from.
func StillWays() []Option {
	return []Option{
		{casework.WayStill, "A still at each meeting"},
		{casework.WayDocument, "No still: the original document is held beside them at each meeting"},
		{casework.WayJoined, "No still: an interviewer joins the collection and the first day"},
	}
}

// StillMoments are the meetings a still is of.
func StillMoments() []Option {
	return []Option{{casework.AtInterview, "Interview"}, {casework.AtCollection, "Collection of equipment"}, {casework.AtDayOne, "First day"}}
}

// ChooseStill writes down what the person chose.
type ChooseStill struct {
	Person muster.SubjectID
	Way    string
	Told   bool
}

func (*ChooseStill) command() {}

func readChooseStill(f *form) Command {
	return &ChooseStill{Person: muster.SubjectID(f.id("id")), Way: choice[string](f, "way", StillWays()), Told: f.yes("told")}
}

// SwitchStills lets stills be taken, or no longer.
type SwitchStills struct {
	On                     bool
	Days                   int
	Purpose, Basis, Notice string
	Reason                 string
}

func (*SwitchStills) command() {}

func readSwitchStills(f *form) Command {
	c := &SwitchStills{On: choice[string](f, "on", OnOff()) == "on", Reason: f.reason("reason")}
	c.Purpose, c.Basis, c.Notice = f.line("purpose", c.On), f.line("basis", c.On), f.line("notice", c.On)
	if c.On {
		c.Days = f.number("days", 1, 180)
	}
	return c
}

// keepStill takes one picture of a person.
func keepStill(h *Handler, w http.ResponseWriter, r *http.Request) error {
	if err := receive(w, r, casework.MaxStill, "The picture is larger than 4 MB.", "Send a smaller copy; what is kept is small in any case."); err != nil {
		return err
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // the system's temporary folder is cleaned in any case
	id := uploadForm(r.URL.Path)
	f := &form{values: r.PostForm, path: r.PathValue, complaints: map[string]string{}}
	s := NewStill{Person: muster.SubjectID(f.id("id")), Moment: choice[string](f, "moment", StillMoments())}
	files, key := r.MultipartForm.File["file"], r.PostForm.Get("key")
	if len(files) != 1 || files[0].Size == 0 || !keyForm.MatchString(key) || len(f.complaints) > 0 {
		return h.refuseError(w, r, id, &muster.Error{Code: muster.CodeUsage, Message: "Choose one picture, and of which meeting it is.", Hint: "Nothing was changed."})
	}
	from, err := files[0].Open()
	if err != nil {
		return err
	}
	defer from.Close()
	if s.Content, err = io.ReadAll(io.LimitReader(from, casework.MaxStill)); err != nil {
		return err
	}
	done, err := h.Stills.KeepStill(r.Context(), key, s)
	if err != nil {
		return h.refuseError(w, r, id, err)
	}
	leaveNote(w, r, note{Text: done.Says, Entry: done.Entry})
	http.Redirect(w, r, local(orElse(done.Next, r.PostForm.Get("back"))), http.StatusSeeOther)
	return nil
}

// still shows one picture, as a picture and nothing else.
func still(h *Handler, w http.ResponseWriter, r *http.Request) error {
	picture, err := h.Stills.Still(r.Context(), muster.SubjectID(r.PathValue("id")), escape.Line(r.PathValue("still")))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	_, _ = w.Write(picture) // the reader may have gone away
	return nil
}

// receive reads a form with a file of at most so many bytes.
func receive(w http.ResponseWriter, r *http.Request, most int64, tooLarge, instead string) error {
	r.Body = http.MaxBytesReader(w, r.Body, most+maxForm)
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return &muster.Error{Code: muster.CodeTooLarge, Message: tooLarge, Hint: instead, Err: err}
		}
		return &muster.Error{Code: muster.CodeDamaged, Message: "The file did not arrive whole.", Hint: "Try again. Nothing was changed.", Err: err}
	}
	r.PostForm = url.Values(r.MultipartForm.Value)
	return nil
}
