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
	off := map[muster.Kind]bool{}
	for _, monitoring := range casework.MonitoringKinds() {
		kinds := slices.DeleteFunc(muster.Kinds(), func(k muster.Kind) bool { return monitoringOf(k) != monitoring })
		if len(kinds) == 0 {
			continue
		}
		on, err := s.desk.IsMonitored(ctx, monitoring)
		if err != nil {
			return nil, err
		}
		for _, k := range kinds {
			off[k] = !on
		}
	}
	return off, nil
}
