package server

import (
	"context"

	"muster/casework"
)

// warmPages reads the day's page and the lists behind it once before anybody asks:
// what is at hand of the rows they rest on is shared by all who look, and the
// first of a morning would otherwise wait for all of it together. Nothing is
// written, and nobody sees what was read.
func (s *Server) warmPages(ctx context.Context) {
	everybody := &casework.Actor{Name: "the program"}
	for _, r := range casework.Roles() {
		everybody.Grants = append(everybody.Grants, casework.Grant{Role: r})
	}
	if _, err := s.Today(context.WithValue(ctx, visitorKey{}, &visitor{actor: everybody, server: s})); err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "what pages share was not read at the start", "error", err) // the first who ask read it
	}
}
