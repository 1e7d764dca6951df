package web

import (
	"context"
	"net/http"
	"time"
)

// HandoverReader gives a one-time link to whoever made it, once.
type HandoverReader interface {
	Handover(context.Context) (*Handover, error)
}

// Handover is the page on which a one-time link for somebody without an
// account is shown to who made it, to be passed on.
type Handover struct {
	Link  string    // empty: it was shown already
	Reply bool      // for the person concerned; otherwise for a second signer
	Ends  time.Time // of the link
	Back  string    // the page it was made on
}

func (*Handover) head() head { return head{template: "handover", title: "A link to pass on"} }

func (h *Handler) handover(r *http.Request) (*Handover, error) {
	p, err := h.Handovers.Handover(r.Context())
	if err == nil {
		p.Back = local(orElse(p.Back, "/today"))
	}
	return p, err
}
