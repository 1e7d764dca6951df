package server

import (
	"context"
	"slices"

	"muster"
	"muster/casework"
)

// monitoringOf is the kind of monitoring a kind of record belongs to, "" for
// those that are none.
func monitoringOf(k muster.Kind) string {
	switch k {
	case muster.KindSignIns, muster.KindSession, muster.KindMovement:
		return "sign_in"
	case muster.KindDeviceDay, muster.KindAttachment, muster.KindProgram:
		return "device"
	case muster.KindActivityDay, muster.KindWorkDay:
		return "activity"
	case muster.KindAttendance, muster.KindCalls:
		return "meeting"
	}
	return ""
}

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
		if monitoring := monitoringOf(k); slices.Contains(casework.MonitoringKinds(), monitoring) {
			off[k] = !on[monitoring]
		}
	}
	return off
}
