package web

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"muster"
	"muster/internal/escape"
)

// ReplyDesk takes what people write who have no account, by a one-time link.
// It counts failed tries, and an error never says what was wrong with a link.
type ReplyDesk interface {
	Reply(r *http.Request, token string) (*Reply, error)
	TakeReply(r *http.Request, token string, said Replied) error
}

// Replied is what a person wrote: their side, a complaint, or both.
type Replied struct{ Answer, Complaint string }

// Reply is the page on which a person answers a notice or complains. It names
// them to nobody, and shows them what they were told and nothing else.
type Reply struct {
	Organisation string
	Told         string    // empty: no notice was sent
	By           string    // who sent it
	Until        time.Time // end of the time to answer
	Ways         []string  // other ways they were offered
	Ends         time.Time // of the link

	Token   string
	Taken   bool // it is on record now
	Said    Replied
	Problem string
}

func (p *Reply) head() head {
	one := head{template: "reply", title: "Your answer", bare: true}
	if p.Problem != "" {
		one.status = http.StatusUnprocessableEntity
	}
	return one
}

// maxToken bounds a link's token.
const maxToken = 200

func (h *Handler) reply(r *http.Request) (*Reply, error) {
	return h.readReply(r, clip(r.URL.Query().Get("token"), maxToken))
}

func (h *Handler) readReply(r *http.Request, token string) (*Reply, error) {
	p, err := h.Replies.Reply(r, token)
	if err != nil {
		return nil, err
	}
	p.Token = token
	return p, nil
}

// takeReply puts what a person wrote on record. A form that cannot be taken
// comes back with every word in it.
func takeReply(h *Handler, w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return &muster.Error{Code: muster.CodeTooLarge, Message: "The form is larger than a form can be.", Hint: "Shorten it, or write a letter.", Err: err}
	}
	token := clip(r.PostForm.Get("token"), maxToken)
	text := func(name string) string {
		return strings.TrimSpace(escape.Block(strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n")))
	}
	said := Replied{Answer: text("answer"), Complaint: text("complaint")}
	p, err := h.readReply(r, token)
	if err != nil {
		return err
	}
	p.Said = said
	switch {
	case said.Answer == "" && said.Complaint == "":
		p.Problem = "Nothing is written there. Write your side, a complaint, or both."
	case utf8.RuneCountInString(said.Answer) > maxReason || utf8.RuneCountInString(said.Complaint) > maxReason:
		p.Problem = "At most 2,000 letters in each. Write the rest in a letter."
	default:
		if err := h.Replies.TakeReply(r, token, said); err != nil {
			return err
		}
		p.Taken = true
	}
	return h.render(w, r, p)
}

// OfferReply makes a link by which the person answers or complains themselves.
type OfferReply struct{ Person muster.SubjectID }

func (*OfferReply) command() {}

func readOfferReply(f *form) Command { return &OfferReply{Person: muster.SubjectID(f.id("id"))} }
