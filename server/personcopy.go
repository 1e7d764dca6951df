package server

import (
	"context"
	"encoding/json"

	"muster"
	"muster/web"
)

// PersonCopy is a person's copy of what is held of them, as a file: indented, so
// that whoever gets it can read it without a program.
func (s *Server) PersonCopy(ctx context.Context, id muster.SubjectID) (*web.Attachment, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	c, err := s.desk.Copy(ctx, actor, id)
	if err != nil {
		return nil, s.plainlyOf(ctx, actor, err, id)
	}
	text, err := json.MarshalIndent(c, "", "  ")
	return &web.Attachment{Name: "copy-" + string(id) + ".json", Content: append(text, '\n')}, err
}
