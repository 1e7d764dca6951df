package api

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"muster"
	"muster/casework"
)

// aliasWords gives the document the closed lists behind the names of types, so
// that callers see what a word may be and a misspelt one is refused with its
// place.
func aliasWords(r huma.Registry) {
	r.RegisterTypeAlias(reflect.TypeFor[muster.Observation](), reflect.TypeFor[observationForm]())
	r.RegisterTypeAlias(reflect.TypeFor[muster.CheckType](), reflect.TypeFor[checkType]())
	r.RegisterTypeAlias(reflect.TypeFor[muster.CheckOutcome](), reflect.TypeFor[checkOutcome]())
	r.RegisterTypeAlias(reflect.TypeFor[muster.Gate](), reflect.TypeFor[gateWord]())
	r.RegisterTypeAlias(reflect.TypeFor[muster.RoleClass](), reflect.TypeFor[roleClass]())
	r.RegisterTypeAlias(reflect.TypeFor[casework.Role](), reflect.TypeFor[roleWord]())
	r.RegisterTypeAlias(reflect.TypeFor[muster.Kind](), reflect.TypeFor[kindWord]())
	r.RegisterTypeAlias(reflect.TypeFor[muster.Time](), reflect.TypeFor[timeText]())
	r.RegisterTypeAlias(reflect.TypeFor[muster.ObservationID](), reflect.TypeFor[hexID]())
	r.RegisterTypeAlias(reflect.TypeFor[muster.FindingKey](), reflect.TypeFor[hexID]())
}

// choices is the schema of a closed list. The empty word is on it: it means not
// stated, and where something must be stated the act says so.
func choices[T ~string](says string, list ...T) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, Description: says}
	for _, v := range list {
		s.Enum = append(s.Enum, string(v))
	}
	s.Enum = append(s.Enum, "")
	return s
}

type checkType string

// Schema is the closed list of checks.
func (checkType) Schema(huma.Registry) *huma.Schema {
	return choices("A verification step.", muster.CheckTypes()...)
}

type checkOutcome string

// Schema is the closed list of outcomes.
func (checkOutcome) Schema(huma.Registry) *huma.Schema {
	return choices("How a check ended.", muster.OutcomePassed, muster.OutcomeFailed, muster.OutcomeUnclear, muster.OutcomeNotAvailable, muster.OutcomeRefused, muster.OutcomePending)
}

type gateWord string

// Schema is the closed list of gates.
func (gateWord) Schema(huma.Registry) *huma.Schema {
	return choices("A stage that asks for checks first.", casework.Gates()...)
}

type roleClass string

// Schema is the closed list of role classes.
func (roleClass) Schema(huma.Registry) *huma.Schema {
	return choices("Everybody in one class goes through the same steps.", muster.RoleOrdinary, muster.RolePrivileged, muster.RoleSensitive)
}

type roleWord string

// Schema is the closed list of roles.
func (roleWord) Schema(huma.Registry) *huma.Schema {
	return choices("What somebody does in the organisation.", casework.Roles()...)
}

type kindWord string

// Schema is the closed list of kinds of observation.
func (kindWord) Schema(huma.Registry) *huma.Schema {
	return choices("What an observation states.", muster.Kinds()...)
}

type timeText string

// Schema is how a time is written, to its own precision.
func (timeText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Description: "A date or moment as exactly as it is known: 2026, 2026-03, 2026-03-03, 2026-03-03T14:05:00+01:00. Empty: not stated.",
		Pattern: `^([0-9]{4}(-[0-9]{2}(-[0-9]{2}(T.+)?)?)?)?$`, Examples: []any{"2026-03-03"},
	}
}

type hexID string

// Schema is how ids made by hashing are written.
func (hexID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Description: "32 hexadecimal digits.", Pattern: `^[0-9a-fA-F]{32}$`, Examples: []any{"00112233445566778899aabbccddeeff"}}
}
