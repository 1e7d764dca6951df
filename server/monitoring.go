package server

import (
	"context"

	"muster"
	"muster/casework"
)

// switchedOff are the kinds of record that are not taken in: those of a
// monitoring nobody switched on, for which an impact assessment and a notice
// are asked.
func (s *Server) switchedOff(ctx context.Context) (map[muster.Kind]bool, error) {
	on := map[string]bool{}
	for _, monitoring := range casework.MonitoringKinds() {
		is, err := s.desk.IsMonitored(ctx, monitoring)
		if err != nil {
			return nil, err
		}
		on[monitoring] = is
	}
	return offKinds(on), nil
}

// offKinds are the kinds of record of every monitoring that is not on.
func offKinds(on map[string]bool) map[muster.Kind]bool {
	off := map[muster.Kind]bool{}
	for _, k := range muster.Kinds() {
		if monitoring := casework.MonitoringOf(k); monitoring != "" {
			off[k] = !on[monitoring]
		}
	}
	return off
}

// isOff reports whether a record is of a monitoring that is not on.
func isOff(off map[muster.Kind]bool, d muster.Data) bool {
	return casework.Monitored(d) != "" && off[d.Kind()]
}

// switched is what follows when a monitoring is switched: texts of messages that
// are kept are compared, or no longer, from the next answer on.
func (s *Server) switched(ctx context.Context, kind string) error {
	if kind != casework.MessageText {
		return nil
	}
	return s.policyMoved(ctx)
}
