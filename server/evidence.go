package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"muster"
	"muster/casework"
	"muster/web"
)

// Keep files evidence in a case with its digest.
func (s *Server) Keep(ctx context.Context, key string, e web.Filing) (*web.Receipt, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(e.Content)
	got, err := s.desk.Do(ctx, actor, casework.Key(key), &casework.AddEvidence{
		Case: e.Case, Text: e.Text, Content: e.Content,
		File: casework.File{Title: e.Name, SHA256: hex.EncodeToString(sum[:]), Where: casework.KeptHere, Size: int64(len(e.Content))},
	})
	if err != nil {
		return nil, err
	}
	s.counters.acts.Add(1)
	return &web.Receipt{Says: "Filed, with its digest in the ledger.", Entry: got.Entry}, nil
}

// Kept gives a file of a case back to one of its readers.
func (s *Server) Kept(ctx context.Context, file, item string) (*web.Attachment, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	about, content, err := s.desk.Evidence(ctx, actor, file, item)
	if err != nil {
		if code := muster.CodeOf(err); code == muster.CodePermission || code == muster.CodeNotFound {
			return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no such file.", Hint: "It may be kept elsewhere, or you are not among the readers of its case.", Err: err}
		}
		return nil, err
	}
	return &web.Attachment{Name: about.Title, Content: content}, nil
}
