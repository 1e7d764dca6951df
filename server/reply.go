package server

import (
	"net/http"

	"muster"
	"muster/casework"
	"muster/web"
)

// errNoReply is the one answer to a link that does not open.
func errNoReply(err error) error {
	return &muster.Error{Code: muster.CodeNotFound, Message: "This link was used, has expired or is not one of ours.", Hint: "Ask whoever sent it for a fresh one, or write a letter.", Err: err}
}

// replying counts a try at a link before it is looked at, and takes it back
// where it opened: guessing is as slow here as at the sign-in.
func (s *Server) replying(r *http.Request, try func() error) error {
	if err := s.attempt(r, ""); err != nil {
		return err
	}
	err := try()
	if err != nil {
		if code := muster.CodeOf(err); code == muster.CodePermission || code == muster.CodeNotFound {
			s.counters.refused.Add(1)
			return errNoReply(err)
		}
		return err
	}
	return s.succeeded(r, "")
}

// Reply is the page of a person's one-time link.
func (s *Server) Reply(r *http.Request, token string) (*web.Reply, error) {
	var out *web.Reply
	err := s.replying(r, func() error {
		p, err := s.desk.ReplyTo(r.Context(), token)
		if err == nil {
			out = &web.Reply{Organisation: s.titleNow(r.Context()), Told: p.Told, By: p.By, Until: p.Until, Ends: p.Ends}
			for _, o := range p.Ways {
				out.Ways = append(out.Ways, checkLabel(o.Offered)+" instead of "+checkLabel(o.Instead))
			}
		}
		return err
	})
	return out, err
}

// TakeReply puts on record what the person wrote.
func (s *Server) TakeReply(r *http.Request, token string, said web.Replied) error {
	return s.replying(r, func() error {
		return s.desk.TakeReply(r.Context(), token, casework.Reply{Answer: said.Answer, Complaint: said.Complaint})
	})
}
