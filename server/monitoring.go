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
