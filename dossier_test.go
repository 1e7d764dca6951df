package muster_test

import (
	"reflect"
	"strings"
	"testing"

	"muster"
)

// TestDossierHoldsNoValues walks everything a detector can reach and allows
// only closed words, opaque ids, dates, counts and places in files: no name,
// address, number, country or text can be scored, because none is there.
func TestDossierHoldsNoValues(t *testing.T) {
	allowed := map[string]bool{}
	for _, v := range []any{
		muster.OrganisationID(""), muster.SubjectID(""), muster.Status(""), muster.RoleClass(""), muster.Employment(""), muster.Kind(""),
		muster.ArtefactKind(""), muster.ArtefactRole(""), muster.Class(""), muster.Common(""), muster.Outcome(""), muster.NameSource(""),
		muster.PlaceSource(""), muster.EventKind(""), muster.CheckType(""), muster.CheckOutcome(""), muster.LeavingReason(""), muster.Sign(""),
		muster.DocumentType(""), muster.MRZOutcome(""), muster.ImagePurpose(""), muster.ToolClass(""), muster.Answer(""),
		muster.ReferenceOutcome(""), muster.ContactFound(""), muster.MailDomain(""), muster.InterviewMode(""), muster.InterviewStatus(""),
		muster.Direction(""), muster.ShipmentStatus(""), muster.PayMethod(""), muster.NameCheckCode(""),
		muster.NetworkClass(""), muster.AnonymityBrand(""), muster.Issue(""), muster.Stage(""), muster.ClientClass(""), muster.MovementKind(""),
		muster.AccountSide(""), muster.FarmRival(""), muster.RivalWeight(""), muster.AttachmentClass(""), muster.ProgramClass(""), muster.ClockSource(""), muster.WorkAct(""), muster.SeenAs(""),
	} {
		allowed[reflect.TypeOf(v).String()] = true
	}
	// Where a record stands, its ids there, and which list a lead came from, are needed to cite
	// them; all are about files, not people.
	plain := map[string]bool{"Observed.Source": true, "Observed.Events": true, "Place.File": true, "LeadFact.Source": true, "Time.Text": true}
	for _, root := range []any{muster.Dossier{}, muster.Settings{}} {
		walkTypes(t, reflect.TypeOf(root), "", map[reflect.Type]bool{}, func(path string, typ reflect.Type) {
			if typ.Kind() != reflect.String || allowed[typ.String()] {
				return
			}
			parts := strings.Split(path, ".")
			if len(parts) >= 2 && plain[strings.Join(parts[len(parts)-2:], ".")] {
				return
			}
			t.Errorf("%s is a %s: a detector must not reach free text", path, typ)
		})
	}
}

func walkTypes(t *testing.T, typ reflect.Type, path string, seen map[reflect.Type]bool, visit func(string, reflect.Type)) {
	t.Helper()
	visit(path, typ)
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		walkTypes(t, typ.Elem(), path, seen, visit)
	case reflect.Map:
		walkTypes(t, typ.Key(), path, seen, visit)
		walkTypes(t, typ.Elem(), path, seen, visit)
	case reflect.Struct:
		if seen[typ] {
			return
		}
		seen[typ] = true
		for i := range typ.NumField() {
			f := typ.Field(i)
			walkTypes(t, f.Type, typ.Name()+"."+f.Name, seen, visit)
		}
	}
}
