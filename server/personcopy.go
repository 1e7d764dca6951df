package server

import (
	"context"
	"encoding/json"
	"time"

	"muster"
	"muster/casework"
	"muster/web"
)

// PersonCopy is a person's copy of what is held of them: a page they can read,
// or indented JSON that says the same.
func (s *Server) PersonCopy(ctx context.Context, id muster.SubjectID, asJSON bool) (*web.Attachment, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	c, err := s.desk.Copy(ctx, actor, id)
	if err != nil {
		return nil, s.plainlyOf(ctx, actor, err, id)
	}
	name := "copy-" + string(id)
	if !asJSON {
		page, err := web.CopyPage(c)
		return &web.Attachment{Name: name + ".html", Content: page}, err
	}
	text, err := json.MarshalIndent(c, "", "  ")
	return &web.Attachment{Name: name + ".json", Content: append(text, '\n')}, err
}

// copied reports whether somebody made a person's copy so lately that they may
// still open it.
func (p *subject) copied() bool {
	for i := range p.record.History {
		l := &p.record.History[i]
		if l.Name == (&casework.ExportSubject{}).Name() && l.Actor == p.actor.User && p.server.now().Sub(l.At) < time.Hour {
			return true
		}
	}
	return false
}
