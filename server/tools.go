package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"muster"
	"muster/casework"
	"muster/ingest"
	known "muster/stream/programs"
)

// takeTools reads what the tools file says: what programs are for, and what
// everybody may use until when. The list of approved tools stays the one people see
// and end under Rules; a line of the file comes into it once, also when somebody
// took it back since.
func (s *Server) takeTools(ctx context.Context) error {
	s.class = known.Class
	if s.config.Tools == "" {
		return nil
	}
	file, err := ingest.LoadConfig(s.config.Tools)
	if err != nil {
		return err
	}
	s.class = file.Classes()
	who := &casework.Actor{Name: "the tools file", Via: "configuration", Grants: []casework.Grant{{Role: casework.HRLead}}}
	today := s.now().UTC().AddDate(0, 0, -1)
	for _, tool := range file.ApprovedTools() {
		if tool.Until.UTC().Before(today) {
			s.log.Warn("an approved tool of the tools file is past its last day, and not taken in", "tool", tool.Name)
			continue
		}
		what := strings.Join([]string{string(tool.Name), tool.From.ISO(), tool.Until.ISO()}, "\x00")
		sum := sha256.Sum256([]byte(what))
		_, err := s.desk.Do(ctx, who, casework.Key("tools-"+hex.EncodeToString(sum[:16])), &casework.Agree{
			Kind: casework.AgreedTool, What: string(tool.Name), From: tool.From, Until: tool.Until, Reason: "It stands in the tools file of this installation.",
		})
		if err != nil {
			return &muster.Error{Code: muster.CodeUsage, Message: "the tools file: " + string(tool.Name) + ": " + err.Error(), Hint: "correct its line under approved", Err: err}
		}
	}
	return nil
}
